"""Intents and entries to write down, and a clock to write them by."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from sqlalchemy import text

from adapters.store.database import Database
from adapters.store.engines import engine_of, writing
from adapters.store.journal import StoredJournal
from domain.hash_chain import ChainKeys
from domain.journal import Author, Intent, JournalEntry, RecordedCall

KEY = b"0123456789abcdef"
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
SAMIR = Author("Samir Okafor", "Samir.Okafor@halvorsen.example", "60001", "1001", "2001")
POSTED = RecordedCall(
    "books", "POST", "/estimates", MappingProxyType({"lines": ({"rate": Decimal("1.10")},)}), 201, "0"
)
ENTRY = JournalEntry(
    tenant="us:460000000000100",
    at=NOON,
    author=SAMIR,
    act="createEstimate",
    module="books.estimates",
    record_id="460000000012345",
    result="done",
    codes=("STALE",),
    before=None,
    after=MappingProxyType({"total": Decimal("12.50"), "notes": "Grüße\0\ud800", "deep": [{"at": NOON}]}),
    exchanged=(POSTED,),
    client="console",
    document="d" * 64,
    operation="Quote",
    request_id="r1",
    permissions="p" * 64,
    intent_id="i1",
)


@dataclass(slots=True)
class Clock:
    """A clock that stands until it is moved."""

    at: datetime = NOON

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, **times: float) -> None:
        """Move it."""
        self.at += timedelta(**times)


def intent_of(name: str, key: str | None = None, **more: Any) -> Intent:
    """An intent that gives up a few seconds after noon."""
    made = Intent(
        intent_id=name,
        owner="us:1001",
        key=key,
        fingerprint="f" * 64,
        mark=f"mark-{name}",
        process="here",
        until=NOON + timedelta(seconds=10),
        entry=replace(ENTRY, result="pending", after=None, exchanged=(), intent_id=name),
    )
    return replace(made, **more)


@asynccontextmanager
async def journal_at(
    url: str | None, key: bytes | ChainKeys = KEY, clock: Clock | None = None
) -> AsyncGenerator[StoredJournal]:
    """A journal, open for the duration of the block."""
    database = Database(url)
    keys = key if isinstance(key, ChainKeys) else ChainKeys(key)
    journal = StoredJournal(database, keys, clock or Clock())
    try:
        await database.open()
        await journal.open()
        yield journal
    finally:
        await journal.close()
        await database.close()


def changed(url: str, *statements: str, **values: Any) -> None:
    """Run statements on a database behind the journal's back."""
    engine = engine_of(url)
    try:
        with writing(engine).begin() as connection:
            for statement in statements:
                connection.execute(text(statement), values)
    finally:
        engine.dispose()
