"""Mutations of reports that users keep: copies of reports of the system, with adjustments of their own."""

from collections.abc import Awaitable
from datetime import UTC, datetime
from typing import Annotated

import strawberry

from domain.saved_reports import SavedReport
from domain.writes import NotDone, Problem, ProblemCode, not_done
from resolvers.analytics.own_reports import delete_kept, is_own, keep_changed, keep_new, saved_report
from resolvers.analytics.report_folders import checked_folder
from resolvers.analytics.report_needs import coordinates_of, denials_of, refusal_of
from resolvers.analytics.running import check_request
from schema.analytics.known_reports import KnownReport, known_report, of_saved
from schema.analytics.report_inputs import ReportAdjustment, adjusted, merged, values_of
from schema.analytics.reports import Report, report_shown
from schema.engine.declare import registry
from schema.engine.declare.costs import OwnCosts
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.own_fields import NO_RECORDS, own_field
from schema.engine.declare.payloads import UserError
from schema.shared.mutation_requests import OperationInfo

LONGEST_TITLE = 120
# Who the caller is, and the organisation in which reports are kept.
OF_PLACE: OwnCosts = {"crm": 1}
DEFAULT_FOLDER = "My Reports"


@strawberry.input(description="A report to keep.")
class CreateReportInput:
    """A new report."""

    base: strawberry.ID = strawberry.field(description="Id of the report that it is a copy of.")
    title: str = strawberry.field(description=f"Title, 1 to {LONGEST_TITLE} characters.")
    folder: str = strawberry.field(default=DEFAULT_FOLDER, description="Name of its folder, which it makes if needed.")
    adjust: ReportAdjustment | None = strawberry.field(default=None, description="What differs from the report.")
    is_shared: bool = strawberry.field(
        default=False, description="Whether others in your organisation may run it, each over what they may see."
    )
    idempotency_key: str | None = strawberry.field(
        default=None, description="A key with which asking again answers the same report."
    )


@strawberry.input(description="Changes of a report of your own; what is not set stays.")
class UpdateReportInput:
    """A change."""

    id: strawberry.ID = strawberry.field(description="Id of the report.")
    expected_version: int = strawberry.field(description="The version that you read: another one is a conflict.")
    title: str | None = strawberry.field(default=None, description="Title.")
    folder: str | None = strawberry.field(default=None, description="Name of its folder.")
    adjust: ReportAdjustment | None = strawberry.field(default=None, description="What differs, as a whole.")
    keeps_adjustments: bool = strawberry.field(
        default=False, description="Whether adjustments that `adjust` does not set stay as they are."
    )
    is_shared: bool | None = strawberry.field(default=None, description="Whether it is shared.")


@strawberry.input(description="A report of your own to delete.")
class DeleteReportInput:
    """A deletion."""

    id: strawberry.ID = strawberry.field(description="Id of the report.")
    expected_version: int = strawberry.field(description="The version that you read: another one is a conflict.")


@strawberry.type(description="Result of a mutation of a report.")
class ReportPayload:
    """The report and the reasons."""

    report: Report | None = strawberry.field(description="The report after the mutation.")
    deleted_id: strawberry.ID | None = strawberry.field(default=None, description="Id of the report that was deleted.")
    user_errors: list[UserError] = strawberry.field(description="Why it was not carried out; empty on success.")


CreateArgument = Annotated[CreateReportInput, strawberry.argument(name="input")]
UpdateArgument = Annotated[UpdateReportInput, strawberry.argument(name="input")]
DeleteArgument = Annotated[DeleteReportInput, strawberry.argument(name="input")]


@strawberry.type
class ReportMutations:
    """Mutations of reports."""

    @own_field("Keep a copy of a report, adjusted.", costs=OF_PLACE, acts=NO_RECORDS)
    async def create_report(self, info: OperationInfo, new: CreateArgument) -> ReportPayload | None:
        """The new report."""
        return await payload_of(_created(info.context, new))

    @own_field("Change a report of your own.", costs=OF_PLACE, acts=NO_RECORDS)
    async def update_report(self, info: OperationInfo, change: UpdateArgument) -> ReportPayload | None:
        """The report after the change."""
        return await payload_of(_updated(info.context, change))

    @own_field("Delete a report of your own.", costs=OF_PLACE, acts=NO_RECORDS)
    async def delete_report(self, info: OperationInfo, deletion: DeleteArgument) -> ReportPayload | None:
        """The id of what was deleted."""
        return await payload_of(_deleted(info.context, deletion))


