"""The gateway's own policy: what its rules take away, and from whom."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.actions import ACTIONS
from domain.modules.module import Module
from domain.policy import Opening, Policy, PolicyVerdict, Rule

INVOICES, ORDERS, DEALS = Module("books", "invoices"), Module("books", "purchase_orders"), Module("crm", "deals")
MODULES = (INVOICES, ORDERS, DEALS)
COORDINATES = ("Deal.amount", "Deal.customFields", "Invoice.balance")
EMAIL = "samir.okafor@halvorsen.example"

NAMES = st.sampled_from(["sales", "support", "marketing"])
RULES = st.builds(
    Rule,
    reason=st.text(min_size=1),
    fields=st.frozensets(st.sampled_from(COORDINATES)),
    modules=st.dictionaries(st.sampled_from(MODULES), st.frozensets(st.sampled_from(ACTIONS), min_size=1)),
    profiles=st.frozensets(NAMES),
    emails=st.frozensets(st.sampled_from(["a@x.example", "b@x.example"])),
    except_profiles=st.frozensets(NAMES),
)


def hiding(**conditions: Any) -> Policy:
    """A policy of one rule that hides the amounts of deals."""
    return Policy((Rule("No.", frozenset({"Deal.amount"}), **conditions),))


def test_without_a_policy_nothing_is_taken_from_anybody() -> None:
    assert Policy().verdict("Sales", EMAIL) == Policy().verdict(None, EMAIL) == PolicyVerdict()


def test_a_rule_hides_fields_and_forbids_actions_and_says_why() -> None:
    why = "Margins are for the management alone."
    rule = Rule(why, frozenset({"Deal.customFields", "Invoice.balance"}), {ORDERS: frozenset({"delete"})})
    verdict = Policy((rule,)).verdict("Sales", EMAIL)
    assert verdict.fields == {"Deal.customFields": why, "Invoice.balance": why}
    assert verdict.actions == {(ORDERS, "delete"): why}


def test_who_may_not_view_a_module_may_do_nothing_in_it() -> None:
    verdict = Policy((Rule("No.", modules={DEALS: frozenset({"view"})}),)).verdict(None, EMAIL)
    assert verdict.actions == {(DEALS, action): "No." for action in ACTIONS}


@pytest.mark.parametrize(
    ("conditions", "concerned"),
    [
        ({}, {"Sales", "Administrator", None}),
        ({"profiles": {"sales", "support"}}, {"Sales"}),
        ({"except_profiles": {"administrator"}}, {"Sales", None}),
        ({"except_profiles": {"administrator", "sales"}}, {None}),
        ({"profiles": {"sales"}, "except_profiles": {"sales"}}, set[str]()),
        ({"emails": {EMAIL}}, {"Sales", "Administrator", None}),
        ({"emails": {EMAIL}, "except_profiles": {"administrator"}}, {"Sales", None}),
        ({"emails": {"lena.brandt@halvorsen.example"}}, set[str]()),
    ],
)
def test_a_rule_holds_for_everybody_or_by_profile_or_by_address(
    conditions: dict[str, set[str]], concerned: set[str | None]
) -> None:
    policy = hiding(**{key: frozenset(words) for key, words in conditions.items()})
    assert {
        profile for profile in ("Sales", "Administrator", None) if policy.verdict(profile, EMAIL).fields
    } == concerned


def test_a_caller_is_recognised_by_their_address_whatever_its_case() -> None:
    assert hiding(emails=frozenset({EMAIL})).verdict(None, f" {EMAIL.upper()}").fields == {"Deal.amount": "No."}


def test_rules_add_up_and_the_first_says_why() -> None:
    first = Rule("First.", frozenset({"Deal.amount"}), {INVOICES: frozenset({"send"})})
    both = frozenset({"Deal.amount", "Invoice.balance"})
    second = Rule("Second.", both, {INVOICES: frozenset({"send", "approve"})})
    verdict = Policy((first, second)).verdict("Sales", EMAIL)
    assert verdict.fields == {"Deal.amount": "First.", "Invoice.balance": "Second."}
    assert verdict.actions == {(INVOICES, "send"): "First.", (INVOICES, "approve"): "Second."}


def test_openings_add_up_for_whom_they_name_and_the_first_says_why() -> None:
    first = Opening("First.", {INVOICES: frozenset({"cf_score"})}, profiles=frozenset({"sales"}))
    second = Opening("Second.", {INVOICES: frozenset({"cf_score", "cf_weight"}), ORDERS: frozenset({"cf_score"})})
    policy = Policy(openings=(first, second))
    assert policy.verdict("Sales", EMAIL).opened == {
        INVOICES: {"cf_score": "First.", "cf_weight": "Second."},
        ORDERS: {"cf_score": "Second."},
    }
    assert policy.verdict(None, EMAIL).opened[INVOICES] == {"cf_score": "Second.", "cf_weight": "Second."}


def test_a_verdict_cannot_be_changed() -> None:
    for verdict in (PolicyVerdict(), hiding().verdict(None, "")):
        with pytest.raises(TypeError):
            verdict.fields["Deal.amount"] = "No."  # pyright: ignore[reportIndexIssue]  # what is refused
        with pytest.raises(TypeError):
            verdict.actions[INVOICES, "view"] = "No."  # pyright: ignore[reportIndexIssue]  # what is refused


@given(st.lists(RULES, max_size=4), RULES, st.none() | NAMES, st.sampled_from(["a@x.example", "c@x.example"]))
def test_one_more_rule_never_gives_anything_back(
    rules: list[Rule], more: Rule, profile: str | None, email: str
) -> None:
    before = Policy(tuple(rules)).verdict(profile, email)
    for after in (Policy((*rules, more)), Policy((more, *rules))):
        verdict = after.verdict(profile, email)
        assert before.fields.keys() <= verdict.fields.keys()
        assert before.actions.keys() <= verdict.actions.keys()
