"""One query over all three products, and what is left of its answer when one of them fails."""

import asyncio
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from tests.graphs import Graph, Told

# Of an operation while a product keeps it waiting: a product that answers is waited for as long as a machine takes.
DEADLINE = 8.0
# What a busy machine may add.
SLACK = 20.0
WAITING = {"hang", "hang_after", "latency"}
CALLER = "admin"
Path = tuple[str, ...]

QUERY = """
    query ($account: ID!, $invoice: ID!) {
      account(id: $account) {
        name
        contacts(first: 2) { nodes { lastName } }
        invoices(first: 2) { nodes { number } }
        payments(first: 2) { nodes { number } }
        subscriptions(first: 2) { nodes { name } }
      }
      invoice(id: $invoice) { number account { name } }
      deals(first: 2) { nodes { name } }
      estimates(first: 2) { nodes { number } }
      subscriptions(first: 2) { nodes { name } }
    }
"""
# The branches that hang on each product.
BRANCHES: dict[str, set[Path]] = {
    "crm": {("account",), ("invoice", "account"), ("deals",)},
    "books": {("account", "invoices"), ("account", "payments"), ("invoice",), ("estimates",)},
    "billing": {("account", "subscriptions"), ("subscriptions",)},
}


@dataclass(slots=True, repr=False)
class Fragile(Graph):
    """A gateway that waits for no product for long once one of them hangs."""

    async def break_down(self, *rules: dict[str, Any]) -> None:
        """Put these fault rules in force, instead of those before."""
        if any(rule["kind"] in WAITING and rule.get("seconds", DEADLINE) >= DEADLINE for rule in rules):
            settings, limits = self.service.settings, self.service.exchange.limits
            self.service.settings = settings.model_copy(update={"deadline_seconds": DEADLINE})
            self.service.exchange.limits = replace(limits, connect=DEADLINE / 2, attempt=DEADLINE / 2)
        # Without arguments: a dataclass with slots is another class than the one that a bare super() means.
        await Graph.break_down(self, *rules)


@dataclass(frozen=True, slots=True)
class Story:
    """The query's variables and its whole data."""

    variables: dict[str, str]
    data: dict[str, Any]

    async def told(self, graph: Graph, persona: str = CALLER) -> Told:
        """The answer, which must arrive within the deadline."""
        began = asyncio.get_running_loop().time()
        told = await graph.ask(persona, QUERY, self.variables)
        assert asyncio.get_running_loop().time() - began < graph.service.settings.deadline_seconds + SLACK
        return told

    def without(self, product: str) -> dict[str, Any]:
        """The data where that product's branches are null."""
        left = deepcopy(self.data)
        for *above, last in BRANCHES[product]:
            place: Any = left
            for key in above:
                place = place[key] or {}
            place[last] = None
        return left


async def whole_story(graph: Graph) -> Story:
    """The story of the seed's first account that has everything, told without faults."""
    account = graph.sandbox.company.accounts[0].crm_id
    found = await graph.ask(
        CALLER, "query ($id: ID!) { account(id: $id) { invoices(first: 1) { nodes { id } } } }", {"id": account}
    )
    variables = {"account": account, "invoice": found.data["account"]["invoices"]["nodes"][0]["id"]}
    data = (await graph.ask(CALLER, QUERY, variables)).data
    assert all(data["account"][key]["nodes"] for key in ("contacts", "invoices", "payments", "subscriptions"))
    return Story(variables, data)
