"""Reports and their folders, and the query that computes one for its reader."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Annotated, Any

import strawberry

from domain.errors import BadUserInput
from domain.kpis.charts import fitting_charts
from domain.kpis.measures import MEASURES
from domain.kpis.reports import SystemReport
from domain.kpis.requests import ReportRequest
from domain.kpis.results import ReportColumn
from resolvers.analytics.report_needs import coordinates_of, denials_of, product_of_report, refusal_of
from resolvers.analytics.running import ReportRun, run_over, run_report
from resolvers.analytics.snapshots import kept_snapshot
from resolvers.analytics_resources import MOST_CALLS
from resolvers.caller.identity import identity_of
from schema.analytics.chosen_charts import ChartOfReader, chart_shown
from schema.analytics.known_reports import KnownReport, known_report
from schema.analytics.proofs import ProofOfFigure, proof_shown, proved_cell
from schema.analytics.reader_rights import check_rights, note_amounts
from schema.analytics.report_inputs import AdjustArgument, AsOfArgument, ReportAdjustment, adjusted
from schema.analytics.results import ColumnOfResult, ReportReader, ResultOfReport, column_shown, result_shown
from schema.analytics.words import Chart, Dimension, FigureLabel, FigureUnit, Layout
from schema.engine.declare import registry
from schema.engine.declare.costs import OwnCosts
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.own_fields import REMEMBERED, own_field
from schema.shared.mutation_requests import OperationInfo
from schema.shared.scalar_texts import written_day

MOST_CALLS_ALLOWED = 500
ReportArgument = Annotated[strawberry.ID, strawberry.argument(description="Id of the report, such as `mrr`.")]
CallsArgument = Annotated[
    int | None,
    strawberry.argument(
        description=f"The most calls to Billing that it may take, 1 to {MOST_CALLS_ALLOWED}. What they do not suffice "
        "for is named in `coverage`, and the next result reads on."
    ),
]


def calls_to_billing(arguments: Mapping[str, Any]) -> int:
    """The most calls to Billing that a result may take."""
    return arguments.get("most_calls") or MOST_CALLS


# Beside Billing: Books for exchange rates, with its organisation; CRM for the owners of accounts.
RESULT_COSTS: OwnCosts = {"billing": calls_to_billing, "books": 2, "crm": 3}


@strawberry.type(description="A report that can be run.")
class Report:
    """One report."""

    id: strawberry.ID = strawberry.field(description="Its id.")
    version: int | None = strawberry.field(description="Number of its changes, from 1; null for one of the system.")
    is_own: bool = strawberry.field(description="Whether it is yours to change.")
    is_shared: bool = strawberry.field(description="Whether others may run it, each over what they may see.")
    base: strawberry.ID = strawberry.field(description="Id of the report of the system that it rests on.")
    title: str = strawberry.field(description="Its title.")
    folder: str = strawberry.field(description="Name of its folder.")
    is_system: bool = strawberry.field(description="Whether it is of the system: it can be copied, but not changed.")
    chart: Chart = strawberry.field(description="How it is drawn.")
    charts: list[Chart] = strawberry.field(description="The ways in which it can be drawn.")
    chosen_chart: ChartOfReader | None = strawberry.field(
        description="The chart that its owner chose; null for that of the report of the system."
    )
    layout: Layout = strawberry.field(description="What its rows are.")
    columns: list[ColumnOfResult] = strawberry.field(description="Its measures.")
    dimensions: list[Dimension] = strawberry.field(description="What it can be grouped and filtered by.")
    group_by: list[Dimension] = strawberry.field(description="What it is grouped by.")
    note: str | None = strawberry.field(description="What to know about it.")
    request: strawberry.Private[ReportRequest]

    @own_field("Fields of the graph that its reader must see.", costs=REMEMBERED)
    async def needs(self, info: OperationInfo) -> list[str]:
        """The fields, in a strict session without those that are hidden."""
        needed = coordinates_of(self.request)
        if not info.context.strict:
            return [*needed]
        denials = await denials_of(info.context.loader, needed, registry.module_of)
        return [each for each in needed if each not in denials]

    @own_field("Why you cannot run it; null where you can.", costs=REMEMBERED)
    async def refusal(self, info: OperationInfo) -> str | None:
        """The reason, from the caller's permissions alone."""
        denials = await denials_of(info.context.loader, coordinates_of(self.request), registry.module_of)
        if not denials:
            return None
        return str(refusal_of(denials, strict=info.context.strict))


