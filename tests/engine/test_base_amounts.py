"""Amounts in the organisation's currency: as Books sends them, else by the rate, and never a guess."""

from typing import Any

import pytest

from domain.errors import UpstreamUnavailable
from domain.sources import HOME_CURRENCY
from schema.engine.declare.base_amounts import in_base
from schema.engine.declare.parts import bind, upstream
from schema.shared.money import Money
from tests.engine.records import answered, record

DOLLARS = {"currency_code": "USD", "exchange_rate": "0.92", HOME_CURRENCY: "EUR"}


def shown(kind: str, name: str, **row: Any) -> Any:
    """One field of a row."""
    return answered(record(kind), {"invoice_id": "1", "estimate_id": "2", **row})[name]


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
