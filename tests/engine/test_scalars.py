"""Scalars: exact decimals, days and instants, and nothing that only looks like one."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from graphql import GraphQLScalarType
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BadUserInput
from schema.engine.declare.scalars import EXACT_DIGITS, decimal_of, text_of_decimal
from schema.graph import graph
from tests.graphs import Graph
from tests.proofs import examples

ANYTHING = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=40)
    | st.lists(st.integers(), max_size=2)
    | st.dictionaries(st.text(max_size=3), st.integers(), max_size=2)
)


SPELLINGS = [
    ("1848.07", "1848.07"),
    ("-0.5", "-0.5"),
    ("+5", "5"),
    (".5", "0.5"),
    ("5.", "5"),
    ("1e3", "1000"),
    ("2.50E-2", "0.0250"),
    (5, "5"),
    (0.1, "0.1"),
    (123456789012.345, "123456789012.345"),
]
NO_DECIMALS = [
    *("NaN", "sNaN", "Infinity", "-inf", float("nan"), float("inf")),
    *("1e999999999", "1e-999999999", "1e41", "9" * 41, "0." + "1" * 41, 10**4000),
    *("", " ", "1_000", "1,000", "1.000,5", "\u0661\u0662", "\uff11\uff12", "0x10", "1e", "--1", "5%"),
    *(True, False, None, [1], {"a": 1}),
]
NO_DATES = [
    *("2026-02-29", "2100-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "0000-01-01"),
    *("2026-1-1", "20260101", "2026-W01-1", "2026-01-01T00:00:00Z", "01.10.2026", "+2026-01-01"),
    *("\uff12\uff10\uff12\uff16-01-01", "2026-01-01\n", " 2026-01-01", "", "today"),
    *(20260101, None, True, ["2026-01-01"]),
]
NO_INSTANTS = [
    *("2026-10-01", "2026-10-01T08:15:00", "2026-10-01T08Z", "2026-10-01T08:15:00Europe/Berlin"),
    *("2026-10-01T25:00:00Z", "2026-10-01T24:00:00Z", "2026-10-01T23:59:60Z", "2026-02-29T10:00:00Z"),
    *("2026-10-01T08:15:00+24:00", "2026-10-01T08:15:00+99:99", "2026-10-01T08:15:00.1234567Z"),
    *("0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00", "now", ""),
    *(1790000000, None, True),
]
OFFSETS = st.integers(-1439, 1439).map(lambda minutes: dt.timezone(dt.timedelta(minutes=minutes)))


def named(value: object) -> str:
    """A short name of a value."""
    return ascii(value)[:16] if not isinstance(value, int) or value < 10**9 else "large"


def read(scalar: str, value: object) -> Any:
    """What a variable's value becomes."""
    kind = graph().type_map[scalar]
    assert isinstance(kind, GraphQLScalarType)
    return kind.coerce_input_value(value)


@pytest.mark.parametrize("scalar", ["Decimal", "Date", "DateTime"])
@examples(150, short=18)
@given(value=ANYTHING)
def test_whatever_comes_in_is_a_value_or_the_client_s_mistake(scalar: str, value: object) -> None:
    try:
        found = read(scalar, value)
    except BadUserInput:
        return
    assert isinstance(found, Decimal if scalar == "Decimal" else str)


@examples(200, short=25)
@given(number=st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=6))
def test_a_decimal_is_the_same_number_on_its_way_in_and_out(number: Decimal) -> None:
    assert read("Decimal", str(number)) == number
    assert Decimal(text_of_decimal(decimal_of(number))) == number
    assert "E" not in text_of_decimal(number)


@pytest.mark.parametrize(("given", "number"), SPELLINGS)
def test_a_decimal_has_these_spellings(given: object, number: str) -> None:
    assert text_of_decimal(read("Decimal", given)) == number


@pytest.mark.parametrize("value", NO_DECIMALS, ids=named)
def test_any_other_text_or_value_is_no_decimal(value: object) -> None:
    with pytest.raises(BadUserInput):
        read("Decimal", value)


