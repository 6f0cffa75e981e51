"""The file of integration grants: what it grants, and what is reported of one that is wrong."""

import tomllib
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.actions import ACTIONS, ActionName
from domain.grants import MOST_USERS, Grants
from domain.modules.module import Module
from gateway.configuration.documents import ConfigurationError
from gateway.configuration.grants import grants_in

WORDS = st.sampled_from(["", " ", "view", "a@x.example", "é\n", "\ud800", "0"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)
MODULE_NAMES = st.sampled_from(["books.invoices", "billing.plans", "books.journals"])
ENTRY = st.fixed_dictionaries(
    {},
    optional={
        "email": st.just("a@x.example") | JSON,
        "set": st.sampled_from(["default", "later"]) | JSON,
        "modules": st.dictionaries(MODULE_NAMES, st.lists(st.sampled_from(["view", "edit", "pay"])) | JSON) | JSON,
        "role": JSON,
    },
)


def granted(text: str) -> dict[str, dict[str, set[ActionName]]]:
    """Actions by module by user of a document."""
    return {
        grants.email: {str(module): {*actions} for module, actions in grants.modules.items()}
        for grants in grants_in(tomllib.loads(text))
    }


def wrong(document: dict[str, Any]) -> list[str]:
    """Everything that is reported as wrong with a document."""
    with pytest.raises(ConfigurationError) as raised:
        grants_in(document)
    return str(raised.value).splitlines()


def user(**more: Any) -> dict[str, Any]:
    """A document of one user, valid but for what is given."""
    return {"user": [{"email": "a@x.example", "set": "default", **more}]}


def test_the_default_set_creates_views_edits_and_what_follows_four_documents() -> None:
    usual = {"create", "view", "edit", "send", "convert"}
    assert granted('[[user]]\nemail = "a@x.example"\nset = "default"') == {
        "a@x.example": {
            "books.estimates": usual,
            "books.sales_orders": usual,
            "books.invoices": usual,
            "books.purchase_orders": usual,
        }
    }


def test_the_earlier_set_does_everything_in_estimates_and_views_the_other_three() -> None:
    assert granted('[[user]]\nemail = "a@x.example"\nset = "earlier"') == {
        "a@x.example": {
            "books.estimates": {*ACTIONS},
            "books.sales_orders": {"view"},
            "books.invoices": {"view"},
            "books.purchase_orders": {"view"},
        }
    }


def test_modules_are_granted_one_by_one_and_beside_a_set() -> None:
    text = """
        [[user]]
        email = "a@x.example"
        [user.modules]
        "books.invoices" = ["view", "export"]
        "billing.subscriptions" = ["view"]

        [[user]]
        email = "b@x.example"
        set = "earlier"
        modules = { "books.invoices" = ["view", "send"] }
    """
    found = granted(text)
    assert found["a@x.example"] == {"books.invoices": {"view", "export"}, "billing.subscriptions": {"view"}}
    assert found["b@x.example"]["books.invoices"] == {"view", "send"}
    assert found["b@x.example"]["books.estimates"] == {*ACTIONS}


def test_an_integration_user_may_be_granted_nothing_but_must_be_told_so() -> None:
    nothing: dict[str, Any] = {"email": "a@x.example", "modules": {}}
    assert grants_in({"user": [nothing]}) == (Grants("a@x.example", {}),)
    assert wrong({"user": [{"email": "a@x.example"}]}) == [
        "user 1: a set or modules are missing; an empty table of modules grants nothing"
    ]


def test_an_empty_document_has_no_integration_users() -> None:
    assert grants_in({}) == ()


def test_addresses_are_compared_whatever_their_case() -> None:
    two = {"user": [{"email": " A@X.example ", "set": "default"}, {"email": "a@x.EXAMPLE", "set": "earlier"}]}
    assert wrong(two) == ["user 2: email: a@x.example is in this file already"]
    assert grants_in({"user": two["user"][:1]})[0].email == "a@x.example"


def test_there_are_at_most_a_thousand_users() -> None:
    document = {"user": [{"email": f"{number}@x.example", "set": "default"} for number in range(MOST_USERS + 1)]}
    assert wrong(document) == ["there are 1001 users, more than 1000"]
    document["user"].pop()
    assert len(grants_in(document)) == 1000


def test_what_was_granted_cannot_be_changed() -> None:
    (grants,) = grants_in(user())
    with pytest.raises(TypeError):
        grants.modules[Module("books", "items")] = frozenset({"view"})  # pyright: ignore[reportIndexIssue]  # what is refused


@pytest.mark.parametrize(
    ("document", "complaint"),
    [
        ({"users": []}, "users: there are only tables [[user]]"),
        ({"user": {}}, "user: it is written [[user]], once each"),
        ({"user": [7]}, "user 1: this is not a table"),
        (user(role="admin"), "user 1: there is no 'role'; there are email, set, modules"),
        ({"user": [{"set": "default"}]}, "user 1: email is missing"),
        (user(email=7), "user 1: email: Input should be a valid string"),
        (user(email=" "), "user 1: email: String should have at least 1 character"),
        (user(email="nobody"), "user 1: email: 'nobody' is not an e-mail address"),
        (user(email="a b@x.example"), "user 1: email: 'a b@x.example' is not an e-mail address"),
        (user(email="a@b@x.example"), "user 1: email: 'a@b@x.example' is not an e-mail address"),
        (user(set="later"), "user 1: set: there is no set 'later'; there are default, earlier"),
        (user(set=["default"]), "user 1: set: Input should be a valid string"),
        (user(modules=["books.invoices"]), "user 1: modules: Input should be a valid dictionary"),
        (user(modules={"books.invoices": "view"}), "user 1: modules: books.invoices: Input should be a valid list"),
        (
            user(modules={"books.invoices": []}),
            "user 1: modules: books.invoices: List should have at least 1 item after validation, not 0",
        ),
        (
            user(modules={"books.invoices": ["edit"]}),
            "user 1: modules: books.invoices: view is missing, on which all other actions depend",
        ),
    ],
    ids=str,
)
def test_what_is_wrong_is_reported_with_its_place(document: dict[str, Any], complaint: str) -> None:
    assert wrong(document) == [complaint]


def test_an_unknown_module_or_action_is_reported_with_those_that_there_are() -> None:
    (complaint,) = wrong(user(modules={"crm.deals": ["view"]}))
    assert complaint.startswith(
        "user 1: modules: crm.deals: there is no module 'crm.deals'; there are billing.addons, "
    )
    (complaint,) = wrong(user(modules={"books.items": ["view", "pay"]}))
    assert complaint.startswith("user 1: modules: books.items 2: Input should be 'view', 'create', ")


def test_all_that_is_wrong_is_reported_at_once() -> None:
    document = {
        "user": [
            {"email": "a@x.example", "set": "later", "modules": {"books.journals": ["view"], "books.items": ["pay"]}},
            {"email": "A@x.example", "role": 1},
        ],
        "limit": 7,
    }
    complaints = wrong(document)
    assert [complaint.rpartition(": ")[0] for complaint in complaints] == [
        "user 1: set",
        "user 1: modules: books.journals",
        "user 1: modules: books.items 1",
        "user 2: email",
        "user 2",
        "user 2",
        "limit",
    ]


def test_too_many_users_hide_nothing_else_that_is_wrong() -> None:
    document = {"user": [{"email": f"{number}@x.example", "set": "default"} for number in range(MOST_USERS + 1)]}
    document["user"][MOST_USERS]["set"] = "later"
    assert wrong(document) == [
        "user 1001: set: there is no set 'later'; there are default, earlier",
        "there are 1001 users, more than 1000",
    ]


@given(st.fixed_dictionaries({}, optional={"user": st.lists(ENTRY | JSON, max_size=3) | JSON}))
def test_any_document_is_granted_or_reported_as_wrong(document: dict[str, Any]) -> None:
    with suppress(ConfigurationError):
        found = grants_in(document)
        assert all("view" in actions for grants in found for actions in grants.modules.values())
