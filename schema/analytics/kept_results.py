"""Closed periods of a report: the mutations that keep their figures for a reader, and forget them."""

from datetime import date, datetime
from typing import Annotated

import strawberry

from domain.writes import NotDone
from resolvers.analytics.kept_results import forget_result, keep_result
from resolvers.analytics.running import ReportRun
from schema.analytics.known_reports import known_report
from schema.analytics.reader_rights import check_rights
from schema.analytics.report_inputs import ReportAdjustment
from schema.analytics.reports import RESULT_COSTS, request_of_reader, run_for_reader
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.own_fields import NO_RECORDS, own_field
from schema.engine.declare.payloads import UserError
from schema.shared.mutation_requests import OperationInfo
from schema.shared.scalar_texts import instant_text, written_day


@strawberry.input(description="A report whose closed periods are kept, or forgotten.")
class ReportPeriodsInput:
    """Which report."""

    report: strawberry.ID = strawberry.field(description="Id of the report.")
    adjust: ReportAdjustment | None = strawberry.field(
        default=None, description="The adjustments that it is asked with."
    )
    as_of: date | None = strawberry.field(default=None, description="The last day whose facts count; by default today.")


@strawberry.type(description="Result of a mutation of kept periods.")
class KeptPeriodsPayload:
    """What is kept, and the reasons."""

    kept_at: datetime | None = strawberry.field(default=None, description="When they were kept; null where none are.")
    forgotten: bool = strawberry.field(default=False, description="Whether there were some that are forgotten now.")
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="Why it was not carried out; empty on success."
    )


PeriodsArgument = Annotated[ReportPeriodsInput, strawberry.argument(name="input")]


@strawberry.type
class PeriodMutations:
    """Mutations of closed periods."""

    @own_field(
        "Keep the figures of a report's closed periods as you see them now, sealed and for you alone. Each later "
        "result of the same report names in `kept` what restated them. They are dropped when your rights change.",
        costs=RESULT_COSTS,
        acts=NO_RECORDS,
    )
    async def keep_report_periods(self, info: OperationInfo, which: PeriodsArgument) -> KeptPeriodsPayload | None:
        """When they were kept."""
        context = info.context
        run = await _run(context, which)
        try:
            kept = await keep_result(context.loader, run)
        except NotDone as refusal:
            errors = [UserError(code=each.code, message=each.message, field=None) for each in refusal.problems]
            return KeptPeriodsPayload(user_errors=errors)
        return KeptPeriodsPayload(kept_at=instant_text(kept.kept_at))

    @own_field(
        "Forget the closed periods that you keep of a report.",
        costs={"crm": 1, "billing": 1, "books": 1},
        acts=NO_RECORDS,
    )
    async def forget_report_periods(self, info: OperationInfo, which: PeriodsArgument) -> KeptPeriodsPayload | None:
        """Whether there were any."""
        known = await known_report(info.context, str(which.report))
        request = await request_of_reader(info.context, known, which.adjust, written_day(which.as_of))
        await check_rights(info.context, request)
        return KeptPeriodsPayload(forgotten=await forget_result(info.context.loader, request))


async def _run(context: OperationContext, which: ReportPeriodsInput) -> ReportRun:
    known = await known_report(context, str(which.report))
    request = await request_of_reader(context, known, which.adjust, written_day(which.as_of))
    return await run_for_reader(context, request, None)
