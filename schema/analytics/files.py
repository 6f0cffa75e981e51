"""Results as files: where one is found, and what its address names."""

import asyncio
from dataclasses import dataclass

from domain.errors import BadUserInput, NotFound
from domain.kpis.catalogue import SYSTEM_REPORTS
from domain.kpis.charts import ChosenChart
from resolvers.analytics.proof_files import proof_file
from resolvers.analytics.report_needs import product_of_report
from resolvers.analytics.request_texts import result_of_text, result_text
from resolvers.analytics.running import ReportRun, run_over, run_report
from resolvers.analytics.snapshots import kept_snapshot
from schema.analytics.proofs import proved_cell
from schema.analytics.reader_rights import check_rights, note_amounts
from schema.analytics.words import Chart
from schema.engine.declare.operation import OperationContext

FILE_BINDING, CHART_BINDING = b"report file\0", b"report chart\0"
# Their tables say it all.
UNDRAWN = frozenset({Chart.TABLE, Chart.HEATMAP})


@dataclass(frozen=True, slots=True)
class ChartOfRun:
    """A result that is drawn: its title, the kind that was chosen or an empty text, and the measures, if not all."""

    run: ReportRun
    title: str
    kind: str
    measures: tuple[str, ...]

    @property
    def own_kind(self) -> str:
        """The kind of the report of the system."""
        return SYSTEM_REPORTS[self.run.request.report].chart.name


def _binding(context: OperationContext, kind: bytes = FILE_BINDING) -> bytes:
    return kind + context.loader.upstream.caller.partition.encode()


def file_url(context: OperationContext, run: ReportRun, kind: str) -> str:
    """Where a result is as a file, for its reader alone and with their token."""
    id_ = context.cursors.seal(_binding(context), (result_text(run.snapshot.id, run.request),))
    return f"/files/reports/{id_}.{kind}"


def chart_url(
    context: OperationContext, run: ReportRun, title: str, chosen: ChosenChart | None, format_: str
) -> str | None:
    """Where the chart of a result is as a file, for its reader alone; None for what is a table or a heat map."""
    chart = chosen or ChosenChart(SYSTEM_REPORTS[run.request.report].chart)
    if chart.kind in UNDRAWN:
        return None
    position = (result_text(run.snapshot.id, run.request), title, chart.kind.name if chosen else "", *chart.measures)
    return f"/files/charts/{context.cursors.seal(_binding(context, CHART_BINDING), position)}.{format_}"


async def chart_of_file(context: OperationContext, id_: str) -> ChartOfRun:
    """The chart that an address names, as `run_of_file` finds its result. Raises what that raises."""
    text, title, kind, *measures = _opened(context, CHART_BINDING, id_)
    return ChartOfRun(await _run(context, text), title, kind, tuple(measures))


async def run_of_file(context: OperationContext, id_: str) -> ReportRun:
    """The result that an address names, from the rows of then, or from those of now where they are no longer kept.

    Raises BadUserInput for what is no address of the caller's own, and Forbidden where rights were withdrawn.
    """
    [text] = _opened(context, FILE_BINDING, id_)
    return await _run(context, text)


def _opened(context: OperationContext, kind: bytes, id_: str) -> list[str]:
    try:
        return [str(each) for each in context.cursors.open(_binding(context, kind), id_)]
    except BadUserInput:
        raise BadUserInput("There is no such file, or it is not yours.") from None


async def _run(context: OperationContext, text: str) -> ReportRun:
    snapshot, request = result_of_text(text)
    await check_rights(context, request)
    try:
        run = run_over(await kept_snapshot(context.loader, snapshot, product_of_report(request.report)), request)
    except NotFound:
        run = await run_report(context.loader, request)
    note_amounts(context, run)
    return run


async def proof_file_of(context: OperationContext, id_: str) -> bytes:
    """The proof that an address names as a file, from the rows that the figure was computed from.

    Raises BadUserInput for what is no proof of the caller's own, NotFound where the rows are no longer kept, and
    Forbidden where rights were withdrawn.
    """
    cell = proved_cell(context, id_)
    await check_rights(context, cell.request)
    snapshot = await kept_snapshot(context.loader, cell.snapshot, product_of_report(cell.request.report))
    run = run_over(snapshot, cell.request)
    note_amounts(context, run)
    return await asyncio.to_thread(proof_file, run, cell.key, cell.measure)