def test_a_number_that_a_float_would_change_must_be_a_text() -> None:
    assert read("Decimal", "12345678901234567.89") == Decimal("12345678901234567.89")
    assert read("Decimal", 0.123456789012345) == Decimal("0.123456789012345")
    with pytest.raises(BadUserInput, match=f"more than {EXACT_DIGITS} digits as a string"):
        read("Decimal", 12345678901234567.89)


@given(day=st.dates())
def test_every_day_of_the_calendar_is_a_date(day: dt.date) -> None:
    assert read("Date", day.isoformat()) == day.isoformat()


@pytest.mark.parametrize("value", NO_DATES, ids=named)
def test_any_other_text_or_value_is_no_date(value: object) -> None:
    with pytest.raises(BadUserInput):
        read("Date", value)


def test_a_leap_day_exists_in_leap_years() -> None:
    assert [read("Date", f"{year}-02-29") for year in (2024, 2000)] == ["2024-02-29", "2000-02-29"]
    assert read("DateTime", "2024-02-29T23:30:00-01:00") == "2024-03-01T00:30:00Z"


@given(moment=st.datetimes(dt.datetime(2, 1, 1), dt.datetime(9998, 12, 31), timezones=OFFSETS))  # noqa: DTZ001  # it adds the zone
def test_every_instant_is_the_same_instant_in_utc(moment: dt.datetime) -> None:
    found = read("DateTime", moment.isoformat())
    assert found.endswith("Z")
    assert dt.datetime.fromisoformat(found) == moment


@pytest.mark.parametrize(
    ("given", "instant"),
    [
        ("2026-10-01T08:15:00+02:00", "2026-10-01T06:15:00Z"),
        ("2026-10-01T08:15:00-0400", "2026-10-01T12:15:00Z"),
        ("2026-10-01t08:15z", "2026-10-01T08:15:00Z"),
        ("2026-10-01 08:15:00.25+00:00", "2026-10-01T08:15:00.250000Z"),
        ("2026-10-01T08:15:00+05:45", "2026-10-01T02:30:00Z"),
    ],
)
def test_an_instant_may_carry_any_offset(given: str, instant: str) -> None:
    assert read("DateTime", given) == instant


@pytest.mark.parametrize("value", NO_INSTANTS, ids=named)
def test_any_other_text_or_value_is_no_instant(value: object) -> None:
    with pytest.raises(BadUserInput):
        read("DateTime", value)


QUERY = """
    query ($number: Decimal, $day: Date, $moment: DateTime, $first: Int, $word: String) {
      invoices(first: $first, filter: { total: { is: $number }, issuedOn: { on: $day } }) { nodes { id } }
      accounts(filter: { createdAt: { from: $moment } }, search: $word) { nodes { id } }
    }
"""


async def test_a_wrong_value_of_a_variable_is_told_as_such_and_costs_no_call(graph: Graph) -> None:
    await graph.meet("admin")
    numbers = [{"number": value} for value in (True, "NaN", 12345678901234567.89, [1])]
    days = [{"day": value} for value in ("2026-02-29", 5)]
    moments = [{"moment": value} for value in ("2026-10-01", "0001-01-01T00:00:00+05:00")]
    others = [{"first": 2**31}, {"first": "5"}, {"first": 1.5}, {"word": 5}]
    wrong: list[dict[str, Any]] = [*numbers, *days, *moments, *others]
    for variables in wrong:
        told = await graph.ask("admin", QUERY, variables)
        assert (told.codes, "data" in told.body) == (["BAD_USER_INPUT"], False), variables
    assert graph.calls() == []


async def test_a_wrong_literal_is_a_mistake_in_the_document(graph: Graph) -> None:
    await graph.meet("admin")
    for literal in ('"NaN"', "1e999999999", "true", "[1]", "9" * 5000, "12345678901234567.89", "RED"):
        told = await graph.ask(
            "admin", f"{{ invoices(filter: {{ total: {{ is: {literal} }} }}) {{ nodes {{ id }} }} }}"
        )
        assert told.codes == ["GRAPHQL_VALIDATION_FAILED"], literal
    assert graph.calls() == []
