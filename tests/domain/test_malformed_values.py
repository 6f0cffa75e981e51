"""What stands for an id or a currency is one, or nothing, or an error; nothing else becomes a text."""

from typing import Any

import pytest

from domain.currencies import is_currency_code
from domain.queries import RECORD_CODE, reference_in

NO_ID: list[Any] = [[], {}, ["1"], {"id": "1"}, True, False, 1.5, "x", "1/2", "-1", -1, "١"]


def test_an_id_is_a_text_or_a_number_of_digits_and_a_blank_one_is_none() -> None:
    assert [reference_in(each) for each in ("460000000000100", 7, None, "", "  ")] == [
        "460000000000100",
        "7",
        None,
        None,
        None,
    ]
    assert reference_in("care-plus", RECORD_CODE) == "care-plus"
    for each in NO_ID:
        with pytest.raises(ValueError, match="not an id"):
            reference_in(each)


def test_a_currency_is_three_capital_letters() -> None:
    assert [
        each
        for each in ("EUR", "XXX", "eur", "EURO", "E1R", "ÉUR", " EUR", "", 7, None, ["EUR"], True)
        if is_currency_code(each)
    ] == ["EUR", "XXX"]
