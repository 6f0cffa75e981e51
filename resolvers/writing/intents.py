"""The intent of a write, which the journal commits before a product is asked."""

import asyncio
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.journal import Intent, JournalEntry
from domain.modules.module import Module
from domain.permissions import fingerprint
from domain.products import ZohoProduct
from domain.writes import fingerprint_of, mark_of
from resolvers.caller.authors import author_of, owner_of, tenant_of
from resolvers.reading.loader import RecordLoader


async def intent_of(
    loader: RecordLoader,
    act: str,
    module: Module,
    record_id: str | None,
    key: str | None,
    client_input: Mapping[str, Any],
    *,
    into: ZohoProduct,
    only_cached: bool,
) -> Intent:
    """The intent of the mutation `act` to write in the product `into`; it expires with the operation's deadline.

    With `only_cached`, for a caller who lacks a right, no product is asked: parts of the author may be empty.
    """
    tenant = await tenant_of(loader.permissions, only_cached=only_cached)
    author = await author_of(loader.permissions, only_cached=only_cached)
    owner = "" if only_cached else await owner_of(loader.permissions, tenant, author, into)
    view, request_metadata = await loader.permissions.of(module), loader.request_metadata
    now, intent_id = datetime.now(UTC), secrets.token_hex(16)
    entry = JournalEntry(
        tenant=tenant,
        at=now,
        author=author,
        act=act,
        module=str(module),
        record_id=record_id,
        client=request_metadata.client,
        document=request_metadata.document,
        operation=request_metadata.operation,
        request_id=request_metadata.request_id,
        permissions=fingerprint([view]),
        intent_id=intent_id,
    )
    remaining_seconds = max(0.0, loader.upstream.deadline - asyncio.get_running_loop().time())
    input_fingerprint = fingerprint_of(act, client_input)
    return Intent(
        intent_id=intent_id,
        owner=owner,
        key=key,
        fingerprint=input_fingerprint,
        # It depends on the input too: a key that is used again after its day must not lead to the first record.
        mark=mark_of(owner, f"{key}\0{input_fingerprint}" if key else intent_id),
        process=loader.journal_writer.process,
        until=now + timedelta(seconds=remaining_seconds),
        entry=entry,
    )
