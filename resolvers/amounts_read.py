"""Which records' amounts an operation answers, for the audit log of a gateway that logs reads."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from domain.journal import Entry
from domain.permissions import fingerprint
from domain.queries import Row
from domain.sources import Module
from resolvers.authors import author_of, tenant_of
from resolvers.catalogue import key_of
from resolvers.desk import Desk

READ = "read"
# Ids in one entry; of those beyond only their number is told.
MOST_IDS = 200


@dataclass(slots=True)
class AmountsRead:
    """The coordinates of amounts that were answered, and the ids of the records by module."""

    coordinates: set[str] = field(default_factory=set[str])
    ids: dict[Module, dict[str, None]] = field(default_factory=dict[Module, "dict[str, None]"])

    def add(self, module: Module, coordinates: Iterable[str], rows: Iterable[Row | Exception | None]) -> None:
        """These amounts of these records."""
        key = key_of(module)
        found = {str(row[key]): None for row in rows if isinstance(row, dict)}
        if found:
            self.coordinates.update(coordinates)
            self.ids.setdefault(module, {}).update(found)


async def write_down(desk: Desk, read: AmountsRead) -> None:
    """One entry of the audit log for all of an operation's reads, none where there were none. Raises JournalError.

    At most one call: which organisation it is, which is remembered.
    """
    if not read.coordinates:
        return
    left, records = MOST_IDS, dict[str, list[str]]()
    for module, ids in sorted(read.ids.items()):
        records[str(module)] = [*ids][:left]
        left -= len(records[str(module)])
    told = {
        "coordinates": sorted(read.coordinates),
        "records": records,
        "count": sum(len(ids) for ids in read.ids.values()),
    }
    occasion = desk.occasion
    entry = Entry(
        tenant=await tenant_of(desk),
        at=datetime.now(UTC),
        author=await author_of(desk, asks=False),
        act=READ,
        module="",
        record_id=None,
        result="done",
        after=told,
        client=occasion.client,
        document=occasion.document,
        operation=occasion.operation,
        request_id=occasion.request_id,
        permissions=fingerprint([await desk.permissions.of(module) for module in sorted(read.ids)]),
    )
    await desk.journal.note(entry)
