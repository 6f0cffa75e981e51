"""The result of a report: rows of cells, totals and comparison, the definition, and what it rests on."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated

import strawberry

from domain.kpis.catalogue import SYSTEM_REPORTS
from domain.kpis.charts import ChosenChart
from domain.kpis.definitions import Definition
from domain.kpis.results import Cell, ReportColumn, ReportRow
from domain.queries import LARGEST_PAGE, Position, RowPage, offset_of, page_size
from resolvers.analytics.data_sets import kept_rows
from resolvers.analytics.fact_rows import names_of
from resolvers.analytics.kept_results import MOST_AUTHORS, restated
from resolvers.analytics.report_needs import denials_of, product_of_report
from resolvers.analytics.running import ReportRun
from schema.analytics.files import chart_url, file_url
from schema.analytics.proofs import ProofOfFigure, ReportCoverage, coverage_shown, proof_shown
from schema.analytics.restatements import KeptPeriods, kept_shown
from schema.analytics.words import FigureLabel, FigureUnit, Layout
from schema.engine.declare import registry
from schema.engine.declare.connections import ConnectionValue, connection_of
from schema.engine.declare.cursors import Cursors
from schema.engine.declare.own_fields import REMEMBERED, own_field
from schema.shared.mutation_requests import OperationInfo
from schema.shared.scalar_texts import day_text, decimal_text

ROWS_BINDING = b"report rows\0"
# The fields of an activity that show who did it, and when.
OF_AUTHORS = ("BillingActivity.author", "BillingActivityAuthor.name", "BillingActivity.at")
FirstArgument = Annotated[int | None, strawberry.argument(description=f"Number of rows, 1 to {LARGEST_PAGE}.")]
AfterArgument = Annotated[str | None, strawberry.argument(description="The `endCursor` of the previous page.")]


@strawberry.type(name="ReportColumn", description="A column of a result.")
class ColumnOfResult:
    """One measure."""

    measure: str = strawberry.field(description="Id of the measure.")
    title: str = strawberry.field(description="Heading.")
    unit: FigureUnit = strawberry.field(description="What its figures are expressed in.")
    label: FigureLabel = strawberry.field(description="Whether its figures are balances or activities.")


@strawberry.type(description="A choice that a definition makes.")
class DefinitionTerm:
    """One choice."""

    name: str = strawberry.field(description="What is chosen.")
    value: str = strawberry.field(description="The choice.")


@strawberry.type(description="How the figures of a result were counted.")
class ReportDefinition:
    """A definition."""

    id: str = strawberry.field(description="Its id, which `definition` of an adjustment takes.")
    title: str = strawberry.field(description="Whose definition it is.")
    terms: list[DefinitionTerm] = strawberry.field(description="Every choice that it makes.")
    sources: list[str] = strawberry.field(description="Public pages on which it rests.")


def definition_shown(definition: Definition) -> ReportDefinition:
    """A definition as the graph shows it."""
    terms = [DefinitionTerm(name=name, value=value) for name, value in definition.terms().items()]
    return ReportDefinition(id=definition.id, title=definition.title, terms=terms, sources=[*definition.sources])


@strawberry.type(description="One figure of a result.")
class ReportCell:
    """One cell."""

    measure: str = strawberry.field(description="Id of the measure.")
    value: Decimal | None = strawberry.field(description="The figure; null where there is none.")
    reason: str | None = strawberry.field(description="Why there is no figure.")
    unit: FigureUnit = strawberry.field(description="What it is expressed in.")
    label: FigureLabel = strawberry.field(description="Whether it is a balance or an activity.")
    of: strawberry.Private[tuple[ReportRun, ReportRow] | None]

    @own_field(
        "How the figure came about; null for figures of the comparison, whose own days have a report of their own, and "
        "for totals of cohorts, which are sums of cells.",
        costs=REMEMBERED,
    )
    def proof(self, info: OperationInfo) -> ProofOfFigure | None:
        """The proof, from the rows that the figure was computed from."""
        if self.of is None or self.value is None:
            return None
        run, row = self.of
        return proof_shown(info, run, row.key, self.measure)


@strawberry.type(description="A text of a row in a report of records.")
class ReportText:
    """One text."""

    name: str = strawberry.field(description="What it is.")
    value: str | None = strawberry.field(description="The text.")


@strawberry.type(name="ReportRow", description="A row of a result.")
class RowOfResult:
    """One row."""

    starts_on: date | None = strawberry.field(description="First day of its period.")
    ends_on: date | None = strawberry.field(description="The day after its period.")
    segment: list[str | None] = strawberry.field(description="Values of what the report is grouped by, in its order.")
    record: str | None = strawberry.field(description="Id of its record, in reports of records.")
    partial: str | None = strawberry.field(description="Why its period is not whole.")
    texts: list[ReportText] = strawberry.field(description="Texts of its record, in reports of records.")
    cells: list[ReportCell] = strawberry.field(description="Its figures, in the order of the columns.")
    compared: list[ReportCell] | None = strawberry.field(
        description="The figures of the earlier days, in the order of the columns; null without a comparison."
    )
    customer_name: str | None = strawberry.field(
        default=None,
        description="Name of its record's customer, as it was read for the figures: no call. Null where it is hidden "
        "from you, and of rows that are no records.",
    )


RESULT_ROWS = connection_of("ReportRow", RowOfResult)


@strawberry.type(description="Whose truth a result is: the rows that this user may see, and no others.")
class ReportReader:
    """The reader of a result."""

    name: str = strawberry.field(description="The user's name.")
    email: str = strawberry.field(description="The user's e-mail address.")
    organization: str | None = strawberry.field(description="Name of the organisation in Billing.")


@strawberry.type(name="ReportResult", description="A report as it was computed for you.")
class ResultOfReport:
    """One result."""

    report_id: strawberry.ID = strawberry.field(description="Id of the report.")
    title: str = strawberry.field(description="Title of the report.")
    definition: ReportDefinition = strawberry.field(description="How the figures were counted.")
    currency: str = strawberry.field(description="ISO 4217 code of all amounts.")
    as_of: date = strawberry.field(description="The last day whose facts count.")
    columns: list[ColumnOfResult] = strawberry.field(description="Its columns.")
    totals: RowOfResult = strawberry.field(description="All days and segments together, counted anew, never added up.")
    coverage: ReportCoverage = strawberry.field(description="What it rests on, and what is missing.")
    notes: list[str] = strawberry.field(description="What to know beside the figures.")
    reader: ReportReader = strawberry.field(description="Whose truth it is.")
    run: strawberry.Private[ReportRun]
    chosen: strawberry.Private[ChosenChart | None]

    @own_field(
        "Where it is as a file of comma-separated values, for `GET` with your token: no amount is rounded.",
        costs=REMEMBERED,
    )
    def csv_url(self, info: OperationInfo) -> str | None:
        """The path below the gateway's own address."""
        return file_url(info.context, self.run, "csv")

    @own_field("Where it is as a workbook (XLSX), for `GET` with your token.", costs=REMEMBERED)
    def xlsx_url(self, info: OperationInfo) -> str | None:
        """The path below the gateway's own address."""
        return file_url(info.context, self.run, "xlsx")

    @own_field(
        "Where its chart is as a picture (SVG), for `GET` with your token: `adjust.chart`, the one that was chosen for "
        "the report, or its own. `?theme=dark` is for dark paper. Null for a table and a heat map.",
        costs=REMEMBERED,
    )
    def svg_url(self, info: OperationInfo) -> str | None:
        """The path below the gateway's own address."""
        return chart_url(info.context, self.run, self.title, self.chosen, "svg")

    @own_field("The same picture as PNG.", costs=REMEMBERED)
    def png_url(self, info: OperationInfo) -> str | None:
        """The path below the gateway's own address."""
        return chart_url(info.context, self.run, self.title, self.chosen, "png")

    @own_field(
        "The closed periods that you keep of this report, with what restated their figures since; null where you keep "
        "none. `keepReportPeriods` keeps them.",
        costs={"crm": 1, "billing": MOST_AUTHORS},
    )
    async def kept(self, info: OperationInfo) -> KeptPeriods | None:
        """What is kept, for as long as the reader's rights stay as they were."""
        loader = info.context.loader
        denials = await denials_of(loader, ("BillingSubscription.activities",), registry.module_of)
        hidden = any(loader.permissions.hidden(coordinate) is not None for coordinate in OF_AUTHORS)
        kept = await restated(loader, self.run, denied=hidden or bool(denials))
        return None if kept is None else kept_shown(kept)

    @own_field("Its rows.", costs=REMEMBERED, answers=RESULT_ROWS | None)
    async def rows(
        self, info: OperationInfo, first: FirstArgument = LARGEST_PAGE, after: AfterArgument = None
    ) -> ConnectionValue:
        """A page of the rows."""
        cursors = ResultCursors(info.context.cursors, self.run.request.report)
        start, size = offset_of(None if after is None else cursors.open(after)), page_size(first)
        rows = self.run.result.rows
        shown = [row_shown(self.run, row, number) for number, row in enumerate(rows[start : start + size], start)]
        records = {each.record for each in shown if each.record}
        if records:
            kept = await kept_rows(info.context.loader, product_of_report(self.run.request.report))
            names = names_of(kept, records)
            for each in shown:
                each.customer_name = names.get(each.record or "", {}).get("customer_name")
        positions: list[Position] = [(start + index,) for index in range(len(shown))]
        return ConnectionValue(RowPage([*shown], positions, len(rows) > start + size), cursors)  # pyright: ignore[reportArgumentType]  # its values are objects


