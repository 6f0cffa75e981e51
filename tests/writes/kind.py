"""A kind of write: a mutation, its input, and how to see in the sandbox whether it happened and how often."""

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sandbox.context import Sandbox
from schema.graph import graph
from tests.writes.stock import Stock

Given = dict[str, Any]
# Whether something holds: with the unique field of Books alone, say.
Holds = Literal["always", "with the field", "never"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of write.

    `given` makes the input from the stock and a word that is nobody else's; `times` counts in the sandbox what has
    that word or was written on the input's record. `found` is whether an answer that was lost can be looked up,
    `repeatable` whether what was not found is sent again.
    """

    name: str
    given: Callable[[Stock, str], Given]
    times: Callable[[Sandbox, Given, str], int]
    found: Holds = "always"
    repeatable: Holds = "always"

    @property
    def mutation(self) -> str:
        """The field of Mutation."""
        return self.name.partition(" ")[0]

    @property
    def query(self) -> str:
        """The document."""
        name = self.mutation
        return (
            f"mutation ($input: {input_type_of(name)}) {{ {name}(input: $input) {{ userErrors {{ code message }} }} }}"
        )


def input_type_of(mutation: str) -> str:
    """The type of a mutation's `input`, as a document writes it: `CreateDealInput!`."""
    mutations = graph().mutation_type
    assert mutations is not None
    return str(mutations.fields[mutation].args["input"].type)


# It goes over HTTP, and is no mutation.
ATTACHING = "attachFile"
LINES = [{"name": "Calibration", "quantity": "2", "rate": "150.50"}]
CUSTOMER, VENDOR = "460000000001000001", "460000000004000001"
# As the graph names them, and the sandbox's store.
DOCUMENTS: Mapping[str, str] = {
    "Estimate": "estimates",
    "SalesOrder": "salesorders",
    "Invoice": "invoices",
    "PurchaseOrder": "purchaseorders",
}


def having(product: str, module: str, key: str) -> Callable[[Sandbox, Given, str], int]:
    """How many records have the word under that key."""

    def times(sandbox: Sandbox, given: Given, word: str) -> int:
        return sum(body.get(key) == word for body in sandbox.store.bodies(product, module))

    return times


def standing(product: str, module: str, key: str, value: str | None = None) -> Callable[[Sandbox, Given, str], int]:
    """Whether the input's record has that value, the word unless given."""

    def times(sandbox: Sandbox, given: Given, word: str) -> int:
        return int((sandbox.store.body(product, module, id_in(given)) or {}).get(key) == (value or word))

    return times


def id_in(given: Given) -> str:
    """The product's id of the input's record."""
    return b64decode(given["id"]).decode().partition(":")[2]


def on(type_name: str, id_: str, **more: Any) -> Given:
    """The input for a record."""
    return {"id": b64encode(f"{type_name}:{id_}".encode()).decode(), **more}