@strawberry.type
class ReportQueries:
    """Queries of reports."""

    @own_field("A report; running it is `reportResult`.", costs={"crm": 1})
    async def report(self, info: OperationInfo, id: ReportArgument) -> Report | None:  # noqa: A002  # as records have it
        """The report."""
        return report_shown(await known_report(info.context, str(id)))

    @own_field(
        "A report, computed from the records that you may see. What is hidden from you is in no figure: a report that "
        "needs it is refused, before any call.",
        costs=RESULT_COSTS,
    )
    async def report_result(
        self,
        info: OperationInfo,
        report: ReportArgument,
        adjust: AdjustArgument = None,
        as_of: AsOfArgument = None,
        most_calls: CallsArgument = None,
    ) -> ResultOfReport | None:
        """The result."""
        known = await known_report(info.context, str(report))
        request = await request_of_reader(info.context, known, adjust, written_day(as_of))
        run = await run_for_reader(info.context, request, most_calls)
        chosen = adjust.chart.chosen() if adjust and adjust.chart else known.chart
        return result_shown(run, known.id, known.title, await reader_of(info.context, known.system.id), chosen)

    @own_field(
        "A proof again, by its id: the same figure from the same rows, as long as they are kept.", costs=REMEMBERED
    )
    async def report_proof(
        self,
        info: OperationInfo,
        id: Annotated[strawberry.ID, strawberry.argument(description="`id` of a proof.")],  # noqa: A002  # as above
    ) -> ProofOfFigure | None:
        """The proof."""
        cell = proved_cell(info.context, str(id))
        await check_rights(info.context, cell.request)
        snapshot = await kept_snapshot(info.context.loader, cell.snapshot, product_of_report(cell.request.report))
        computed = run_over(snapshot, cell.request)
        note_amounts(info.context, computed)
        return proof_shown(info, computed, cell.key, cell.measure)


def report_shown(report: KnownReport) -> Report:
    """A report as the graph shows it."""
    system, request = report.system, report.request_until(datetime.now(UTC).date())
    return Report(
        id=strawberry.ID(report.id),
        version=report.version,
        is_own=report.is_own,
        is_shared=report.is_shared,
        base=strawberry.ID(system.id),
        title=report.title,
        folder=report.folder,
        is_system=report.version is None,
        chart=system.chart if report.chart is None else report.chart.kind,
        charts=sorted(fitting_charts(system), key=[*Chart].index),
        chosen_chart=chart_shown(report.chart),
        layout=system.layout,
        columns=[column_shown(_column(system, name)) for name in request.measures or system.measures],
        dimensions=[*system.dimensions],
        group_by=[*request.group_by],
        note=system.note,
        request=request,
    )


def _column(report: SystemReport, name: str) -> ReportColumn:
    measure = MEASURES.get(name)
    if measure is None:
        # A cohort has a column for each period, which only its result knows.
        return ReportColumn(name, report.title, FigureUnit.PERCENT, FigureLabel.ACTIVITY)
    return ReportColumn(measure.id, measure.title, measure.unit, measure.label)


async def request_of_reader(
    context: OperationContext, report: KnownReport, adjust: ReportAdjustment | None, as_of: date | None
) -> ReportRequest:
    """What a reader asks: the report as it is, with what they adjusted."""
    product = product_of_report(report.system.id)
    last_day = as_of or datetime.now(await context.loader.organizations.zone_of(product)).date()
    return adjusted(report.request_until(last_day), adjust)


async def run_for_reader(context: OperationContext, request: ReportRequest, most_calls: int | None) -> ReportRun:
    """A report computed for the caller: rights first, then calls. Raises Forbidden and BadUserInput."""
    if most_calls is not None and not 1 <= most_calls <= MOST_CALLS_ALLOWED:
        raise BadUserInput(f"`mostCalls` must be between 1 and {MOST_CALLS_ALLOWED}.")
    await check_rights(context, request)
    run = await run_report(context.loader, request, most_calls=most_calls)
    note_amounts(context, run)
    return run


async def reader_of(context: OperationContext, report: str) -> ReportReader:
    """Whose truth a result is: from what is remembered of the caller."""
    loader = context.loader
    identity = await identity_of(loader.upstream, loader.caller_cache)
    organization = await loader.organizations.of(product_of_report(report))
    return ReportReader(name=identity.name, email=identity.email, organization=organization.get("name"))
