"""The core of what clients ask, and what an altered answer may make of it."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from tests.graphs import Told

Path = tuple[str | int, ...]
QUESTIONS: Mapping[str, str] = {
    "documents": """{
        invoices(first: 3) { nodes { number customerName status total { amount currency } balance { amount } } }
        estimates(first: 2) { nodes { number total { amount currency } status } }
        salesOrders(first: 2) { nodes { number total { amount currency } } }
        purchaseOrders(first: 2) { nodes { number total { amount currency } } }
        customers(first: 2) { nodes { name } } items(first: 2) { nodes { name } } }""",
    "transactions": """{
        customerPayments(first: 2) { nodes { number amount { amount currency } } }
        creditNotes(first: 2) { nodes { number total { amount currency } } }
        bills(first: 2) { nodes { number total { amount } } } expenses(first: 2) { nodes { total { amount } } }
        vendorPayments(first: 2) { nodes { amount { amount } } } booksVendors(first: 2) { nodes { name } } }""",
    "billing": """{
        subscriptions(first: 3) { nodes { name planName status amount { amount currency } } }
        billingInvoices(first: 2) { nodes { number total { amount } } }
        billingPayments(first: 2) { nodes { amount { amount } } }
        billingCustomers(first: 2) { nodes { name } } plans(first: 2) { nodes { name price { amount } } } }""",
    "crm": """{
        accounts(first: 3) { nodes { name phone annualRevenue { amount } owner { name } } }
        deals(first: 3) { nodes { name stage amount { amount } account { name } } }
        contacts(first: 2) { nodes { name email mobile } } vendors(first: 2) { nodes { name } } }""",
    "joins": """{ accounts(first: 2) { nodes { name
        invoices(first: 2) { nodes { number total { amount } customer { name } lineItems { name rate { amount } } } }
        subscriptions(first: 2) { nodes { planName amount { amount } plan { price { amount } } } } } } }""",
    "viewer": """{ viewer { user { name email } crmOrganization { name } booksOrganization { name }
        billingOrganization { name } } }""",
    "approvals": """{ pendingApprovals { nodes {
        isOwn document { ... on Estimate { number } ... on Invoice { number } } } } }""",
    "graph": "{ __schema { queryType { fields { name } } } }",
}
REFUSED = "UPSTREAM_REFUSAL"
PERSONAS = ("admin", "restricted", "sales", "accountant", "billing", "assigned", "legacy", "outsider")


def values(node: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value of an answer that is not null, by its path."""
    if isinstance(node, dict):
        for key, value in cast("dict[str, Any]", node).items():
            yield from values(value, (*path, key))
    elif isinstance(node, list):
        members = cast("list[Any]", node)
        yield path, len(members)
        for place, value in enumerate(members):
            yield from values(value, (*path, place))
    elif node is not None:
        yield path, node


def faults(question: str, true: Told, told: Told, codes: frozenset[str]) -> list[str]:
    """What is wrong with an altered answer, beside the `true` one.

    What was visible is the same, or null under an error; what was hidden stays hidden.
    """
    unknown = [f"an error without a documented code: {code}" for code in told.codes if code not in codes]
    if question == "graph":
        return unknown + _missing_roots(true, told)
    before, after = dict(values(true.body.get("data"))), dict(values(told.body.get("data")))
    places = [tuple(error.get("path", ())) for error in told.body.get("errors", ())]
    # What a product refused before was an error then.
    learnt = [each for each in told.body.get("extensions", {}).get("hiddenFields", ()) if each["reason"] == REFUSED]
    places += [(each["coordinate"].removeprefix("Query."),) for each in learnt]
    silent = [
        f"{_dotted(path)} is null without an error"
        for path in before
        if path not in after and not any(path[: len(place)] == place for place in places)
    ]
    shown = [f"{_dotted(path)} is hidden and shown: {value}" for path, value in after.items() if path not in before]
    other = [
        f"{_dotted(path)} is {value}, not {before[path]}"
        for path, value in after.items()
        if path in before and before[path] != value
    ]
    return unknown + silent + shown + other


def _missing_roots(true: Told, told: Told) -> list[str]:
    if told.codes:
        return []
    roots, left = _roots(true), _roots(told)
    return [f"Query.{name} has vanished from the schema" for name in sorted(roots - left)]


def _roots(told: Told) -> set[str]:
    return {field["name"] for field in told.body["data"]["__schema"]["queryType"]["fields"]}


def _dotted(path: Path) -> str:
    return ".".join(map(str, path))
