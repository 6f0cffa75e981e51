"""Which records' amounts an operation answers, for the audit log of a gateway that logs reads."""

from datetime import UTC, datetime

from domain.journal import JournalEntry
from domain.permissions import fingerprint
from resolvers.caller.authors import author_of, tenant_of
from resolvers.reading.amounts_read import AmountsRead
from resolvers.reading.loader import RecordLoader

READ = "read"
# Ids in one entry; of those beyond only their number is told.
MOST_IDS = 200


async def write_read_entry(loader: RecordLoader, read: AmountsRead) -> None:
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
    request_metadata = loader.request_metadata
    entry = JournalEntry(
        tenant=await tenant_of(loader),
        at=datetime.now(UTC),
        author=await author_of(loader, asks=False),
        act=READ,
        module="",
        record_id=None,
        result="done",
        after=told,
        client=request_metadata.client,
        document=request_metadata.document,
        operation=request_metadata.operation,
        request_id=request_metadata.request_id,
        permissions=fingerprint([await loader.permissions.of(module) for module in sorted(read.ids)]),
    )
    await loader.journal.note(entry)
