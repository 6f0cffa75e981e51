"""Why two definitions give different figures: the subscriptions behind the difference, each with its cause."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Annotated

import strawberry

from domain.kpis.definitions import DIALECTS, Price
from domain.kpis.results import DefinitionComparison, SubscriptionDifference
from domain.queries import Position, Row, RowPage, offset_of, page_size
from domain.sources import PRODUCT
from resolvers.analytics.data_sets import kept_rows
from resolvers.analytics.fact_rows import names_of
from schema.analytics.known_reports import known_report
from schema.analytics.proofs import AfterRow, FirstRow, ProofRowCursors, ReportOperand
from schema.analytics.report_inputs import AdjustArgument, AsOfArgument
from schema.analytics.reports import (
    RESULT_COSTS,
    CallsArgument,
    ReportArgument,
    request_of_reader,
    run_for_reader,
)
from schema.analytics.results import ReportDefinition, definition_shown
from schema.analytics.words import ReportDialect
from schema.engine.declare.connections import ConnectionValue, connection_of
from schema.engine.declare.own_fields import REMEMBERED, own_field
from schema.engine.declare.records import link, part, upstream
from schema.shared.mutation_requests import OperationInfo
from schema.shared.scalar_texts import decimal_text, written_day

DialectArgument = Annotated[ReportDialect, strawberry.argument(description="A definition.")]
MeasureArgument = Annotated[
    str | None, strawberry.argument(description="Id of the measure; by default the first of the report.")
]


@part
class SubscriptionDifferenceRow:
    """How much more a subscription counts by the second definition than by the first, and why."""

    operand: str | None = upstream("operand", "The operand of the formula.")
    amount: Decimal | None = upstream("amount", "How much more it counts by the second definition.")
    cause: str | None = upstream("cause", "The choice in which the definitions differ.")
    record_id: str | None = upstream("record_id", "The subscription's id in Billing.")
    customer_name: str | None = upstream(
        "customer_name",
        "Name of its customer, as it was read for the figure: no call. Null where it is hidden from you.",
    )
    plan_name: str | None = upstream("plan_name", "The plan's name, as it was read for the figure: no call.")
    subscription: Row | None = link(
        "billing.subscriptions.BillingSubscription", "The subscription, as it is now.", key="record_id"
    )
    customer: Row | None = link("billing.customers.BillingCustomer", "The customer.", key="customer_id")


DIFFERENCES = connection_of("SubscriptionDifferenceRow", SubscriptionDifferenceRow)


@strawberry.type(description="A figure by one of the definitions that are compared.")
class FigureByDefinition:
    """One figure."""

    definition: ReportDefinition = strawberry.field(description="The definition.")
    value: Decimal | None = strawberry.field(description="The figure; null where there is none.")
    reason: str | None = strawberry.field(description="Why there is no figure.")
    operands: list[ReportOperand] = strawberry.field(description="The operands of its formula with their values.")


@strawberry.type(name="DefinitionComparison", description="The same figure by two definitions, and what lies between.")
class ComparisonOfDefinitions:
    """One comparison."""

    measure: str = strawberry.field(description="Id of the measure.")
    currency: str = strawberry.field(description="ISO 4217 code of all amounts.")
    first: FigureByDefinition = strawberry.field(description="The figure by the first definition.")
    second: FigureByDefinition = strawberry.field(description="The figure by the second definition.")
    adds_up: bool = strawberry.field(
        description="Whether the differences of each operand add up to its second value less its first."
    )
    parts: strawberry.Private[Sequence[SubscriptionDifference]]
    binding: strawberry.Private[str]

    @own_field("The subscriptions behind the difference.", costs=REMEMBERED, answers=DIFFERENCES | None)
    async def differences(self, info: OperationInfo, first: FirstRow = 20, after: AfterRow = None) -> ConnectionValue:
        """A page of the differences."""
        cursors = ProofRowCursors(info.context.cursors, self.binding)
        start, size = offset_of(None if after is None else cursors.open(after)), page_size(first)
        rows = await kept_rows(info.context.loader, "billing")
        shown = [{**_row(each), **names_of(rows, each.row)} for each in self.parts[start : start + size]]
        positions: list[Position] = [(start + index,) for index in range(len(shown))]
        return ConnectionValue(RowPage([*shown], positions, len(self.parts) > start + size), cursors)


@strawberry.type
class DefinitionQueries:
    """Queries that compare definitions."""

    @own_field("Why a figure differs between two definitions.", costs=RESULT_COSTS)
    async def compare_definitions(
        self,
        info: OperationInfo,
        report: ReportArgument,
        a: DialectArgument,
        b: DialectArgument,
        measure: MeasureArgument = None,
        adjust: AdjustArgument = None,
        as_of: AsOfArgument = None,
        most_calls: CallsArgument = None,
    ) -> ComparisonOfDefinitions | None:
        """The comparison of the report's totals."""
        from domain.kpis.bridges import compare_definitions  # noqa: PLC0415  # polars: for those who ask for reports

        first, second = DIALECTS[str(a.value)], DIALECTS[str(b.value)]
        known = await known_report(info.context, str(report))
        request = await request_of_reader(info.context, known, adjust, written_day(as_of))
        chosen = measure or (request.measures or known.system.measures)[0]
        # Whichever of the two needs more rows is read for both.
        larger = first if first.price is Price.GROSS else second
        request = replace(request, measures=(chosen,), definition=larger)
        run = await run_for_reader(info.context, request, most_calls)
        compared = compare_definitions(run.request, run.snapshot.facts, first, second, None, chosen)
        return ComparisonOfDefinitions(
            measure=chosen,
            currency=run.result.currency,
            first=_figure(definition_shown(first), compared, is_first=True),
            second=_figure(definition_shown(second), compared, is_first=False),
            adds_up=_adds_up(compared),
            parts=compared.differences,
            binding=f"{report} {a.value} {b.value} {chosen}",
        )


def _figure(definition: ReportDefinition, compared: DefinitionComparison, *, is_first: bool) -> FigureByDefinition:
    cell = compared.first if is_first else compared.second
    operands = compared.first_operands if is_first else compared.second_operands
    return FigureByDefinition(
        definition=definition,
        value=None if cell.value is None else decimal_text(cell.value),
        reason=cell.reason,
        operands=[ReportOperand(name=name, value=decimal_text(value)) for name, value in operands.items()],
    )


def _adds_up(compared: DefinitionComparison) -> bool:
    sums = dict.fromkeys(compared.first_operands | compared.second_operands, Decimal(0))
    for each in compared.differences:
        sums[each.operand] += each.amount
    return all(
        total == compared.second_operands.get(name, Decimal(0)) - compared.first_operands.get(name, Decimal(0))
        for name, total in sums.items()
    )


def _row(difference: SubscriptionDifference) -> Row:
    return {
        PRODUCT: "billing",
        "operand": difference.operand,
        "amount": str(difference.amount),
        "cause": difference.cause,
        "record_id": difference.row,
        "customer_id": difference.customer,
    }
