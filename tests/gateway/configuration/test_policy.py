"""The file of the gateway's own policy: its rules, and what is reported of one that is wrong."""

import tomllib
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.modules.module import Module
from domain.policy import Opening, Policy, Rule
from gateway.configuration.documents import ConfigurationError
from gateway.configuration.policy import policy_in

INVOICES, ORDERS, DEALS = Module("books", "invoices"), Module("books", "purchase_orders"), Module("crm", "deals")
MODULES = (INVOICES, ORDERS, DEALS)
COORDINATES = ("Deal.amount", "Deal.customFields", "Invoice.balance")

WORDS = st.sampled_from(["", " ", "view", "a@x.example", "é\n", "\ud800", "0"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)
LISTS = st.lists(st.sampled_from(["Sales", "Deal.amount", "a@x.example"])) | JSON
ENTRY = st.fixed_dictionaries(
    {},
    optional={
        "reason": JSON,
        "modules": st.dictionaries(st.sampled_from(["crm.deals", "crm.leads"]), st.just(["view"]) | JSON) | JSON,
        **dict.fromkeys(["fields", "profiles", "emails", "except_profiles"], LISTS),
    },
)


def policy(text: str) -> Policy:
    """The policy of a document."""
    return policy_in(tomllib.loads(text), COORDINATES, MODULES, [INVOICES])


def wrong(**rule: Any) -> list[str]:
    """Everything that is reported as wrong with a policy of one rule, valid but for what is given."""
    return complaints({"rule": [{"reason": "So it is.", "fields": ["Deal.amount"], **rule}]})


def complaints(document: dict[str, Any]) -> list[str]:
    """Everything that is reported as wrong with a document."""
    with pytest.raises(ConfigurationError) as raised:
        policy_in(document, COORDINATES, MODULES, [INVOICES])
    return str(raised.value).splitlines()


def test_a_document_without_rules_is_a_policy_that_takes_nothing() -> None:
    assert policy("") == Policy()


def test_a_rule_is_read_with_its_conditions_in_any_case() -> None:
    (everybody, few) = policy("""
        [[rule]]
        reason = " Margins are for the management alone. "
        fields = ["Deal.customFields", "Invoice.balance"]
        modules = { "books.purchase_orders" = ["delete"] }
        except_profiles = ["ADMINISTRATOR"]

        [[rule]]
        reason = "No."
        fields = ["Deal.amount"]
        profiles = [" sALES ", "Support"]
    """).rules
    assert everybody == Rule(
        "Margins are for the management alone.",
        frozenset({"Deal.customFields", "Invoice.balance"}),
        {ORDERS: frozenset({"delete"})},
        except_profiles=frozenset({"administrator"}),
    )
    assert few == Rule("No.", frozenset({"Deal.amount"}), profiles=frozenset({"sales", "support"}))
    (personal,) = policy('[[rule]]\nreason = "No."\nfields = ["Deal.amount"]\nemails = ["A@X.example"]').rules
    assert personal.emails == {"a@x.example"}


@pytest.mark.parametrize(
    ("rule", "complaint"),
    [
        ({"fields": ["Deal.margin"]}, "fields 1: 'Deal.margin' is not a field that can be hidden"),
        ({"fields": "Deal.amount"}, "fields: Input should be a valid list"),
        ({"fields": []}, "fields: List should have at least 1 item after validation, not 0"),
        ({"fields": [7]}, "fields 1: Input should be a valid string"),
        ({"profiles": []}, "profiles: List should have at least 1 item after validation, not 0"),
        ({"emails": [" "]}, "emails 1: String should have at least 1 character"),
        ({"except_profiles": "Sales"}, "except_profiles: Input should be a valid list"),
        ({"modules": {}}, "modules: Dictionary should have at least 1 item after validation, not 0"),
        (
            {"modules": {"crm.leads": ["view"]}},
            "modules: crm.leads: there is no module 'crm.leads'; "
            "there are books.invoices, books.purchase_orders, crm.deals",
        ),
        ({"reason": ""}, "reason: String should have at least 1 character"),
        (
            {"profiles": ["Sales"], "emails": ["a@x.example"]},
            "profiles and emails exclude each other; write two entries",
        ),
        (
            {"profile": ["Sales"]},
            "there is no 'profile'; there are reason, profiles, emails, except_profiles, fields, modules",
        ),
    ],
    ids=str,
)
def test_what_is_wrong_is_reported_with_its_place(rule: dict[str, Any], complaint: str) -> None:
    assert wrong(**rule) == [f"rule 1: {complaint}"]


def test_an_opening_is_read_with_its_conditions() -> None:
    (opening,) = policy("""
        [[open]]
        reason = "A score is no amount."
        custom_fields = { "books.invoices" = ["cf_score", " cf_weight "] }
        except_profiles = ["Support"]
    """).openings
    names = {INVOICES: frozenset({"cf_score", "cf_weight"})}
    assert opening == Opening("A score is no amount.", names, except_profiles=frozenset({"support"}))


@pytest.mark.parametrize(
    ("opening", "complaint"),
    [
        ({}, "custom_fields is missing"),
        ({"custom_fields": {}}, "custom_fields: Dictionary should have at least 1 item after validation, not 0"),
        (
            {"custom_fields": {"books.invoices": []}},
            "custom_fields: books.invoices: List should have at least 1 item after validation, not 0",
        ),
        (
            {"custom_fields": {"crm.deals": ["Margin"]}},
            "custom_fields: crm.deals: custom fields of crm.deals are not hidden with its amounts, so that nothing of "
            "them can be opened; they are in books.invoices",
        ),
        (
            {"custom_fields": {"crm.leads": ["Margin"]}},
            "custom_fields: crm.leads: there is no module 'crm.leads'; "
            "there are books.invoices, books.purchase_orders, crm.deals",
        ),
        (
            {"custom_fields": {"books.invoices": ["cf_score"]}, "fields": ["Deal.amount"]},
            "there is no 'fields'; there are reason, profiles, emails, except_profiles, custom_fields",
        ),
        (
            {"custom_fields": {"books.invoices": ["cf_score"]}, "profiles": ["Sales"], "emails": ["a@x.example"]},
            "profiles and emails exclude each other; write two entries",
        ),
    ],
    ids=str,
)
def test_what_is_wrong_with_an_opening_is_reported_with_its_place(opening: dict[str, Any], complaint: str) -> None:
    assert complaints({"open": [{"reason": "So it is.", **opening}]}) == [f"open 1: {complaint}"]


def test_an_unknown_action_is_reported_with_those_that_there_are() -> None:
    (complaint,) = wrong(modules={"crm.deals": ["view", "see"]})
    assert complaint.startswith("rule 1: modules: crm.deals 2: Input should be 'view', 'create', ")


def test_all_that_is_wrong_is_reported_at_once() -> None:
    document = {
        "rule": [
            {"fields": ["Deal.margin"]},
            {"reason": "So it is."},
            7,
            {"reason": "So it is.", "fields": ["Deal.amount"], "profiles": [], "emails": ["a@x.example"]},
        ],
        "rules": [],
    }
    assert complaints(document) == [
        "rule 1: reason is missing",
        "rule 1: fields 1: 'Deal.margin' is not a field that can be hidden",
        "rule 2: fields or modules are missing: the rule takes nothing away",
        "rule 3: this is not a table",
        "rule 4: profiles: List should have at least 1 item after validation, not 0",
        "rule 4: profiles and emails exclude each other; write two entries",
        "rules: there are only tables [[rule]], [[open]]",
    ]


@given(st.fixed_dictionaries({}, optional={"rule": st.lists(ENTRY | JSON, max_size=3) | JSON}))
def test_any_document_is_a_policy_or_reported_as_wrong(document: dict[str, Any]) -> None:
    with suppress(ConfigurationError):
        valid = policy_in(document, COORDINATES, MODULES, [INVOICES])
        assert all(rule.reason and (rule.fields or rule.modules) for rule in valid.rules)
