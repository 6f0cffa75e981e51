"""What is written down before a product is asked."""

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
    given: Mapping[str, Any],
    *,
    into: ZohoProduct,
    asks: bool,
) -> Intent:
    """The intent of a mutation `act` with its input, of a process that gives up with the operation.

    It is written in the product `into`.

    Who has no right yet `asks` nothing: what is not known of them stays out.
    """
    tenant, author = await tenant_of(loader, asks=asks), await author_of(loader, asks=asks)
    owner = await owner_of(loader, tenant, author, into) if asks else ""
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
    left = max(0.0, loader.upstream.deadline - asyncio.get_running_loop().time())
    asked = fingerprint_of(act, given)
    return Intent(
        intent_id=intent_id,
        owner=owner,
        key=key,
        fingerprint=asked,
        # With the input: a key that is used for another one after its day must not lead to the first record.
        mark=mark_of(owner, f"{key}\0{asked}" if key else intent_id),
        process=loader.journal_writer.process,
        until=now + timedelta(seconds=left),
        entry=entry,
    )
