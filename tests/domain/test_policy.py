"""The gateway's own policy, as a TOML document tells it."""

import tomllib
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.actions import ACTIONS
from domain.modules import books, crm
from domain.policy import Policy, PolicyError, PolicyVerdict, Rule, policy_of

INVOICES, ORDERS, DEALS = books.INVOICES, books.PURCHASE_ORDERS, crm.DEALS
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
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
LISTS = st.lists(st.sampled_from(["Sales", "Deal.amount", "a@x.example"])) | JSON
ENTRY = st.fixed_dictionaries(
    {},
    optional={
        "reason": st.text() | JSON,
        "modules": st.dictionaries(st.sampled_from(["crm.deals", "crm.leads"]), st.just(["view"]) | JSON) | JSON,
        **dict.fromkeys(["fields", "profiles", "emails", "except_profiles"], LISTS),
    },
)


def policy(text: str) -> Policy:
    """The policy of a document."""
    return policy_of(tomllib.loads(text), COORDINATES, MODULES)


def wrong(**rule: Any) -> list[str]:
    """Everything that is told as wrong with a policy of one rule, valid but for what is given."""
    return complaints({"rule": [{"reason": "So it is.", "fields": ["Deal.amount"], **rule}]})


def complaints(document: dict[str, Any]) -> list[str]:
    """Everything that is told as wrong with a document."""
    with pytest.raises(PolicyError) as raised:
        policy_of(document, COORDINATES, MODULES)
    return str(raised.value).splitlines()


def test_without_a_policy_nothing_is_taken_from_anybody() -> None:
    assert policy("").forbidden("Sales", EMAIL) == Policy().forbidden(None, EMAIL) == PolicyVerdict()


def test_a_rule_hides_fields_and_forbids_actions_and_says_why() -> None:
    verdict = policy("""
        [[rule]]
        reason = "Margins are for the management alone."
        fields = ["Deal.customFields", "Invoice.balance"]
        modules = { "books.purchase_orders" = ["delete"] }
    """).forbidden("Sales", EMAIL)
    why = "Margins are for the management alone."
    assert verdict.fields == {"Deal.customFields": why, "Invoice.balance": why}
    assert verdict.actions == {(ORDERS, "delete"): why}


def test_who_may_not_view_a_module_may_do_nothing_in_it() -> None:
    verdict = policy('[[rule]]\nreason = "No."\nmodules = { "crm.deals" = ["view"] }').forbidden(None, EMAIL)
    assert verdict.actions == {(DEALS, action): "No." for action in ACTIONS}


@pytest.mark.parametrize(
    ("condition", "concerned"),
    [
        ("", {"Sales", "Administrator", None}),
        ('profiles = ["Sales", "Support"]', {"Sales"}),
        ('profiles = [" sALES "]', {"Sales"}),
        ('except_profiles = ["Administrator"]', {"Sales", None}),
        ('except_profiles = ["ADMINISTRATOR", "Sales"]', {None}),
        ('profiles = ["Sales"]\nexcept_profiles = ["Sales"]', set[str]()),
        ('emails = ["Samir.Okafor@halvorsen.example"]', {"Sales", "Administrator", None}),
        ('emails = ["samir.okafor@halvorsen.example"]\nexcept_profiles = ["Administrator"]', {"Sales", None}),
        ('emails = ["lena.brandt@halvorsen.example"]', set[str]()),
    ],
)
def test_a_rule_holds_for_everybody_or_by_profile_or_by_address(condition: str, concerned: set[str | None]) -> None:
    made = policy(f'[[rule]]\nreason = "No."\nfields = ["Deal.amount"]\n{condition}')
    assert {
        profile for profile in ("Sales", "Administrator", None) if made.forbidden(profile, EMAIL).fields
    } == concerned


def test_a_caller_is_found_by_their_address_whatever_its_case() -> None:
    made = policy(f'[[rule]]\nreason = "No."\nfields = ["Deal.amount"]\nemails = ["{EMAIL}"]')
    assert made.forbidden(None, f" {EMAIL.upper()}").fields == {"Deal.amount": "No."}