class ResultCursors:
    """The cursors of the rows of a report."""

    def __init__(self, cursors: Cursors, report: str) -> None:
        self._cursors = cursors
        self._binding = ROWS_BINDING + report.encode()

    def seal(self, position: Position) -> str:
        """The cursor of a position."""
        return self._cursors.seal(self._binding, position)

    def open(self, cursor: str) -> Position:
        """The position behind a cursor. Raises BadUserInput."""
        return self._cursors.open(self._binding, cursor)


def result_shown(
    run: ReportRun, report_id: str, title: str, reader: ReportReader, chosen: ChosenChart | None = None
) -> ResultOfReport:
    """A result as the graph shows it, with the chart that was chosen for it."""
    result = run.result
    return ResultOfReport(
        report_id=strawberry.ID(report_id),
        title=title,
        definition=definition_shown(result.definition),
        currency=result.currency,
        as_of=day_text(result.as_of) or result.as_of,
        columns=[column_shown(column) for column in result.columns],
        totals=_row(run, result.totals, result.comparison_totals),
        coverage=coverage_shown(run.snapshot.coverage, day_text(result.coverage.known_from)),
        notes=[*result.notes],
        reader=reader,
        run=run,
        chosen=chosen,
    )


def column_shown(column: ReportColumn) -> ColumnOfResult:
    """A column as the graph shows it."""
    return ColumnOfResult(measure=column.measure, title=column.title, unit=column.unit, label=column.label)


