"""Custom fields of three products in one shape."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.custom_fields import CustomKind, CustomValue, crm_custom_values, finance_custom_values, kind_of
from tests.proofs import examples

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
ENTRY = st.dictionaries(st.sampled_from(["api_name", "label", "data_type", "value"]), JSON)


@pytest.mark.parametrize(
    ("data_type", "kind"),
    [
        ("picklist", CustomKind.CHOICE),
        ("multiselectpicklist", CustomKind.CHOICES),
        ("currency", CustomKind.AMOUNT),
        ("check_box", CustomKind.BOOLEAN),
        ("Date_Time", CustomKind.INSTANT),
        ("autonumber", CustomKind.TEXT),
        ("formula", CustomKind.OTHER),
        ("a type of the year 2030", CustomKind.OTHER),
        (None, CustomKind.OTHER),
        (["date"], CustomKind.OTHER),
    ],
)
def test_a_data_type_is_of_a_kind_and_an_unknown_one_may_be_anything(data_type: object, kind: CustomKind) -> None:
    assert kind_of(data_type) is kind


def test_crm_tells_kind_and_label_apart_from_the_row() -> None:
    fields = [
        {"api_name": "Region", "field_label": "Region", "data_type": "picklist"},
        {"api_name": "Fee", "field_label": None, "data_type": "currency"},
    ]
    row = {"id": "1", "Region": "North", "Fee": 12, "Other": "not custom"}
    assert crm_custom_values(fields, row) == [
        CustomValue("Region", "Region", CustomKind.CHOICE, "North"),
        CustomValue("Fee", None, CustomKind.AMOUNT, 12),
    ]


def test_a_field_that_the_row_lacks_is_hidden_from_the_caller_and_left_out() -> None:
    assert crm_custom_values([{"api_name": "Region", "data_type": "picklist"}], {"id": "1"}) == []


def test_books_names_its_custom_fields_and_billing_knows_their_label_alone() -> None:
    books = {"api_name": "cf_region", "label": "Region", "data_type": "dropdown", "value": "North"}
    billing = {"index": 1, "label": "Region", "data_type": "dropdown", "value": "North"}
    assert [each.name for each in finance_custom_values({"custom_fields": [books]}) or ()] == ["cf_region"]
    assert [each.name for each in finance_custom_values({"custom_fields": [billing]}) or ()] == ["Region"]


@pytest.mark.parametrize("absent", [{}, {"custom_fields": ""}, {"custom_fields": None}, {"custom_fields": {}}])
def test_a_row_without_custom_fields_has_none_however_it_says_so(absent: dict[str, Any]) -> None:
    assert finance_custom_values(absent) == []


@pytest.mark.parametrize("malformed", [7, True, False, 0, "x", {"a": 1}, ["x"], [None]])
def test_what_is_no_list_of_entries_is_told_apart_from_none(malformed: object) -> None:
    assert finance_custom_values({"custom_fields": malformed}) is None


def test_an_entry_without_a_name_is_left_out() -> None:
    assert finance_custom_values({"custom_fields": [{"value": 1}, {"label": "", "value": 2}]}) == []


@examples(50, short=6)
@given(entries=st.lists(ENTRY | JSON, max_size=4))
def test_no_custom_field_of_a_product_breaks_its_record(entries: list[Any]) -> None:
    for value in finance_custom_values({"custom_fields": entries}) or ():
        assert value.name
        assert value.label is None or isinstance(value.label, str)
