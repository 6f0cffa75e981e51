"""The journal in the store: intents of writes, and the audit log."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import islice

from sqlmodel import Session

from adapters.store import audit, intents
from adapters.store.database import Database
from adapters.store.engines import StoreError, reading, writing
from adapters.store.transactions import TransactionResult, in_time, transaction_result
from domain.hash_chain import NO_KEYS, ChainKeys
from domain.journal import (
    ChainHead,
    Intent,
    IntentState,
    JournalEntry,
    JournalError,
    JournalPage,
    JournalQuery,
    JournalValues,
)

# The most problems that a verification reports.
MOST_PROBLEMS = 100


class StoredJournal:
    """The journal of one process. Its writes run one after another in a thread of their own."""

    def __init__(
        self,
        database: Database,
        keys: ChainKeys = NO_KEYS,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`key` seals the log."""
        self._engine = database.engine
        self._keys = keys
        self._now = now
        self._process: str | None = None
        self._writer = ThreadPoolExecutor(1, "journal")

    async def open(self) -> None:
        """Begin the log of an open database, and report lost intents in it. Raises StoreError."""
        try:
            await self._write(lambda session: audit.begin_log(session, self._keys))
            while await self._write(self._reconcile_lost):
                pass
        except JournalError as error:
            raise StoreError(f"The journal cannot be opened: {error}") from None

    async def close(self) -> None:
        """Finish what is being written."""
        await asyncio.to_thread(self._writer.shutdown)

    async def begin(self, intent: Intent) -> Intent | None:
        """Commit an intent. Where its owner used its key in the last 24 hours, return that earlier intent instead."""
        self._process = intent.process
        return await self._write(lambda session: self._begin(session, intent))

    async def retake(self, known: Intent, again: Intent) -> bool:
        """Replace an intent that is not done by `again`, unless another process has; whether it was replaced."""
        self._process = again.process
        return await self._write(lambda session: intents.retake(session, known, again))

    async def settle(self, intent: Intent, state: IntentState, result: JournalValues, entry: JournalEntry) -> None:
        """Commit the result of an intent together with its entry in the audit log."""
        await self._write(lambda session: self._settle(session, intent, state, result, entry))

    async def note(self, entry: JournalEntry) -> None:
        """Commit an entry of the audit log that has no intent."""
        await self._write(lambda session: audit.append(session, self._keys, entry))

    async def entries(self, question: JournalQuery) -> JournalPage:
        """A page of the audit log, the newest first."""
        return await self._read(lambda session: audit.page_of(session, question))

    async def head(self) -> ChainHead:
        """The length of the audit log, and its last hash, by its head."""
        return await self._read(audit.head_of)

    async def verify(self, expected: ChainHead | None = None) -> list[str]:
        """The first hundred problems of the audit log; `expected` is a head that was stored elsewhere."""
        # There is no timeout, since it takes longer for a longer log.
        return await asyncio.to_thread(
            transaction_result,
            reading(self._engine),
            lambda session: [*islice(audit.problems(session, self._keys, expected), MOST_PROBLEMS)],
        )

    async def pending(self) -> Sequence[Intent]:
        """Intents that are not settled yet, the oldest first, at most a thousand."""
        return await self._read(intents.pending)

    def _begin(self, session: Session, intent: Intent) -> Intent | None:
        now = self._now()
        self._reconcile_lost(session)
        intents.purge(session, now)
        known = intents.known_to(session, intent, now, self._keys)
        if known is None:
            intents.add(session, intent, now)
        return known

    def _settle(
        self, session: Session, intent: Intent, state: IntentState, result: JournalValues, entry: JournalEntry
    ) -> None:
        intents.settle(session, intent, state, result)
        audit.append(session, self._keys, entry)

    def _reconcile_lost(self, session: Session) -> int:
        return intents.reconcile_lost(session, self._now(), self._keys, self._process)

    async def _write(self, work: Callable[[Session], TransactionResult]) -> TransactionResult:
        loop = asyncio.get_running_loop()
        return await in_time(loop.run_in_executor(self._writer, transaction_result, writing(self._engine), work))

    async def _read(self, work: Callable[[Session], TransactionResult]) -> TransactionResult:
        return await in_time(asyncio.to_thread(transaction_result, reading(self._engine), work))