def row_shown(run: ReportRun, row: ReportRow, number: int) -> RowOfResult:
    """The row with this number, beside that of the earlier days."""
    comparison = run.result.comparison
    return _row(run, row, comparison[number] if comparison else None)


def _row(run: ReportRun, row: ReportRow, compared: ReportRow | None) -> RowOfResult:
    return RowOfResult(
        starts_on=day_text(row.key.starts_on),
        ends_on=day_text(row.key.ends_on),
        segment=[*row.key.segment],
        record=row.key.record if row is not run.result.totals else None,
        partial=row.partial,
        texts=[ReportText(name=name, value=value) for name, value in row.texts.items()],
        cells=_cells(run, row),
        compared=None if compared is None else _cells(run, compared, is_proved=False),
    )


def _cells(run: ReportRun, row: ReportRow, *, is_proved: bool = True) -> list[ReportCell]:
    measures: Sequence[str] = [column.measure for column in run.result.columns]
    # The totals of cohorts are the sums of their cells, each of which has a proof.
    is_sum = row is run.result.totals and SYSTEM_REPORTS[run.request.report].layout is Layout.COHORTS
    of = (run, row) if is_proved and not is_sum else None
    return [_cell(measure, row.cells[measure], of) for measure in measures if measure in row.cells]


def _cell(measure: str, cell: Cell, of: tuple[ReportRun, ReportRow] | None) -> ReportCell:
    value = None if cell.value is None else decimal_text(cell.value)
    return ReportCell(measure=measure, value=value, reason=cell.reason, unit=cell.unit, label=cell.label, of=of)
