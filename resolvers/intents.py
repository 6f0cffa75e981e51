"""What is written down before a product is asked."""

import asyncio
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.journal import Entry, Intent
from domain.permissions import fingerprint
from domain.sources import Module, Product
from domain.writes import fingerprint_of, mark_of
from resolvers.authors import author_of, owner_of, tenant_of
from resolvers.desk import Desk


async def intent_of(
    desk: Desk,
    act: str,
    module: Module,
    record_id: str | None,
    key: str | None,
    given: Mapping[str, Any],
    *,
    into: Product,
    asks: bool,
) -> Intent:
    """The intent of a mutation `act` with its input, of a process that gives up with the operation.

    It is written in the product `into`.

    Who has no right yet `asks` nothing: what is not known of them stays out.
    """
    tenant, author = await tenant_of(desk, asks=asks), await author_of(desk, asks=asks)
    owner = await owner_of(desk, tenant, author, into) if asks else ""
    view, occasion = await desk.permissions.of(module), desk.occasion
    now, intent_id = datetime.now(UTC), secrets.token_hex(16)
    entry = Entry(
        tenant=tenant,
        at=now,
        author=author,
        act=act,
        module=str(module),
        record_id=record_id,
        client=occasion.client,
        document=occasion.document,
        operation=occasion.operation,
        request_id=occasion.request_id,
        permissions=fingerprint([view]),
        intent_id=intent_id,
    )
    left = max(0.0, desk.upstream.deadline - asyncio.get_running_loop().time())
    asked = fingerprint_of(act, given)
    return Intent(
        intent_id=intent_id,
        owner=owner,
        key=key,
        fingerprint=asked,
        # With the input: a key that is used for another one after its day must not lead to the first record.
        mark=mark_of(owner, f"{key}\0{asked}" if key else intent_id),
        process=desk.scribe.process,
        until=now + timedelta(seconds=left),
        entry=entry,
    )