def test_rules_add_up_and_the_first_says_why() -> None:
    verdict = policy("""
        [[rule]]
        reason = "First."
        fields = ["Deal.amount"]
        modules = { "books.invoices" = ["send"] }
        [[rule]]
        reason = "Second."
        fields = ["Deal.amount", "Invoice.balance"]
        modules = { "books.invoices" = ["send", "approve"] }
    """).forbidden("Sales", EMAIL)
    assert verdict.fields == {"Deal.amount": "First.", "Invoice.balance": "Second."}
    assert verdict.actions == {(INVOICES, "send"): "First.", (INVOICES, "approve"): "Second."}


def test_a_verdict_cannot_be_changed() -> None:
    for verdict in (PolicyVerdict(), policy('[[rule]]\nreason = "No."\nfields = ["Deal.amount"]').forbidden(None, "")):
        with pytest.raises(TypeError):
            verdict.fields["Deal.amount"] = "No."  # pyright: ignore[reportIndexIssue]  # what is refused
        with pytest.raises(TypeError):
            verdict.actions[INVOICES, "view"] = "No."  # pyright: ignore[reportIndexIssue]  # what is refused


@given(st.lists(RULES, max_size=4), RULES, st.none() | NAMES, st.sampled_from(["a@x.example", "c@x.example"]))
def test_one_more_rule_never_gives_anything_back(
    rules: list[Rule], more: Rule, profile: str | None, email: str
) -> None:
    before = Policy(tuple(rules)).forbidden(profile, email)
    for after in (Policy((*rules, more)), Policy((more, *rules))):
        verdict = after.forbidden(profile, email)
        assert before.fields.keys() <= verdict.fields.keys()
        assert before.actions.keys() <= verdict.actions.keys()


@pytest.mark.parametrize(
    ("rule", "complaint"),
    [
        ({"fields": ["Deal.margin"]}, "fields: 'Deal.margin' is no field that can be hidden"),
        ({"fields": "Deal.amount"}, "fields is a list of texts, at least one, none of them empty"),
        ({"fields": []}, "fields is a list of texts, at least one, none of them empty"),
        ({"fields": [7]}, "fields is a list of texts, at least one, none of them empty"),
        ({"profiles": []}, "profiles is a list of texts, at least one, none of them empty"),
        ({"emails": [" "]}, "emails is a list of texts, at least one, none of them empty"),
        ({"except_profiles": "Sales"}, "except_profiles is a list of texts, at least one, none of them empty"),
        ({"modules": {}}, "modules names none"),
        (
            {"modules": {"crm.deals": ["see"]}},
            f"modules: crm.deals: there is no action 'see'; there are {', '.join(ACTIONS)}",
        ),
        (
            {"modules": {"crm.leads": ["view"]}},
            "modules: there is no module 'crm.leads'; there are books.invoices, books.purchase_orders, crm.deals",
        ),
        ({"reason": ""}, "reason is a text that is not empty"),
        ({"profiles": ["Sales"], "emails": ["a@x.example"]}, "profiles and emails exclude each other; write two rules"),
        (
            {"profile": ["Sales"]},
            "there is no 'profile'; there are reason, fields, modules, profiles, emails, except_profiles",
        ),
    ],
    ids=str,
)
def test_what_is_wrong_is_told_with_its_position(rule: dict[str, Any], complaint: str) -> None:
    assert wrong(**rule) == [f"rule 1: {complaint}"]


def test_all_that_is_wrong_is_told_at_once() -> None:
    document = {"rule": [{"fields": ["Deal.margin"]}, {"reason": "So it is."}, 7], "rules": []}
    assert complaints(document) == [
        "rules: there are only tables [[rule]]",
        "rule 1: reason is missing",
        "rule 1: fields: 'Deal.margin' is no field that can be hidden",
        "rule 2: fields or modules are missing: nothing is taken",
        "rule 3: this is no table",
    ]


@given(st.fixed_dictionaries({}, optional={"rule": st.lists(ENTRY | JSON, max_size=3) | JSON}))
def test_any_document_is_a_policy_or_told_as_wrong(document: dict[str, Any]) -> None:
    with suppress(PolicyError):
        made = policy_of(document, COORDINATES, MODULES)
        assert all(rule.reason and (rule.fields or rule.modules) for rule in made.rules)
