"""What a caller may do and see in a module, from what each source says."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.actions import ACTIONS, ActionName
from domain.module_views import module_view
from domain.modules import books, crm
from domain.modules.module import Module
from domain.permissions import (
    NO_ACTIONS,
    CrmField,
    Denial,
    Factor,
    GuardedField,
    ModuleView,
    Reason,
    fingerprint,
)
from domain.policy import PolicyVerdict
from domain.sources import CUSTOM

INVOICES, DEALS = books.INVOICES, crm.DEALS
DENIAL = Denial(Reason.BOOKS_ROLE, "books", "The role does not allow it.")
TOTAL = GuardedField("Invoice.total", (("total",),), ("Grand_Total",))
LINES = GuardedField("LineItem.total", (("line_items", "item_total"),), ("Sub_Total",))
CUSTOMER = GuardedField("Invoice.customer", (("customer_id",),), ())
ACCOUNT = GuardedField("Invoice.account", (("customer_id",),), ())
NAME = GuardedField("Invoice.customerName", (("customer_name",), ("customer", "display_name")), ())
RATE = GuardedField("Invoice.exchangeRateToBase", (("exchange_rate",),), ("ExchangeRate",))
IN_BASE = GuardedField("Invoice.totalInBase", (("total",),), ("Grand_Total",), rests_on=(("exchange_rate",),))
FIELDS = (TOTAL, LINES, CUSTOMER, ACCOUNT, NAME, RATE, IN_BASE)
ADDRESS = GuardedField("Deal.address", (("Street",), ("City",)), ("Street", "City"))
OWNER = GuardedField("Deal.owner", (("Owner",),), ("Owner",))
CUSTOM_FIELDS = GuardedField("Deal.customFields", ((CUSTOM,),), ())
DEAL_FIELDS = (ADDRESS, OWNER, CUSTOM_FIELDS)
SEEN, HIDDEN = (
    CrmField(visible=True, read_only=False, searched=True),
    CrmField(visible=False, read_only=False, searched=True),
)
FIXED = CrmField(visible=True, read_only=True, searched=True)
UNSEARCHED = CrmField(visible=False, read_only=False, searched=False)

ACTION_SETS = st.frozensets(st.sampled_from(ACTIONS))
FACTORS = st.lists(st.builds(Factor, st.none() | ACTION_SETS, st.just(DENIAL)), max_size=5)
CRM_FIELDS = st.dictionaries(
    st.sampled_from(["Grand_Total", "Sub_Total", "Street", "City", "Owner"]),
    st.builds(CrmField, visible=st.booleans(), read_only=st.booleans(), searched=st.booleans()),
)
COORDINATES = tuple(each.coordinate for each in (*FIELDS, *DEAL_FIELDS))
VERDICTS = st.builds(PolicyVerdict, st.dictionaries(st.sampled_from(COORDINATES), st.just("a rule")))
MODULES = st.sampled_from([INVOICES, DEALS])


def view(
    *factors: frozenset[ActionName] | None,
    module: Module = INVOICES,
    crm: Mapping[str, CrmField] | None = None,
    policy: Mapping[str, str] | None = None,
) -> ModuleView:
    """The view that these factors make."""
    made = [Factor(allows, DENIAL) for allows in factors]
    return module_view(module, made, fields_of(module), crm or {}, PolicyVerdict(policy or {}))


def fields_of(module: Module) -> tuple[GuardedField, ...]:
    """The guarded fields of a module of these tests."""
    return FIELDS if module == INVOICES else DEAL_FIELDS


def taken(row: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What is left of a row."""
    view(**more).strip([row])
    return row


@given(MODULES, FACTORS, CRM_FIELDS, VERDICTS)
def test_what_is_allowed_is_what_every_source_with_a_say_allows(
    module: Module, found: list[Factor], crm: dict[str, CrmField], policy: PolicyVerdict
) -> None:
    made = module_view(module, found, fields_of(module), crm, policy)
    says = [factor.allows for factor in found if factor.allows is not None]
    expected = module.actions.intersection(*says)
    assert made.actions == (expected if "view" in expected else NO_ACTIONS)
    assert made.viewable == (made.denial("view") is None)


