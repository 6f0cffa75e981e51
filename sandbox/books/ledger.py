"""The books of one organisation: its records in the store, by module and id."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlmodel import col

from sandbox.store import Body, Record, Store

# Under this key a record that was written has a number that no other writing ever gets; what is seeded has none.
VERSION = "version"
_versions = count(1)
COUNTER = "counter"
FIRST_ID = 460_000_000_060_000_000


@dataclass(frozen=True, slots=True)
class Ledger:
    """The records of one organisation."""

    store: Store
    shelf: str

    def body(self, module: str, id_: str) -> Body | None:
        """One record, or None."""
        return self.store.body(self.shelf, module, id_)

    def bodies(
        self,
        module: str,
        where: Sequence[ColumnElement[bool]] = (),
        *,
        order: Sequence[ColumnElement[Any]] = (),
        offset: int = 0,
        limit: int | None = None,
    ) -> list[Body]:
        """The records that meet every condition."""
        return self.store.bodies(self.shelf, module, where, order=order, offset=offset, limit=limit)

    def versions(
        self,
        module: str,
        where: Sequence[ColumnElement[bool]],
        order: Sequence[ColumnElement[Any]],
        offset: int,
        limit: int,
    ) -> list[tuple[str, int]]:
        """Ids and versions of the records that meet every condition, without reading them."""
        query = (
            select(col(Record.id), func.coalesce(func.json_extract(col(Record.body), f"$.{VERSION}"), 0))
            .where(col(Record.product) == self.shelf, col(Record.module) == module, *where)
            .order_by(*order, col(Record.position))
            .offset(offset)
            .limit(limit)
        )
        with self.store.connection() as connection:
            return [(id_, version) for id_, version in connection.execute(query)]

    def count(self, module: str, where: Sequence[ColumnElement[bool]] = ()) -> int:
        """How many records meet every condition."""
        return self.store.count(self.shelf, module, where)

    def put(self, module: str, id_: str, body: Body) -> None:
        """Create the record or replace it, as a new version."""
        self.store.put(self.shelf, module, id_, body | {VERSION: next(_versions)})

    def remove(self, module: str, id_: str) -> None:
        """Delete the record."""
        self.store.remove(self.shelf, module, id_)

    def next_id(self) -> str:
        """A new id. The counter is a record too, so that a reset begins anew."""
        last = self.body(COUNTER, COUNTER) or {"last": FIRST_ID}
        following = int(last["last"]) + 1
        self.put(COUNTER, COUNTER, {"last": following})
        return str(following)
