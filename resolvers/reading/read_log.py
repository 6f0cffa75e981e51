"""The entry of the audit log about the amounts that an operation returned, for a gateway that logs reads."""

from domain.permissions import fingerprint
from resolvers.reading.amounts_read import AmountsRead
from resolvers.reading.journal_entries import entry_of
from resolvers.reading.loader import RecordLoader

READ = "read"
# The most ids in one entry, which counts the others.
MOST_IDS = 200


async def write_read_entry(loader: RecordLoader, read: AmountsRead) -> None:
    """Write one entry for all amounts that an operation returned, none where it returned none. Raises JournalError.

    It makes at most one call, for the organisation, which is then cached.
    """
    if not read.coordinates:
        return
    remaining, records = MOST_IDS, dict[str, list[str]]()
    for module, ids in sorted(read.ids.items()):
        records[str(module)] = [*ids][:remaining]
        remaining -= len(records[str(module)])
    amounts = {
        "coordinates": sorted(read.coordinates),
        "records": records,
        "count": sum(len(ids) for ids in read.ids.values()),
    }
    views = [await loader.permissions.of(module) for module in sorted(read.ids)]
    entry = await entry_of(loader, READ, after=amounts, permissions=fingerprint(views))
    await loader.journal.note(entry)
