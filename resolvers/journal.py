"""Who writes down what is written, and what an operation says of itself there."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from weakref import WeakValueDictionary

from adapters.processes import process_name
from domain.journal import Journal
from domain.products import ZohoProduct

# Pauses before a lost answer is looked for once more, in seconds.
RECONCILIATION_PAUSES = (0.0, 0.4, 1.2)


@dataclass(frozen=True, slots=True)
class RequestMetadata:
    """What asked for a write: the client's name and version, the document's SHA-256, its operation, the request."""

    client: str = ""
    document: str = ""
    operation: str = ""
    request_id: str = ""


@dataclass(slots=True)
class JournalWriter:
    """The journal of all callers and this process's name in it.

    `key_fields` are the products' unique custom fields that hold a write's mark, where there are any. `turns` let
    writes with the same owner and key come one after the other; `looks` are the pauses before each look for a lost
    answer.
    """

    journal: Journal
    key_fields: Mapping[ZohoProduct, str | None] = field(default_factory=dict[ZohoProduct, str | None])
    reconciliation_pauses: tuple[float, ...] = RECONCILIATION_PAUSES
    process: str = field(default_factory=process_name)
    _turns: WeakValueDictionary[tuple[str, str], asyncio.Lock] = field(
        default_factory=WeakValueDictionary["tuple[str, str]", asyncio.Lock]
    )

    def key_field(self, product: ZohoProduct) -> str | None:
        """The product's unique custom field for marks, None where there is none."""
        return self.key_fields.get(product)

    def turn(self, owner: str, key: str) -> asyncio.Lock:
        """The lock of one owner's key."""
        lock = self._turns.get((owner, key))
        if lock is None:
            lock = self._turns[owner, key] = asyncio.Lock()
        return lock
