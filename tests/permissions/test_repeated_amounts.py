"""Payments, credit notes, bills and balances repeat amounts of documents: where CRM hides those, it hides these too."""

from dataclasses import replace
from typing import Any, cast

import pytest

from domain.modules.registry import module_named, modules
from sandbox.crm import profiles
from tests.graphs import Graph, Told

SOLD, QUOTED, BOUGHT, SUBSCRIBED = "CustomModule5001", "CustomModule5002", "CustomModule5003", "Subscriptions"
SUMS = ("Sub_Total", "Grand_Total", "Balance", "ExchangeRate", "Amount")
MONEY = "{ amount }"
# What each list shows, and the mirror that hides it.
QUESTIONS = {
    "customers": (
        SOLD,
        f"receivable {MONEY} receivableInBase {MONEY} unusedCredits {MONEY} unusedCreditsInBase {MONEY}",
    ),
    "customerPayments": (
        SOLD,
        f"amount {MONEY} amountInBase {MONEY} unused {MONEY} unusedInBase {MONEY} exchangeRateToBase "
        f"appliedTo {{ amount {MONEY} amountInBase {MONEY} }}",
    ),
    "creditNotes": (
        SOLD,
        f"total {MONEY} totalInBase {MONEY} balance {MONEY} balanceInBase {MONEY} subTotal {MONEY} "
        f"subTotalInBase {MONEY} taxTotal {MONEY} taxTotalInBase {MONEY} exchangeRateToBase "
        f"taxes {{ amount {MONEY} amountInBase {MONEY} }} lineItems {{ rate {MONEY} rateInBase {MONEY} discount "
        f"total {MONEY} totalInBase {MONEY} taxes {{ amount {MONEY} amountInBase {MONEY} }} }}",
    ),
    "booksVendors": (
        BOUGHT,
        f"payable {MONEY} payableInBase {MONEY} unusedCredits {MONEY} unusedCreditsInBase {MONEY}",
    ),
    "bills": (
        BOUGHT,
        f"total {MONEY} totalInBase {MONEY} balance {MONEY} balanceInBase {MONEY} subTotal {MONEY} paid {MONEY} "
        f"paidInBase {MONEY} taxTotal {MONEY} creditsApplied {MONEY} adjustment {MONEY} exchangeRateToBase "
        f"taxes {{ amount {MONEY} amountInBase {MONEY} }} "
        f"lineItems {{ rate {MONEY} rateInBase {MONEY} total {MONEY} totalInBase {MONEY} }}",
    ),
    "vendorPayments": (
        BOUGHT,
        f"amount {MONEY} amountInBase {MONEY} unused {MONEY} unusedInBase {MONEY} exchangeRateToBase "
        f"appliedTo {{ amount {MONEY} amountInBase {MONEY} }}",
    ),
    "billingCustomers": (SOLD, f"outstanding {MONEY} unusedCredits {MONEY}"),
    "billingInvoices": (
        SOLD,
        f"total {MONEY} balance {MONEY} paymentMade {MONEY} creditsApplied {MONEY} writeOff {MONEY} "
        f"items {{ price {MONEY} discount {MONEY} total {MONEY} }} payments {{ amount {MONEY} }}",
    ),
    "billingQuotes": (
        QUOTED,
        f"total {MONEY} subTotal {MONEY} items {{ rate {MONEY} discount {MONEY} total {MONEY} }}",
    ),
    "billingPayments": (SOLD, f"amount {MONEY} refunded {MONEY} appliedTo {{ amount {MONEY} }}"),
}
OF_SUBSCRIPTIONS = ("billingCustomers", "billingInvoices", "billingPayments", "billingQuotes")


def leaves(value: object) -> list[object]:
    """Every value in an answer that is no object and no list."""
    if isinstance(value, dict):
        return leaves([*cast("dict[str, Any]", value).values()])
    if isinstance(value, list):
        return [leaf for each in cast("list[object]", value) for leaf in leaves(each)]
    return [] if value is None else [value]


async def asked(graph: Graph, name: str) -> Told:
    """The amounts of a list, as the administrator sees them."""
    return await graph.ask("admin", f"{{ {name}(first: 5) {{ nodes {{ {QUESTIONS[name][1]} }} }} }}")


def hide(patch: pytest.MonkeyPatch, mirror: str, *, whole: bool = False) -> None:
    """Let the administrator's profile hide a mirror's amounts, or the mirror as a whole."""
    profile = profiles.BY_NAME["Administrator"]
    rights = {key: each for key, each in profile.rights.items() if key != mirror}
    hidden = frozenset(f"{mirror}.{name}" for name in SUMS)
    patch.setitem(
        profiles.BY_NAME, "Administrator", replace(profile, rights=rights) if whole else replace(profile, hidden=hidden)
    )


@pytest.mark.parametrize("whole", [False, True], ids=["fields", "module"])
@pytest.mark.parametrize("name", QUESTIONS)
async def test_amounts_go_with_those_that_they_repeat(
    graph: Graph, monkeypatch: pytest.MonkeyPatch, name: str, whole: bool
) -> None:
    shown = await asked(graph, name)
    assert leaves(shown.data)
    hide(monkeypatch, QUESTIONS[name][0], whole=whole)
    graph.forget_callers()
    told = await asked(graph, name)
    assert leaves(told.data) == []
    assert told.data[name]["nodes"]
    assert {each["reason"] for each in told.body["extensions"]["hiddenFields"]} == {
        "CRM_PROFILE" if whole else "CRM_FIELD_PERMISSION"
    }


@pytest.mark.parametrize("name", OF_SUBSCRIPTIONS)
async def test_amounts_of_billing_go_with_those_of_subscriptions(
    graph: Graph, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    hide(monkeypatch, SUBSCRIBED)
    assert leaves((await asked(graph, name)).data) == []


COMPARED = {
    "customers": "orderBy: { field: RECEIVABLE }",
    "customerPayments": 'filter: { amount: { atLeast: "1" } }',
    "creditNotes": "orderBy: { field: BALANCE }",
    "bills": 'filter: { total: { atLeast: "1" } }',
    "vendorPayments": 'search: "1 250"',
}


@pytest.mark.parametrize("name", COMPARED)
async def test_nothing_is_compared_with_a_repeated_amount(
    graph: Graph, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    hide(monkeypatch, QUESTIONS[name][0])
    await graph.meet("admin")
    told = await graph.ask("admin", f"{{ {name}(first: 1, {COMPARED[name]}) {{ nodes {{ id }} }} }}")
    assert told.codes == ["FORBIDDEN"]
    assert graph.calls() == []


def test_whatever_repeats_amounts_names_modules_with_a_mirror() -> None:
    repeating = {module: [module_named(name) for name, _ in module.amounts_of] for module in modules()}
    for module, originals in repeating.items():
        assert all(each.mirror or each.names_mirror_in_settings for each in originals)
        assert not (originals and (module.mirror or module.names_mirror_in_settings))
