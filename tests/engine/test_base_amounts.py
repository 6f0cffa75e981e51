"""Amounts in the organisation's currency: as Books sends them, else by the rate, and never a guess."""

from typing import Any

import pytest

from domain.errors import UpstreamUnavailable
from domain.modules.books import ESTIMATES
from domain.sources import HOME_CURRENCY
from schema.engine.declare import registry
from schema.engine.declare.base_amounts import in_base
from schema.engine.declare.parts import bind, upstream
from schema.engine.visibility.guarded_fields import guarded_fields
from schema.graph import graph
from schema.shared.money import Money
from tests.engine.records import answered, record

DOLLARS = {"currency_code": "USD", "exchange_rate": "0.92", HOME_CURRENCY: "EUR"}


def shown(kind: str, name: str, **row: Any) -> Any:
    """One field of a row."""
    return answered(record(kind), {"invoice_id": "1", "estimate_id": "2", "payment_id": "3", **row})[name]


def test_an_amount_is_worth_what_the_rate_says() -> None:
    assert shown("Invoice", "totalInBase", **DOLLARS, total="100") == ("92.00", "EUR")


@pytest.mark.parametrize(
    ("rate", "worth"), [("0.0049", "0.00"), ("0.005", "0.01"), ("0.015", "0.02"), ("1e-9", "0.00")]
)
def test_half_a_cent_is_rounded_up_as_books_does(rate: str, worth: str) -> None:
    assert shown("Invoice", "totalInBase", **DOLLARS | {"exchange_rate": rate}, total="1") == (worth, "EUR")


def test_what_books_sends_itself_comes_first() -> None:
    assert shown("Estimate", "totalInBase", **DOLLARS, total="100", bcy_total="91.99") == ("91.99", "EUR")


@pytest.mark.parametrize("rate", [{}, {"exchange_rate": ""}, {"exchange_rate": None}])
def test_at_home_an_amount_needs_no_rate_and_elsewhere_it_has_no_worth_without(rate: dict[str, Any]) -> None:
    at_home = {"currency_code": "EUR", HOME_CURRENCY: "EUR", "total": "100"}
    assert shown("Invoice", "totalInBase", **at_home, **rate) == ("100.00", "EUR")
    assert shown("Invoice", "totalInBase", **at_home | {"currency_code": "USD"}, **rate) is None


@pytest.mark.parametrize("total", [{}, {"total": ""}])
def test_where_there_is_no_amount_there_is_no_worth(total: dict[str, Any]) -> None:
    assert shown("Estimate", "totalInBase", **DOLLARS, **total, bcy_total="92") is None


def test_the_decimals_are_those_of_the_organisation_s_currency() -> None:
    assert shown(
        "Invoice", "totalInBase", **DOLLARS | {HOME_CURRENCY: "JPY", "exchange_rate": "151.7"}, total="1.50"
    ) == (
        "228",
        "JPY",
    )


def test_a_malformed_rate_is_the_product_s_mistake() -> None:
    assert isinstance(
        shown("Invoice", "totalInBase", **DOLLARS | {"exchange_rate": "?"}, total="1"), UpstreamUnavailable
    )


def test_an_amount_at_home_has_a_rate_or_a_twin() -> None:
    class Bare:
        total: Money | None = upstream("total", "A sum.", currency="currency_code")
        total_in_base: Money | None = in_base("total")

    with pytest.raises(TypeError, match="name the `twin`"):
        bind(Bare, None)


LINE = {
    "name": "Sensor",
    "rate": "10",
    "bcy_rate": "9.21",
    "item_total": "30",
    "line_item_taxes": [{"tax_name": "VAT", "tax_amount": "5.7"}],
}


def test_parts_of_a_document_are_worth_what_its_rate_says() -> None:
    [line] = shown("Estimate", "lineItems", **DOLLARS, line_items=[LINE])
    assert (line["rate"], line["rateInBase"]) == (("10.00", "USD"), ("9.21", "EUR"))
    assert (line["total"], line["totalInBase"]) == (("30.00", "USD"), ("27.60", "EUR"))
    assert [each["amountInBase"] for each in line["taxes"]] == [("5.24", "EUR")]


def test_parts_whose_document_names_no_rate_have_no_worth_unless_they_are_at_home() -> None:
    without = {key: value for key, value in DOLLARS.items() if key != "exchange_rate"}
    [line] = shown("Estimate", "lineItems", **without, line_items=[LINE])
    assert (line["totalInBase"], line["taxes"][0]["amountInBase"]) == (None, None)
    [line] = shown("Estimate", "lineItems", **without | {"currency_code": "EUR"}, line_items=[LINE])
    assert line["totalInBase"] == line["total"] == ("30.00", "EUR")


def test_a_rate_that_a_part_has_itself_is_not_that_of_the_record() -> None:
    applied = {"invoice_number": "INV-1", "amount_applied": "50", "exchange_rate": "7"}
    [part] = shown("CustomerPayment", "appliedTo", **DOLLARS, invoices=[applied])
    assert part["amountInBase"] == ("46.00", "EUR")


def test_history_shows_amounts_of_parts_once() -> None:
    lines = record("Estimate").fields["lineItems"].extensions["strawberry-definition"]
    row = {**DOLLARS, "line_items": [LINE]}
    text = lines.recorded_text(row, ESTIMATES)
    assert '"rate": "10.00 USD"' in text
    assert "InBase" not in text


def test_the_worth_of_a_part_is_hidden_with_the_amount_and_with_the_rate() -> None:
    guards = {each.coordinate: each for each in guarded_fields(graph(), registry.modules())[ESTIMATES]}
    worth, amount = guards["LineItem.totalInBase"], guards["LineItem.total"]
    assert (worth.paths, worth.crm) == (amount.paths, amount.crm) == ((("line_items", "item_total"),), ("Sub_Total",))
    assert worth.rests_on == (("exchange_rate",),)
