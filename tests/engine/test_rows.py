"""From what a product sent to what the graph answers: any JSON is a value, nothing, or a documented error."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.custom_fields import CustomKind, CustomValue
from domain.errors import UpstreamUnavailable
from domain.sources import CURRENCY, HOME_CURRENCY, PRODUCT
from resolvers import catalogue
from schema.engine.declare import registry
from schema.shared.custom_fields import CustomAmount, custom_field_of
from tests.engine.records import RECORDS, answered, columns, errors_in, record
from tests.proofs import examples

KEYS = sorted({column for name in RECORDS for column in columns(record(name))})
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.just(10**30)
    | st.decimals()
    | st.just(Decimal("1E+999999999"))
    | st.text(max_size=12)
    | st.sampled_from(
        ["", " ", "2026-02-29", "2026-10-01", "2026-10-01T08:15:00+0200", "0001-01-01T00:00:00+05:00", "EUR"]
    )
)
JSON = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=3), inner, max_size=4)
    ),
    max_leaves=8,
)


def key_of(type_name: str) -> str:
    """The row key of a type's id."""
    return catalogue.key_of(registry.module_of(type_name))


@pytest.mark.parametrize("type_name", RECORDS)
@examples(12, short=4)
@given(data=st.data())
def test_any_json_under_any_key_is_a_value_or_the_product_s_own_mistake(type_name: str, data: st.DataObject) -> None:
    kind = record(type_name)
    row = data.draw(st.dictionaries(st.sampled_from(sorted(columns(kind))), JSON, max_size=25))
    row = {CURRENCY: data.draw(JSON), HOME_CURRENCY: data.draw(JSON), **row, key_of(type_name): "1"}
    for error in errors_in(answered(kind, row)):
        assert type(error) is UpstreamUnavailable
        assert error.service == registry.module_of(type_name).product
        assert "malformed" in error.message


@pytest.mark.parametrize("blank", [None, "", " ", "\t\n"])
@pytest.mark.parametrize("type_name", RECORDS)
def test_what_a_product_leaves_empty_is_null(type_name: str, blank: object) -> None:
    kind = record(type_name)
    row = {**dict.fromkeys(columns(kind), blank), key_of(type_name): "1"}
    found = answered(kind, row)
    assert {name for name, value in found.items() if value is not None} - {"code"} == {"id", "recordId"}


@pytest.mark.parametrize("type_name", RECORDS)
def test_what_a_product_leaves_out_is_null(type_name: str) -> None:
    found = answered(record(type_name), {key_of(type_name): "1"})
    assert {name for name, value in found.items() if value is not None} - {"code"} == {"id", "recordId"}


def invoice(**row: object) -> dict[str, Any]:
    """A Books invoice as the graph answers it."""
    return answered(record("Invoice"), {"invoice_id": "1", **row})


def test_a_word_that_this_version_does_not_know_is_unknown() -> None:
    assert invoice(status="paid")["status"] == "PAID"
    assert invoice(status="a word of 2030")["status"] == "UNKNOWN"
    assert invoice(status=7)["status"] == "UNKNOWN"


def test_numbers_may_come_as_texts_and_texts_as_numbers() -> None:
    found = invoice(
        total="1848.070", balance=Decimal("0.10"), currency_code="EUR", reminders_sent="3", invoice_number=42
    )
    assert found["total"] == ("1848.07", "EUR")
    assert found["balance"] == ("0.10", "EUR")
    assert found["remindersSent"] == 3
    assert found["number"] == "42"


@pytest.mark.parametrize(
    "amount", [True, False, "NaN", "1,848.07", "1e999999999", "1e99999999999999999999", "10 EUR", [1], {"amount": 1}]
)
def test_what_is_no_amount_is_the_product_s_mistake(amount: object) -> None:
    error = invoice(total=amount, currency_code="EUR")["total"]
    assert isinstance(error, UpstreamUnavailable)
    assert error.message == "A value sent for `Invoice.total` is malformed."


