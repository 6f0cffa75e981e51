"""Filters of clients as comparisons of columns, in the products' own notation."""

from decimal import Decimal
from typing import Any

import pytest
from graphql import GraphQLInputObjectType

from domain.errors import BadUserInput
from domain.queries import Condition, ListQuery, Operator
from schema.books.invoices import INVOICES, InvoiceFilter, InvoiceStatus
from schema.crm.accounts import ACCOUNTS, AccountFilter, AccountOrderField
from schema.engine.declare import registry
from schema.engine.declare.filters import (
    LONGEST_COMPARED,
    MOST_CHOICES,
    ChoiceFilter,
    DateFilter,
    DateTimeFilter,
    DecimalFilter,
    SearchTextFilter,
    TextFilter,
    conditions_of,
    enum_filter,
)
from schema.engine.declare.ids import global_id
from schema.engine.declare.listings import LONGEST_SEARCH, OrderDirection, order_input
from schema.graph import graph
from tests.graphs import Graph

DAY: Any = "2026-10-01"  # scalars arrive as checked texts
INSTANT: Any = "2026-10-01T08:15:00Z"


def of(given: object) -> tuple[Condition, ...]:
    """The conditions of a filter."""
    return conditions_of(given, registry.record_id)


def test_no_filter_is_no_condition() -> None:
    assert of(None) == of(InvoiceFilter()) == of(InvoiceFilter(total=DecimalFilter(), issued_on=None)) == ()


@pytest.mark.parametrize(
    ("given", "operator"),
    [
        (TextFilter(is_="INV"), Operator.IS),
        (TextFilter(starts_with="INV"), Operator.STARTS_WITH),
        (TextFilter(contains=" INV "), Operator.CONTAINS),
    ],
)
def test_a_text_is_compared_without_the_blanks_around_it(given: TextFilter, operator: Operator) -> None:
    assert of(InvoiceFilter(number=given)) == (Condition("invoice_number", operator, "INV"),)


@pytest.mark.parametrize("text", ["", "  ", "a\nb", "a\0", "\x1b[31m", "x" * (LONGEST_COMPARED + 1)])
def test_a_text_of_nothing_or_with_control_characters_or_too_long_is_refused(text: str) -> None:
    for given in (
        InvoiceFilter(number=TextFilter(contains=text)),
        AccountFilter(name=SearchTextFilter(contains=text)),
        AccountFilter(kind=ChoiceFilter(in_=["a", text])),
    ):
        with pytest.raises(BadUserInput):
            of(given)


def test_every_given_bound_holds_at_once() -> None:
    bounds = DateFilter(on=DAY, from_=DAY, until=DAY, after=DAY, before=DAY)
    operators = [Operator.IS, Operator.FROM, Operator.UNTIL, Operator.AFTER, Operator.BEFORE]
    assert of(InvoiceFilter(due_on=bounds)) == tuple(Condition("due_date", operator, DAY) for operator in operators)


def test_numbers_are_compared_exactly_and_without_an_exponent() -> None:
    bounds = DecimalFilter(
        is_=Decimal("1E+3"),
        less_than=Decimal("0.10"),
        at_most=Decimal(-5),
        more_than=Decimal("1e-7"),
        at_least=Decimal("12345678901234567.89"),
    )
    assert of(InvoiceFilter(total=bounds)) == (
        Condition("total", Operator.IS, "1000"),
        Condition("total", Operator.LESS, "0.10"),
        Condition("total", Operator.AT_MOST, "-5"),
        Condition("total", Operator.MORE, "0.0000001"),
        Condition("total", Operator.AT_LEAST, "12345678901234567.89"),
    )


def test_instants_carry_a_numeric_offset() -> None:
    given = AccountFilter(created_at=DateTimeFilter(from_=INSTANT, until=INSTANT))
    assert of(given) == (
        Condition("Created_Time", Operator.FROM, "2026-10-01T08:15:00+00:00"),
        Condition("Created_Time", Operator.UNTIL, "2026-10-01T08:15:00+00:00"),
    )


def test_choices_are_one_comparison_or_for_exclusion_one_each() -> None:
    assert of(AccountFilter(kind=ChoiceFilter(is_="Customer"))) == (Condition("Account_Type", Operator.IS, "Customer"),)
    assert of(AccountFilter(kind=ChoiceFilter(in_=["A", "B"]))) == (Condition("Account_Type", Operator.IN, ("A", "B")),)
    assert of(AccountFilter(kind=ChoiceFilter(not_in=["A", "B"]))) == (
        Condition("Account_Type", Operator.IS_NOT, "A"),
        Condition("Account_Type", Operator.IS_NOT, "B"),
    )


