"""What the personas ask: lists, links, batches, details, ids, aliases, variables and what is remembered."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Document:
    """A query with its variables."""

    query: str
    variables: dict[str, Any] = field(default_factory=dict[str, Any])


ACCOUNT = "QWNjb3VudDo0MTUwODY4MDAwMDAxMDAwMDAx"
IDS = [
    ACCOUNT,
    "QWNjb3VudDo0MTUwODY4MDAwMDAxMDAwMDAy",
    "SW52b2ljZTo0NjAwMDAwMDAwMDgwMDAwMDE=",
    "QmlsbGluZ1N1YnNjcmlwdGlvbjo5MDMwMDAwMDAwMDUwMDAwMDE=",
    "UGxhbjpjYXJlLXBsdXM=",
]
DOCUMENTS = {
    "what is remembered": Document(
        "{ viewer { user { name } crmOrganization { name } booksOrganization { name } billingOrganization { name } } }"
    ),
    "a list": Document(
        "{ accounts(first: 5) { nodes { name phone website annualRevenue { amount } owner { name } } } }"
    ),
    "links across products": Document(
        """{ accounts(first: 2) { nodes { name
        estimates(first: 2) { nodes { number total { amount } deal { name } } }
        invoices(first: 2) { nodes { number balance { amount } customer { name } } }
        subscriptions(first: 2) { nodes { planName amount { amount } customer { name } } } } } }"""
    ),
    "batches": Document(
        "{ deals(first: 6) { nodes { name amount { amount } account { name phone } contact { name email } } } }"
    ),
    "details": Document(
        """{ invoices(first: 2) { nodes { number customerName total { amount } notes account { name phone }
        billingAddress { street city } lineItems { name rate { amount } total { amount } } } } }"""
    ),
    "subscriptions": Document(
        """{ subscriptions(first: 2) { nodes { name amount { amount } plan { name price { amount } }
        account { name } } } plans(first: 2) { nodes { name description price { amount } } } }"""
    ),
    "ids": Document(
        """query ($id: ID!, $ids: [ID!]!) { node(id: $id) { ... on Account { name annualRevenue { amount } } }
        nodes(ids: $ids) { id ... on Account { name } ... on Invoice { number total { amount } }
        ... on BillingSubscription { name amount { amount } } ... on Plan { name price { amount } } } }""",
        {"id": ACCOUNT, "ids": IDS},
    ),
    "aliases": Document(
        """{ one: account(id: "4150868000001000001") { name deals(first: 2) { nodes { name } } }
        other: account(id: "4150868000001000002") { title: name deals(first: 2) { nodes { title: name } } }
        few: contacts(first: 2) { nodes { name } } more: contacts(first: 4) { nodes { name email } } }"""
    ),
    "variables": Document(
        """query ($search: String!, $first: Int!, $filter: DealFilter) {
        accounts(search: $search, first: $first) { nodes { name description } }
        deals(filter: $filter, first: $first) { nodes { name amount { amount } } } }""",
        {"search": "Aurora", "first": 3, "filter": {"name": {"startsWith": "Aurora"}}},
    ),
}
