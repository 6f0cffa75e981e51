"""Amounts are written with the decimals of their currency, and lose nothing by it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.currencies import amount_text, amount_texts, decimals_of
from tests.proofs import examples

CURRENCIES = st.sampled_from(["EUR", "USD", "JPY", "KWD", "CLF", "XXX", "XAU", "ZZZ"])
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=5) | st.from_regex(
    r"-?(0|[1-9][0-9]{0,6})(\.[0-9]{1,6})?", fullmatch=True
).map(Decimal)


@pytest.mark.parametrize(
    ("number", "currency", "text"),
    [
        *(("395", "EUR", "395.00"), ("395.0", "EUR", "395.00"), ("149.97", "EUR", "149.97"), ("-0.5", "USD", "-0.50")),
        *(("395", "JPY", "395"), ("395.0", "JPY", "395"), ("395.00", "KRW", "395"), ("1500", "JPY", "1500")),
        *(("3.5", "KWD", "3.500"), ("3", "BHD", "3.000"), ("2", "CLF", "2.0000")),
        # What has more decimals than the currency keeps those that count.
        *(("0.125", "EUR", "0.125"), ("0.1250", "EUR", "0.125"), ("1.5000", "EUR", "1.50"), ("0.5", "JPY", "0.5")),
        # Where no decimals are defined, the number stays as it came.
        *(("395.0", "XXX", "395.0"), ("1", "XAU", "1")),
    ],
)
def test_an_amount_has_the_decimals_of_its_currency(number: str, currency: str, text: str) -> None:
    assert amount_text(number, currency) == text
    assert amount_texts([number], [currency]) == [text]


@examples(300, short=60)
@given(pairs=st.lists(st.tuples(st.none() | NUMBERS, CURRENCIES)))
def test_a_column_is_written_like_each_of_its_amounts_and_none_changes_its_value(
    pairs: list[tuple[Decimal | None, str]],
) -> None:
    numbers = [None if number is None else format(number, "f") for number, _ in pairs]
    currencies = [currency for _, currency in pairs]
    written = amount_texts(numbers, currencies)
    assert written == [n and amount_text(n, currency) for n, currency in zip(numbers, currencies, strict=True)]
    for (number, currency), text in zip(pairs, written, strict=True):
        assert number == (None if text is None else Decimal(text))
        decimals = decimals_of(currency)
        assert text is None or decimals is None or len(text.partition(".")[2]) >= decimals


def test_an_amount_that_is_none_needs_no_currency() -> None:
    assert amount_texts([None, "5"], [None, "EUR"]) == [None, "5.00"]
    assert amount_texts([None, "5", "5"], [None, "EUR", "JPY"]) == [None, "5.00", "5"]
    assert amount_texts([None], [None]) == [None]
