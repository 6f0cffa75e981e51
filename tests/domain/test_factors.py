"""What each source says about a module."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import permission_sources
from domain.actions import ACTIONS, ActionName
from domain.entity_words import EntityWords
from domain.errors import UpstreamUnavailable
from domain.grants import Grants, grantable_modules
from domain.modules import billing, books, crm
from domain.modules.module import Module
from domain.modules.registry import DECLARED, declare, modules
from domain.permission_sources import BooksUser, Rights, by_profile
from domain.permissions import ALL_ACTIONS, NO_ACTIONS, Factor, Reason
from domain.policy import PolicyVerdict

INVOICES, ITEMS, DEALS = books.INVOICES, books.ITEMS, crm.DEALS
FINANCE_TAB = frozenset(module.mirror for module in modules() if module.mirror is not None)
INVOICES_MIRROR, ESTIMATES_MIRROR = str(books.INVOICES.mirror), str(books.ESTIMATES.mirror)
VIEW, EDIT = frozenset[ActionName]({"view"}), frozenset[ActionName]({"view", "edit"})
NAMED = frozenset[ActionName]({"view", "create", "edit", "delete", "approve"})
WORDS = EntityWords(modules())
ACTION_SETS = st.frozensets(st.sampled_from(ACTIONS))


def rights(allowed: frozenset[ActionName]) -> Rights:
    """What a source allows that denies everything else that it names."""
    return Rights(allowed, NAMED - allowed)


def allowed(factor: Factor) -> set[ActionName] | None:
    """What a source allows."""
    return None if factor.allows is None else {*factor.allows}


def test_who_may_view_may_export_and_who_may_edit_may_send_and_convert() -> None:
    assert permission_sources.with_implied({"view"}) == {"view", "export"}
    assert permission_sources.with_implied({"edit"}) == {"edit", "send", "convert"}
    assert permission_sources.with_implied({"create", "delete", "approve"}) == {"create", "delete", "approve"}
    assert permission_sources.with_implied(()) == frozenset()


@given(ACTION_SETS, ACTION_SETS)
def test_fewer_rights_imply_no_more(some: frozenset[ActionName], others: frozenset[ActionName]) -> None:
    assert some <= permission_sources.with_implied(some) <= permission_sources.with_implied(some | others)


def test_a_source_that_failed_denies_everything_and_says_why() -> None:
    error = UpstreamUnavailable("Zoho CRM is not available at the moment.", service="crm")
    factor = permission_sources.unavailable_source("crm", error)
    assert all(factor.denies(action) for action in ACTIONS)
    assert (factor.denial.reason, factor.denial.product) == (Reason.SOURCE_UNAVAILABLE, "crm")
    assert "UPSTREAM_UNAVAILABLE" in factor.denial.text


def test_crm_has_no_say_about_who_is_no_user_of_it() -> None:
    assert allowed(by_profile(DEALS, "Deals", None, FINANCE_TAB)) is None
    assert allowed(by_profile(INVOICES, INVOICES_MIRROR, None, FINANCE_TAB)) is None


def test_crm_decides_about_its_own_modules() -> None:
    known = {"Deals": rights(EDIT)}
    assert allowed(by_profile(DEALS, "Deals", known, FINANCE_TAB)) == {"view", "export", "edit", "send", "convert"}
    assert allowed(by_profile(DEALS, "Deals", {"Deals": rights(NO_ACTIONS)}, FINANCE_TAB)) == set()


def test_a_finance_module_follows_its_mirror_which_leaves_approving_to_books() -> None:
    known = {INVOICES_MIRROR: rights(VIEW), ESTIMATES_MIRROR: rights(NO_ACTIONS)}
    assert allowed(by_profile(INVOICES, INVOICES_MIRROR, known, FINANCE_TAB)) == {"view", "export", "approve"}
    assert allowed(by_profile(INVOICES, ESTIMATES_MIRROR, known, FINANCE_TAB)) == set()


@pytest.mark.parametrize("api_name", [None, "CustomModule9999"])
def test_a_finance_module_without_a_mirror_may_be_viewed_where_any_mirror_may(api_name: str | None) -> None:
    one = {INVOICES_MIRROR: rights(NO_ACTIONS), ESTIMATES_MIRROR: rights(VIEW)}
    none = {INVOICES_MIRROR: rights(NO_ACTIONS), ESTIMATES_MIRROR: rights(NO_ACTIONS)}
    assert allowed(by_profile(ITEMS, api_name, one, FINANCE_TAB)) is None
    assert allowed(by_profile(ITEMS, api_name, none, FINANCE_TAB)) == set()


def test_crm_without_the_finance_tab_and_without_the_module_has_no_say() -> None:
    assert allowed(by_profile(ITEMS, None, {"Deals": rights(NO_ACTIONS)}, FINANCE_TAB)) is None
    assert allowed(by_profile(DEALS, "Deals", {INVOICES_MIRROR: rights(NO_ACTIONS)}, FINANCE_TAB)) is None


def test_the_role_in_books_speaks_by_entity() -> None:
    by_entity = {"invoice": rights(EDIT), "contact": rights(VIEW), "item": rights(NO_ACTIONS)}
    user = BooksUser(by_entity, assigned_only=False)
    editing = {"view", "export", "edit", "send", "convert"}
    assert allowed(permission_sources.by_books_role(INVOICES, user, WORDS)) == editing
    assert allowed(permission_sources.by_books_role(books.VENDORS, user, WORDS)) == {"view", "export"}
    assert allowed(permission_sources.by_books_role(ITEMS, user, WORDS)) == set()


def test_a_module_of_books_without_an_entity_cannot_be_declared() -> None:
    with pytest.raises(ValueError, match="names no entity"):
        declare(Module("books", "nameless"))
    assert "books.nameless" not in DECLARED


def test_who_is_no_user_of_a_finance_product_may_do_nothing_there() -> None:
    assert allowed(permission_sources.by_books_role(INVOICES, None, WORDS)) == set()
    assert allowed(permission_sources.by_billing_membership(billing.SUBSCRIPTIONS, member=False)) == set()
    assert permission_sources.by_books_role(INVOICES, None, WORDS).denial.reason is Reason.BOOKS_ROLE


def test_a_member_of_billing_may_look_and_export_and_write_subscriptions() -> None:
    assert allowed(permission_sources.by_billing_membership(billing.PLANS, member=True)) == {
        "view",
        "export",
    }
    assert allowed(permission_sources.by_billing_membership(billing.SUBSCRIPTIONS, member=True)) == {
        *("view", "export", "create", "edit")
    }


@given(st.sampled_from(grantable_modules()), st.dictionaries(st.sampled_from(grantable_modules()), ACTION_SETS))
def test_grants_are_exactly_what_was_granted(module: Module, granted: dict[Module, frozenset[ActionName]]) -> None:
    factor = permission_sources.by_grant(module, Grants("a@x.example", granted))
    assert factor.allows == granted.get(module, NO_ACTIONS)
    assert (factor.denial.reason, factor.denial.product) == (Reason.INTEGRATION_GRANT, module.product)


@pytest.mark.parametrize(
    ("granted", "crm", "policy", "is_asked"),
    [
        ({"view", "create"}, NAMED, None, True),
        ({"view", "edit"}, NAMED, None, True),
        ({"view", "send", "approve"}, NAMED, None, False),
        ({"view", "create"}, VIEW, None, False),
        ({"view", "create"}, NAMED, "create", False),
        ({"view", "create"}, NAMED, "view", False),
        ({"create"}, NAMED, None, False),
    ],
)
def test_an_integration_user_chooses_from_a_look_up_where_they_may_write_what_it_is_chosen_in(
    granted: set[ActionName], crm: frozenset[ActionName], policy: ActionName | None, is_asked: bool
) -> None:
    by_crm = {form: by_profile(form, "Mirror", {"Mirror": rights(crm)}, FINANCE_TAB) for form in (books.INVOICES,)}
    verdict = PolicyVerdict(actions={} if policy is None else {(INVOICES, policy): "Nobody does."})
    grants = Grants("a@x.example", {INVOICES: frozenset(granted)})
    factor = permission_sources.by_forms(books.PAYMENT_TERMS, by_crm, grants, verdict)
    assert (factor.allows == VIEW) is is_asked
    # The product decides: what it refuses is learnt.
    assert (factor.unknown == VIEW) is is_asked
    assert factor.denial.reason is Reason.INTEGRATION_GRANT


def test_a_look_up_cannot_be_granted() -> None:
    with pytest.raises(ValueError, match="is a look-up"):
        declare(Module("books", "colours", chosen_in=(INVOICES,), is_grantable=True))
    assert "books.colours" not in DECLARED


def test_the_policy_takes_away_what_it_names_and_says_why() -> None:
    verdict = PolicyVerdict(actions={(INVOICES, "delete"): "Nobody deletes invoices.", (DEALS, "view"): "No deals."})
    factor = permission_sources.by_policy(INVOICES, verdict)
    assert factor.allows == ALL_ACTIONS - {"delete"}
    assert factor.denial.text == "Nobody deletes invoices."
    assert permission_sources.by_policy(ITEMS, verdict).allows is None


def test_what_a_product_refused_is_denied() -> None:
    assert permission_sources.by_refusal(INVOICES, EDIT).allows == NO_ACTIONS
    factor = permission_sources.by_refusal(INVOICES, frozenset({"create"}))
    assert factor.allows == ALL_ACTIONS - {"create"}
    assert (factor.denial.reason, factor.denial.product) == (Reason.UPSTREAM_REFUSAL, "books")