async def payload_of(work: Awaitable[ReportPayload]) -> ReportPayload:
    """What came of a mutation of a report."""
    try:
        return await work
    except NotDone as error:
        return ReportPayload(report=None, user_errors=[user_error(problem) for problem in error.problems])


def user_error(problem: Problem) -> UserError:
    """A problem as the graph shows it."""
    return UserError(code=problem.code, message=problem.message, field=list(problem.path) or None)


async def _created(context: OperationContext, new: CreateReportInput) -> ReportPayload:
    base = await known_report(context, str(new.base))
    adjustments = merged(base.adjustments, values_of(new.adjust) if new.adjust else {})
    await _check(context, base, new.adjust)
    kept = await keep_new(
        context.loader,
        base.system.id,
        adjustments,
        title=_text(new.title, "title"),
        folder=checked_folder(new.folder, "folder"),
        is_shared=new.is_shared,
        key=new.idempotency_key,
    )
    return ReportPayload(report=report_shown(of_saved(kept, is_own=True)), user_errors=[])


async def _updated(context: OperationContext, change: UpdateReportInput) -> ReportPayload:
    report = await own_report(context, str(change.id), change.expected_version)
    changes: dict[str, object] = {}
    if change.adjust is not None:
        keeps = change.keeps_adjustments
        await _check(context, of_saved(report, is_own=True, without_adjustments=not keeps), change.adjust)
        changes["adjustments"] = merged(report.adjustments if keeps else {}, values_of(change.adjust))
    if change.title is not None:
        changes["title"] = _text(change.title, "title")
    if change.folder is not None:
        changes["folder"] = checked_folder(change.folder, "folder")
    if change.is_shared is not None:
        changes["is_shared"] = change.is_shared
    changed = await keep_changed(context.loader, report, **changes)
    return ReportPayload(report=report_shown(of_saved(changed, is_own=True)), user_errors=[])


async def _deleted(context: OperationContext, deletion: DeleteReportInput) -> ReportPayload:
    report = await own_report(context, str(deletion.id), deletion.expected_version)
    await delete_kept(context.loader, report)
    return ReportPayload(report=None, deleted_id=strawberry.ID(report.id), user_errors=[])


async def own_report(context: OperationContext, id_: str, version: int) -> SavedReport:
    """This version of a report of the caller's own. Raises NotDone and NotFound."""
    report = await saved_report(context.loader, id_)
    if not await is_own(context.loader, report):
        raise not_done(ProblemCode.FORBIDDEN, "The report is another user's: copy it with `createReport`.", "id")
    if report.version != version:
        raise not_done(ProblemCode.CONFLICT, "The report was changed since: read it again.", "expectedVersion")
    return report


async def _check(context: OperationContext, base: KnownReport, adjust: ReportAdjustment | None) -> None:
    """Raise NotDone where the caller could not run it, and BadUserInput where nobody could."""
    request = adjusted(base.request_until(datetime.now(UTC).date()), adjust)
    denials = await denials_of(context.loader, coordinates_of(request), registry.module_of)
    if denials:
        context.hidden |= denials
        refusal = refusal_of(denials, strict=context.strict)
        raise not_done(ProblemCode.FORBIDDEN, str(refusal), "adjust" if adjust else "base")
    check_request(request)


def _text(text: str, name: str) -> str:
    kept = text.strip()
    if not 1 <= len(kept) <= LONGEST_TITLE or any(ord(letter) < 32 for letter in kept):
        text = f"It has 1 to {LONGEST_TITLE} characters, none of them a line break."
        raise not_done(ProblemCode.VALIDATION, text, name)
    return kept
