"""The journal as operations use it: the writer, its locks, and the metadata of the request in each entry."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from weakref import WeakValueDictionary

from adapters.processes import process_name
from domain.journal import Journal
from domain.products import ZohoProduct

# Pauses before each attempt to reconcile a write whose answer was lost, in seconds.
RECONCILIATION_PAUSES = (0.0, 0.4, 1.2)


@dataclass(frozen=True, slots=True)
class RequestMetadata:
    """Where a write comes from: the client's name and version, the document's SHA-256, the operation, the request."""

    client: str = ""
    document: str = ""
    operation: str = ""
    request_id: str = ""


@dataclass(slots=True)
class JournalWriter:
    """The journal of all callers, and the name of this process in it.

    `key_fields` are the products' unique custom fields that hold the mark of a write, where there are any.
    `reconciliation_pauses` are in seconds.
    """

    journal: Journal
    key_fields: Mapping[ZohoProduct, str | None] = field(default_factory=dict[ZohoProduct, str | None])
    reconciliation_pauses: tuple[float, ...] = RECONCILIATION_PAUSES
    process: str = field(default_factory=process_name)
    _locks: WeakValueDictionary[tuple[str, str], asyncio.Lock] = field(
        default_factory=WeakValueDictionary["tuple[str, str]", asyncio.Lock]
    )

    def key_field(self, product: ZohoProduct) -> str | None:
        """The product's unique custom field for marks, None where there is none."""
        return self.key_fields.get(product)

    def lock_of(self, owner: str, key: str) -> asyncio.Lock:
        """The lock that serialises the writes of this process with the same owner and key."""
        lock = self._locks.get((owner, key))
        if lock is None:
            lock = self._locks[owner, key] = asyncio.Lock()
        return lock
