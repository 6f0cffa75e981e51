"""Custom fields that the policy opens: which of their values stay in a row, and which do not."""

from typing import Any

import pytest

from domain.custom_fields import CustomKind, CustomValue
from domain.module_views import module_view
from domain.modules.books import INVOICES
from domain.permissions import CrmField, GuardedField, ModuleView, fingerprint
from domain.policy import PolicyVerdict
from domain.sources import CUSTOM

KINDS = (CustomKind.NUMBER, CustomKind.AMOUNT)
FIELDS = (
    GuardedField("Invoice.customFields", ((CUSTOM,),), ()),
    *(GuardedField(f"Custom.{kind.value}", ((CUSTOM, kind.value),), ("Grand_Total",)) for kind in KINDS),
    GuardedField("Invoice.total", (("total",),), ("Grand_Total",)),
)
HIDDEN = {"Grand_Total": CrmField(visible=False, read_only=False, searched=False)}
OPENED = {INVOICES: {"cf_score": "A score is no sum.", "cf_price": "Prices are public."}}


def view(**fields: str) -> ModuleView:
    """The view of a caller from whom CRM hides the amounts; `fields` are what the policy hides."""
    policy = PolicyVerdict({key.replace("_", "."): text for key, text in fields.items()}, opened=OPENED)
    return module_view(INVOICES, (), FIELDS, HIDDEN, policy)


def left(shown: ModuleView) -> dict[str, Any]:
    """The custom values that are left of a row."""
    named = {"cf_score": CustomKind.NUMBER, "cf_price": CustomKind.AMOUNT, "cf_margin": CustomKind.NUMBER}
    row: dict[str, Any] = {CUSTOM: [CustomValue(name, None, kind, "1") for name, kind in named.items()], "total": 1}
    shown.strip([row])
    assert "total" not in row
    return {value.name: value.value for value in row.get(CUSTOM, ())}


def test_the_named_ones_stay_and_others_of_their_kind_go() -> None:
    assert left(view()) == {"cf_score": "1", "cf_price": "1", "cf_margin": None}
    assert [view().hides_custom(CustomKind.NUMBER, name) for name in ("cf_score", "cf_margin", None)] == [
        False,
        True,
        True,
    ]
    assert view().in_part == {"Custom.number", "Custom.amount"}
    assert view().hidden_names == {"Invoice.total"}


@pytest.mark.parametrize(
    ("rule", "stays", "in_part"),
    [
        ("Custom_number", {"cf_score": None, "cf_price": "1", "cf_margin": None}, {"Custom.amount"}),
        ("Invoice_customFields", {}, set[str]()),
    ],
)
def test_what_a_rule_hides_is_not_opened(rule: str, stays: dict[str, Any], in_part: set[str]) -> None:
    assert left(view(**{rule: "No."})) == stays
    assert view(**{rule: "No."}).in_part == in_part


def test_to_whom_something_is_opened_has_another_fingerprint() -> None:
    assert fingerprint([view()]) != fingerprint([module_view(INVOICES, (), FIELDS, HIDDEN, PolicyVerdict())])
