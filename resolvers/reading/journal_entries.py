"""Entries of the audit log about what is done at once, without an intent before it."""

from datetime import UTC, datetime
from typing import Any

from domain.journal import Author, JournalEntry
from resolvers.caller.authors import author_of, tenant_of
from resolvers.reading.loader import RecordLoader


async def entry_of(
    loader: RecordLoader,
    act: str,
    *,
    module: str = "",
    record_id: str | None = None,
    tenant: str | None = None,
    author: Author | None = None,
    **more: Any,
) -> JournalEntry:
    """The entry of an act of the caller that is done, with the request that it came by.

    `more` are further fields of the entry. Its author is the caller as far as they are cached, and its tenant their
    organisation, for which it takes at most one call.
    """
    request_metadata = loader.request_metadata
    return JournalEntry(
        tenant=await tenant_of(loader.permissions) if tenant is None else tenant,
        at=datetime.now(UTC),
        author=author or await author_of(loader.permissions, only_cached=True),
        act=act,
        module=module,
        record_id=record_id,
        result="done",
        client=request_metadata.client,
        document=request_metadata.document,
        operation=request_metadata.operation,
        request_id=request_metadata.request_id,
        **more,
    )
