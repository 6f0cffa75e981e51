"""Integration grants, as a TOML document tells them."""

import tomllib
from contextlib import suppress
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.actions import ACTIONS, ActionName
from domain.grants import MOST_USERS, Grants, GrantsError, grantable_modules, grants_of
from domain.modules import books
from resolvers.catalogue import FINANCE

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
MODULE_NAMES = st.sampled_from(["books.invoices", "billing.plans", "books.bills"])
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
        for grants in grants_of(tomllib.loads(text))
    }


def wrong(document: dict[str, Any]) -> list[str]:
    """Everything that is told as wrong with a document."""
    with pytest.raises(GrantsError) as raised:
        grants_of(document)
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
    assert grants_of({"user": [nothing]}) == (Grants("a@x.example", {}),)
    assert wrong({"user": [{"email": "a@x.example"}]}) == [
        "user 1: a set or modules are missing; an empty table of modules grants nothing"
    ]


def test_an_empty_document_has_no_integration_users() -> None:
    assert grants_of({}) == ()


def test_addresses_are_compared_whatever_their_case() -> None:
    two = {"user": [{"email": " A@X.example ", "set": "default"}, {"email": "a@x.EXAMPLE", "set": "earlier"}]}
    assert wrong(two) == ["user 2: a@x.example is user 1 already"]
    assert grants_of({"user": two["user"][:1]})[0].email == "a@x.example"


def test_there_are_at_most_a_thousand_users() -> None:
    document = {"user": [{"email": f"{number}@x.example", "set": "default"} for number in range(MOST_USERS + 1)]}
    assert wrong(document) == ["there are 1001 users, more than 1000"]
    document["user"].pop()
    assert len(grants_of(document)) == 1000


def test_every_finance_module_of_the_graph_can_be_granted() -> None:
    assert {*grantable_modules()} == {*FINANCE}


def test_what_was_granted_cannot_be_changed() -> None:
    (grants,) = grants_of(user())
    with pytest.raises(TypeError):
        grants.modules[books.ITEMS] = frozenset({"view"})  # pyright: ignore[reportIndexIssue]  # what is refused


def test_the_actions_are_the_words_of_their_type() -> None:
    assert get_args(ActionName) == ACTIONS


@pytest.mark.parametrize(
    ("document", "complaint"),
    [
        ({"users": []}, "users: there are only tables [[user]]"),
        ({"user": {}}, "user: it is written [[user]], once each"),
        ({"user": [7]}, "user 1: this is no table"),
        (user(role="admin"), "user 1: there is no 'role'; there are email, set, modules"),
        ({"user": [{"set": "default"}]}, "user 1: email is missing"),
        (user(email=7), "user 1: email is a text that is not empty"),
        (user(email=" "), "user 1: email is a text that is not empty"),
        (user(email="nobody"), "user 1: 'nobody' is no e-mail address"),
        (user(email="a b@x.example"), "user 1: 'a b@x.example' is no e-mail address"),
        (user(email="a@b@x.example"), "user 1: 'a@b@x.example' is no e-mail address"),
        (user(set="later"), "user 1: there is no set 'later'; there are default, earlier"),
        (user(set=["default"]), "user 1: set is a text that is not empty"),
        (user(modules=["books.invoices"]), "user 1: modules is a table of lists of actions by module"),
        (
            user(modules={"books.invoices": "view"}),
            "user 1: modules: books.invoices is a list of actions, at least one",
        ),
        (user(modules={"books.invoices": []}), "user 1: modules: books.invoices is a list of actions, at least one"),
        (
            user(modules={"books.invoices": ["edit"]}),
            "user 1: modules: books.invoices is granted without view, on which all else depends",
        ),
    ],
    ids=str,
)
def test_what_is_wrong_is_told_with_its_position(document: dict[str, Any], complaint: str) -> None:
    assert wrong(document) == [complaint]


def test_an_unknown_module_or_action_is_told_with_those_that_there_are() -> None:
    (complaint,) = wrong(user(modules={"crm.deals": ["view"]}))
    assert complaint.startswith("user 1: modules: there is no module 'crm.deals'; there are billing.addons, ")
    (complaint,) = wrong(user(modules={"books.items": ["view", "pay"]}))
    assert complaint == f"user 1: modules: books.items: there is no action 'pay'; there are {', '.join(ACTIONS)}"


def test_all_that_is_wrong_is_told_at_once() -> None:
    document = {
        "user": [
            {"email": "a@x.example", "set": "later", "modules": {"books.bills": ["view"], "books.items": ["pay"]}},
            {"email": "A@x.example", "role": 1},
        ],
        "limit": 7,
    }
    told = wrong(document)
    assert [complaint.partition(":")[0] for complaint in told] == [
        *("limit", "user 1", "user 1", "user 1", "user 2", "user 2", "user 2")
    ]


@given(st.fixed_dictionaries({}, optional={"user": st.lists(ENTRY | JSON, max_size=3) | JSON}))
def test_any_document_is_granted_or_told_as_wrong(document: dict[str, Any]) -> None:
    with suppress(GrantsError):
        found = grants_of(document)
        assert all("view" in actions for grants in found for actions in grants.modules.values())
