"""The entry of the audit log about the amounts that an operation returned, for a gateway that logs reads."""

from datetime import UTC, datetime

from domain.journal import JournalEntry
from domain.permissions import fingerprint
from resolvers.caller.authors import author_of, tenant_of
from resolvers.reading.amounts_read import AmountsRead
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
    request_metadata = loader.request_metadata
    entry = JournalEntry(
        tenant=await tenant_of(loader.permissions),
        at=datetime.now(UTC),
        author=await author_of(loader.permissions, only_cached=True),
        act=READ,
        module="",
        record_id=None,
        result="done",
        after=amounts,
        client=request_metadata.client,
        document=request_metadata.document,
        operation=request_metadata.operation,
        request_id=request_metadata.request_id,
        permissions=fingerprint([await loader.permissions.of(module) for module in sorted(read.ids)]),
    )
    await loader.journal.note(entry)