@pytest.mark.parametrize("count", [1.5, "1.5", 2**31, -(2**31), "many", True, [1]])
def test_what_is_no_integer_of_graphql_is_the_product_s_mistake(count: object) -> None:
    assert isinstance(invoice(reminders_sent=count)["remindersSent"], UpstreamUnavailable)


@pytest.mark.parametrize(("sent", "truth"), [(True, True), ("true", True), ("false", False)])
def test_truth_may_come_as_a_text(sent: object, truth: bool) -> None:
    assert invoice(is_emailed=sent)["isEmailed"] is truth


@pytest.mark.parametrize("sent", [1, 0, "yes", "True", [], {}, Decimal(1)])
def test_anything_else_is_not_the_truth(sent: object) -> None:
    assert isinstance(invoice(is_emailed=sent)["isEmailed"], UpstreamUnavailable)


def test_an_amount_without_a_currency_says_so() -> None:
    assert invoice(total=5)["total"] == ("5", "XXX")
    assert invoice(total=5, currency_code=" ")["total"] == ("5", "XXX")
    assert isinstance(invoice(total=5, currency_code={"code": "EUR"})["total"], UpstreamUnavailable)


def test_an_amount_in_the_organisation_s_currency_is_told_by_its_twin() -> None:
    item = answered(record("Item"), {"item_id": "1", "rate": 5, CURRENCY: "EUR"})
    assert item["rate"] == ("5.00", "EUR")


def test_lines_inherit_the_currency_of_their_document_and_empty_ones_are_none() -> None:
    lines = [{"line_item_id": "1", "rate": 5}, {"line_item_id": "", "rate": " "}, {"rate": "7.50"}]
    found = invoice(line_items=lines, currency_code="USD")["lineItems"]
    assert [line["rate"] for line in found] == [("5.00", "USD"), ("7.50", "USD")]


@pytest.mark.parametrize("lines", [{}, "none", 5, [5], ["x"], [[["rate", 5]]], [None]])
def test_what_are_no_lines_is_the_product_s_mistake(lines: object) -> None:
    assert isinstance(invoice(line_items=lines)["lineItems"], UpstreamUnavailable)


def test_one_bad_value_costs_its_field_alone() -> None:
    found = invoice(total="?", due_date="2026-02-30", invoice_number="INV-1")
    assert [error.message for error in errors_in(found)] == [
        "A value sent for `Invoice.dueOn` is malformed.",
        *(f"A value sent for `Invoice.{name}` is malformed." for name in ("totalInBase", "total")),
    ]
    assert found["number"] == "INV-1"


def test_a_value_that_lists_and_single_answers_keep_in_different_places_is_found_in_both() -> None:
    kind = record("BillingSubscription")
    assert answered(kind, {"subscription_id": "1", "plan_name": "Care"})["planName"] == "Care"
    assert answered(kind, {"subscription_id": "1", "plan": {"name": "Care"}})["planName"] == "Care"
    assert answered(kind, {"subscription_id": "1", "plan": "Care"})["planName"] is None


@pytest.mark.parametrize("kind", CustomKind)
@examples(20, short=4)
@given(value=JSON, currency=JSON)
def test_any_json_in_a_custom_field_is_a_value_or_the_product_s_own_mistake(
    kind: CustomKind, value: object, currency: object
) -> None:
    services: list[str] = []
    made: dict[str, Any] = {PRODUCT: "billing", "currency": currency, CURRENCY: None}
    try:
        assert custom_field_of(CustomValue("Region", None, kind, value), made).name == "Region"
    except UpstreamUnavailable as error:
        services.append(error.service)
    assert set(services) <= {"billing"}


@pytest.mark.parametrize(
    ("of_record", "of_organization", "found"), [("USD", "EUR", "USD"), (None, "EUR", "EUR"), ("", None, "XXX")]
)
def test_a_custom_amount_is_in_the_currency_of_its_record(
    of_record: object, of_organization: object, found: str
) -> None:
    made = {PRODUCT: "crm", "currency": of_record, CURRENCY: of_organization}
    field = custom_field_of(CustomValue("Fee", "Fee", CustomKind.AMOUNT, "12.50"), made)
    assert isinstance(field, CustomAmount)
    assert (field.amount and field.amount.currency) == found
