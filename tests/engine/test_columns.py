"""Columns of compiled projections hold what the readers of the same fields answer, or raise where one of those does."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.errors import UpstreamUnavailable
from domain.queries import Row
from domain.sources import CURRENCY, Source
from schema.books.invoices import InvoiceStatus
from schema.engine.declare.columns import amounts_of, objects_of, values_of
from schema.engine.declare.values import Reader, ValueShape, reader_of
from schema.shared.money import Money
from tests.proofs import examples

RAISED = ["an error"]
SHAPES = [ValueShape(kind, many=False) for kind in (str, bool, int, date, datetime, Decimal, InvoiceStatus)]
SOURCES = (
    Source(("total",), currency="currency_code"),
    Source(("total",), currency=""),
)
STATUSES = [member.value for member in InvoiceStatus]
WORDS = st.sampled_from(
    [
        *STATUSES,
        *("", " ", "\t\n", "\u00a0", "\u2003x", "\x7f", "\u200b", "é", "true", "false", "True", "NaN", "Infinity"),
        *("2026-10-01", "2026-02-30", "2026-W01-1", "2026W01-1", "20261001", "2026-1-01", "2026-10-0\u0661"),
        *("２０２６-10-01", "0000-01-01", "2026-10-01\n", " 2026-10-01", "-026-10-01", "+5", ".5", "5.", "-0", "-0.00"),
        *("007", "1e3", "1E-7", "1e999", "1_0", "\u0663", "5\n", "5\n6", " 5 ", "9" * 21, "9" * 41),
        *("0." + "1" * 15, "0." + "1" * 40, "2026-10-01T08:15:00+0530", "2026-10-01T08:15:00-0000"),
        *("0001-01-01T00:00:00+0500", "2026-10-01T24:00:00+0000", "2026-10-01T23:59:60+0000"),
        *("2026-W40-4T08:15:00+0500", "2026-10-01T08:15:00.5+02:00"),
        *("2026-10-01t08:15:00z", "2026-10-01T08:15:00", "2026-10-01T08:15:00+2500"),
    ]
)  # fmt: skip
NUMBERS = st.sampled_from([0, 1, -1, 2**31 - 1, 2**31, -(2**31), -(2**31) + 1, 10**15 - 1, 10**15, -(10**15), 10**41])
AMOUNTS = st.from_regex(r"-?(0|[1-9][0-9]{0,4})(\.[0-9]{1,3})?", fullmatch=True)
INSTANTS = st.datetimes().map(lambda moment: f"{moment:%Y-%m-%dT%H:%M:%S}".zfill(19)) | st.just("2026-10-01T01:00:00")
OFFSETS = st.sampled_from(["+0000", "-0000", "+0200", "-0800", "+1400", "+1500", "+0530", "Z", "", "+02:00"])
SENT_INSTANTS = st.tuples(INSTANTS, OFFSETS).map("".join)
LEAVES = (
    st.none()
    | st.booleans()
    | NUMBERS
    | st.integers()
    | WORDS
    | st.text(max_size=8)
    | st.from_regex(r"[-+]?[0-9]{1,22}(\.[0-9]{1,16})?([eE]-?[0-9]{1,2})?", fullmatch=True)
    | st.from_regex(r"[0-9]{3,4}-?[0-9W]{2,3}-?[0-9]{1,2}", fullmatch=True)
    | SENT_INSTANTS
)
JSON = LEAVES | st.lists(LEAVES, max_size=2) | st.dictionaries(st.sampled_from(["id", "code"]), LEAVES, max_size=2)
# What a product usually sends in all rows of a list.
USUAL: tuple[st.SearchStrategy[Any], ...] = (
    st.booleans(), st.integers(-(2**31), 2**31 - 1), AMOUNTS, AMOUNTS | st.integers(-9, 9), st.dates().map(str),
    SENT_INSTANTS, st.sampled_from(STATUSES), st.text(st.characters(codec="ascii"), min_size=1, max_size=5), JSON,
)  # fmt: skip


def columns_of(usual: Sequence[st.SearchStrategy[Any]]) -> st.SearchStrategy[list[Any]]:
    """Values under one key in the rows of a list: of one kind, or with something else among them."""
    alike = st.one_of(*(st.lists(each, max_size=4) for each in usual))
    return st.tuples(alike, st.lists(JSON, max_size=1)).map(lambda parts: [*parts[0], *parts[1]])


def rows_of(values: Sequence[Any]) -> list[Row]:
    """Rows that hold these; an object that says so holds nothing."""
    return [{} if value == {"id": None} else {"key": value} for value in values]


def told(read: Reader, rows: Sequence[Row]) -> Any:
    """What the standard executor puts into the answer for the rows, or that there was an error."""
    try:
        values = [read(row) for row in rows]
    except UpstreamUnavailable:
        return RAISED
    return [value.name if isinstance(value, Enum) else value for value in values]


def found(read: Callable[[Sequence[Row]], Any], rows: Sequence[Row]) -> Any:
    """The same of columns; any error has the standard executor run."""
    try:
        return read(rows)
    except (UpstreamUnavailable, TypeError, ValueError):
        return RAISED


def exact(values: Any) -> list[tuple[str, Any]]:
    """The values with their types: true is not 1."""
    return [(type(value).__name__, value) for value in values]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.kind.__name__)
@examples(150, short=12)
@example(values=[-(2**31)])
@example(values=["5\n6"])
@example(values=["2026-W01-1"])
@given(values=columns_of(USUAL))
def test_a_column_holds_what_the_reader_answers(shape: ValueShape, values: list[Any]) -> None:
    source, rows = Source(("key",)), rows_of(values)
    read = reader_of(shape, source, "books", "Invoice.any")
    assert exact(found(values_of(shape, source, read), rows)) == exact(told(read, rows))


@pytest.mark.parametrize(
    ("shape", "source"),
    [
        (ValueShape(str, many=True), Source(("key",))),
        (ValueShape(InvoiceStatus, many=True), Source(("key",))),
        (ValueShape(str, many=False), Source(("other",), inside=("key", "code"))),
    ],
)
@examples(60, short=7)
@given(values=st.lists(JSON, max_size=3))
def test_what_is_not_one_plain_value_is_what_its_reader_answers(
    shape: ValueShape, source: Source, values: list[Any]
) -> None:
    rows = rows_of(values)
    read = reader_of(shape, source, "books", "Invoice.any")
    standard = told(read, rows)
    if shape.kind is InvoiceStatus and standard != RAISED:
        standard = [None if each is None else [choice.name for choice in each] for each in standard]
    assert found(values_of(shape, source, read), rows) == standard


@pytest.mark.parametrize("source", SOURCES)
@examples(100, short=12)
@example(rows=[{"total": 5, "currency_code": {"code": "EUR"}}])
@given(
    rows=st.lists(
        st.fixed_dictionaries(
            {
                "total": AMOUNTS | JSON,
                "currency_code": st.sampled_from(["EUR", "USD", "JPY", "KWD", "XXX", "", None]) | JSON,
            },
            optional={CURRENCY: st.just("EUR") | JSON},
        ),
        max_size=3,
    )
)
def test_amounts_and_their_currencies_are_what_the_reader_answers(source: Source, rows: list[Row]) -> None:
    standard = told(reader_of(ValueShape(Money, many=False), source, "books", "Invoice.total"), rows)
    if standard != RAISED:
        standard = [None if each is None else (each.amount, each.currency) for each in standard]
    columns = found(amounts_of(source), rows)
    if columns != RAISED:
        columns = [None if amount is None else (amount, named) for amount, named in zip(*columns, strict=True)]
    assert columns == standard


def test_objects_keep_the_order_of_their_members_and_their_constants() -> None:
    made = objects_of(2, {"b": 1, "type": 'It\'s "one"', "a": 0, "link": None, "again": 1})
    assert [[*each.items()] for each in made(2, [1, 2], "xy")] == [
        [("b", word), ("type", 'It\'s "one"'), ("a", number), ("link", None), ("again", word)]
        for number, word in ((1, "x"), (2, "y"))
    ]
    assert objects_of(0, {"type": "Deal"})(2) == [{"type": "Deal"}] * 2