@given(MODULES, FACTORS, st.builds(Factor, st.none() | ACTION_SETS, st.just(DENIAL)), CRM_FIELDS, VERDICTS)
def test_another_source_never_allows_more(
    module: Module, found: list[Factor], another: Factor, crm: dict[str, CrmField], policy: PolicyVerdict
) -> None:
    before = module_view(module, found, fields_of(module), crm, policy)
    assert module_view(module, [*found, another], fields_of(module), crm, policy).actions <= before.actions


@given(MODULES, FACTORS, CRM_FIELDS, VERDICTS, st.sampled_from(COORDINATES))
def test_another_rule_never_shows_more(
    module: Module, found: list[Factor], crm: dict[str, CrmField], policy: PolicyVerdict, coordinate: str
) -> None:
    before = module_view(module, found, fields_of(module), crm, policy)
    more = PolicyVerdict({**policy.fields, coordinate: "another rule"})
    after = module_view(module, found, fields_of(module), crm, more)
    assert after.hidden.keys() >= before.hidden.keys()
    assert after.dropped.keys() >= before.dropped.keys()
    assert before.search_denial is None or after.search_denial is not None


def test_without_a_say_everything_is_allowed_that_the_product_knows() -> None:
    assert view(None, None).actions == {*ACTIONS}
    assert view(None, module=DEALS).actions == {"view", "create", "edit", "delete"}


def test_nothing_is_allowed_to_whom_viewing_is_not() -> None:
    assert view(frozenset({"edit", "delete"})).actions == frozenset()


def test_the_first_source_that_forbids_is_told() -> None:
    other = Denial(Reason.CRM_PROFILE, "crm", "The profile does not allow it.")
    factors = [Factor(None, DENIAL), Factor(frozenset({"view"}), other), Factor(NO_ACTIONS, DENIAL)]
    made = module_view(INVOICES, factors, (), {}, PolicyVerdict())
    assert (made.denial("edit"), made.denial("view")) == (other, DENIAL)


def test_a_field_whose_twin_crm_hides_is_hidden_with_its_value() -> None:
    made = view(crm={"Grand_Total": HIDDEN, "Sub_Total": SEEN})
    reasons = {coordinate: denial.reason for coordinate, denial in made.hidden.items()}
    assert reasons == dict.fromkeys(("Invoice.total", "Invoice.totalInBase"), Reason.CRM_FIELD_PERMISSION)
    assert taken({"total": 1, "balance": 2}, crm={"Grand_Total": HIDDEN}) == {"balance": 2}


def test_a_value_in_a_list_of_objects_is_taken_out_of_each() -> None:
    row = {"line_items": [{"item_total": 1, "name": "x"}, {"item_total": 2}, "no object"], "other": {"item_total": 3}}
    left = {"line_items": [{"name": "x"}, {}, "no object"], "other": {"item_total": 3}}
    assert taken(row, crm={"Sub_Total": HIDDEN}) == left


ROWS: list[dict[str, Any]] = [{}, {"line_items": None}, {"line_items": "none"}, {"line_items": [[]]}]


@pytest.mark.parametrize("row", ROWS)
def test_a_row_of_another_form_is_left_as_it_is(row: dict[str, Any]) -> None:
    assert taken(dict(row), crm={"Sub_Total": HIDDEN}) == row


def test_a_value_is_taken_out_wherever_the_product_keeps_it() -> None:
    row = {"customer_name": "x", "customer": {"display_name": "x", "email": "y"}}
    assert taken(row, policy={"Invoice.customerName": "a rule"}) == {"customer": {"email": "y"}}


def test_an_object_that_lies_over_several_columns_is_hidden_where_all_of_them_are() -> None:
    some = view(module=DEALS, crm={"Street": HIDDEN, "City": SEEN})
    assert ({*some.hidden}, some.columns) == (set(), {"Street"})
    every = view(module=DEALS, crm={"Street": HIDDEN, "City": HIDDEN})
    assert ({*every.hidden}, every.columns) == ({"Deal.address"}, {"Street", "City"})


def test_a_column_of_crm_that_the_graph_does_not_name_is_taken_out_as_well() -> None:
    assert taken({"Region": "x", "id": "1"}, module=DEALS, crm={"Region": HIDDEN}) == {"id": "1"}