@pytest.mark.parametrize("choices", [[], ["a"] * (MOST_CHOICES + 1)])
def test_no_choices_and_too_many_are_refused(choices: list[str]) -> None:
    for given in (ChoiceFilter(in_=choices), ChoiceFilter(not_in=choices)):
        with pytest.raises(BadUserInput, match=f"1 to {MOST_CHOICES} choices"):
            of(AccountFilter(kind=given))


def test_a_word_of_an_enum_is_the_product_s_and_unknown_is_none() -> None:
    status: Any = enum_filter(InvoiceStatus)
    assert of(InvoiceFilter(status=status(is_=InvoiceStatus.PARTIALLY_PAID))) == (
        Condition("status", Operator.IS, "partially_paid"),
    )
    with pytest.raises(BadUserInput, match="UNKNOWN"):
        of(InvoiceFilter(status=status(is_=InvoiceStatus.UNKNOWN)))


def test_a_record_is_named_by_its_id_in_the_graph_or_in_its_product_and_by_no_other() -> None:
    for value in ("46", global_id("Customer", "46")):
        assert of(InvoiceFilter(customer_id=registry.ID(value))) == (Condition("customer_id", Operator.IS, "46"),)
    for value in (global_id("Deal", "46"), "../46", ""):
        with pytest.raises(BadUserInput):
            of(InvoiceFilter(customer_id=registry.ID(value)))


def test_a_list_s_arguments_are_its_query() -> None:
    order: Any = order_input("Account", AccountOrderField)(field=AccountOrderField.NAME, direction=OrderDirection.ASC)
    query = ACCOUNTS.query(
        {"first": 5, "order_by": order, "filter": AccountFilter(kind=ChoiceFilter(is_="A"))}, registry.record_id
    )
    assert (query.first, query.conditions, query.order and (query.order.column, query.order.descending)) == (
        5,
        (Condition("Account_Type", Operator.IS, "A"),),
        ("Account_Name", False),
    )
    assert INVOICES.query({"view": "OVERDUE", "search": " optics "}, registry.record_id) == ListQuery(
        view="Status.OverDue", search="optics"
    )


@pytest.mark.parametrize("search", ["", "a", " a ", "a\tb", "x" * (LONGEST_SEARCH + 1)])
def test_words_to_search_have_two_letters_at_least_and_no_control_characters(search: str) -> None:
    with pytest.raises(BadUserInput, match="`search`"):
        ACCOUNTS.query({"search": search}, registry.record_id)


@pytest.mark.parametrize("view", ["overdue", "Status.OverDue", "", "460000000000123"])
def test_a_predefined_view_is_named_by_its_word(view: str) -> None:
    with pytest.raises(BadUserInput, match="one of ALL, DRAFT, SENT"):
        INVOICES.query({"view": view}, registry.record_id)


@pytest.mark.parametrize("view", ["x", "", "../1", global_id("Account", "1")])
def test_a_saved_view_is_named_by_its_number(view: str) -> None:
    with pytest.raises(BadUserInput, match="`views`"):
        ACCOUNTS.query({"view": view}, registry.record_id)


def test_texts_and_choices_are_one_of_as_the_specification_has_it() -> None:
    kinds = [kind for kind in graph().type_map.values() if isinstance(kind, GraphQLInputObjectType)]
    assert {kind.name for kind in kinds if kind.is_one_of and not kind.name.endswith("StatusFilter")} == {
        "ContainedTextFilter",
        "TextFilter",
        "SearchTextFilter",
        "ChoiceFilter",
        "CustomFieldValue",
        "DocumentPartyInput",
        "VendorPartyInput",
        "SubscriptionPartyInput",
        "IntegrationChangeInput",
    }


async def test_of_a_one_of_input_exactly_one_field_is_given_be_it_literal_or_variable(graph: Graph) -> None:
    await graph.meet("admin")
    for literal in ("{}", '{ is: "a", contains: "b" }', "{ is: null }", '{ is: "a", contains: null }'):
        told = await graph.ask("admin", f"{{ invoices(filter: {{ number: {literal} }}) {{ nodes {{ id }} }} }}")
        assert told.codes == ["GRAPHQL_VALIDATION_FAILED"], literal
    query = "query ($filter: InvoiceFilter) { invoices(filter: $filter) { nodes { id } } }"
    wrong: list[Any] = [
        {},
        {"is": "a", "contains": "b"},
        {"is": None},
        {"is": "a", "contains": None},
        {"like": "a"},
        "a",
    ]
    for given in wrong:
        told = await graph.ask("admin", query, {"filter": {"number": given}})
        assert {*told.codes} == {"BAD_USER_INPUT"}, given
    nullable = "query ($is: String) { invoices(filter: { number: { is: $is } }) { nodes { id } } }"
    assert (await graph.ask("admin", nullable, {"is": "a"})).codes == ["GRAPHQL_VALIDATION_FAILED"]
    assert graph.calls() == []