def test_a_field_is_read_only_where_all_its_columns_are() -> None:
    assert {*view(module=DEALS, crm={"Owner": FIXED, "Street": FIXED, "City": SEEN}).read_only} == {"Deal.owner"}


def test_the_reason_of_a_rule_is_told_before_that_of_crm() -> None:
    made = view(crm={"Grand_Total": HIDDEN}, policy={"Invoice.total": "Sums are for the accountants."})
    assert made.hidden["Invoice.total"] == Denial(Reason.GATEWAY_POLICY, None, "Sums are for the accountants.")


def test_a_field_whose_only_value_another_one_hides_is_hidden_as_well() -> None:
    made = view(policy={"Invoice.account": "a rule"})
    assert {*made.hidden} == {"Invoice.account", "Invoice.customer"}
    assert made.columns == {"customer_id"}


@pytest.mark.parametrize("hidden", ["Grand_Total", "ExchangeRate"])
def test_an_amount_at_home_goes_with_its_twin_and_with_the_rate(hidden: str) -> None:
    crm = dict.fromkeys(("Grand_Total", "ExchangeRate"), SEEN) | {hidden: HIDDEN}
    found = view(crm=crm)
    assert found.hidden.keys() == {IN_BASE.coordinate, TOTAL.coordinate if hidden == "Grand_Total" else RATE.coordinate}


@pytest.mark.parametrize("rule", [TOTAL, RATE, IN_BASE])
def test_no_rule_hides_an_amount_and_shows_what_it_follows_from(rule: GuardedField) -> None:
    hidden = view(policy={rule.coordinate: "a rule"}).hidden.keys()
    assert hidden >= {rule.coordinate, IN_BASE.coordinate}
    assert (TOTAL.coordinate in hidden) == (rule is not RATE)


def test_a_module_hides_no_field_of_another() -> None:
    assert view(policy={"Deal.owner": "a rule"}, crm={"Owner": HIDDEN}).dropped == {}


@pytest.mark.parametrize(
    ("module", "crm", "policy", "refused"),
    [
        (DEALS, {"Street": HIDDEN}, {}, True),
        (DEALS, {"Street": UNSEARCHED}, {}, False),
        (DEALS, {"Street": SEEN}, {}, False),
        (DEALS, {"Owner": SEEN}, {"Deal.owner": "a rule"}, True),
        (DEALS, {"Owner": CrmField(visible=True, read_only=False, searched=False)}, {"Deal.owner": "a rule"}, False),
        (DEALS, {}, {"Deal.customFields": "a rule"}, True),
        (INVOICES, {}, {}, False),
        (INVOICES, {"Grand_Total": UNSEARCHED}, {}, True),
        (INVOICES, {}, {"Invoice.customerName": "a rule"}, True),
        (INVOICES, {"Another": HIDDEN}, {}, False),
    ],
)
def test_a_search_is_refused_where_it_may_look_into_something_hidden(
    module: Module, crm: dict[str, CrmField], policy: dict[str, str], refused: bool
) -> None:
    assert (view(module=module, crm=crm, policy=policy).search_denial is not None) is refused


VIEWS = st.builds(module_view, MODULES, FACTORS, st.just(FIELDS), CRM_FIELDS, VERDICTS, assigned_only=st.booleans())


@given(st.lists(VIEWS, max_size=3), st.randoms())
def test_equal_views_have_one_fingerprint_in_whatever_order(views: list[ModuleView], random: Any) -> None:
    shuffled = list(views)
    random.shuffle(shuffled)
    assert fingerprint(shuffled) == fingerprint(views)


@given(VIEWS, VIEWS)
def test_views_that_differ_have_another_fingerprint(one: ModuleView, other: ModuleView) -> None:
    def told(each: ModuleView) -> object:
        return (
            *(each.module, each.actions, {*each.hidden}, {*each.read_only}),
            *(each.assigned_only, {*each.dropped}, each.search_denial is None),
        )

    assert (fingerprint([one]) == fingerprint([other])) == (told(one) == told(other))


def test_who_may_not_search_has_another_fingerprint_than_who_may() -> None:
    one, other = (view(module=DEALS, crm={"Region": told}) for told in (HIDDEN, UNSEARCHED))
    assert fingerprint([one]) != fingerprint([other])
