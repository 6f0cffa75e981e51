"""A journal that fails."""

from dataclasses import dataclass

from domain.journal import (
    Intent,
    IntentState,
    Journal,
    JournalEntry,
    JournalError,
    JournalPage,
    JournalQuery,
    JournalValues,
)


@dataclass(slots=True)
class FailingJournal:
    """A journal that fails in its method `at`."""

    journal: Journal
    at: str

    async def begin(self, intent: Intent) -> Intent | None:
        self._check("begin")
        return await self.journal.begin(intent)

    async def retake(self, known: Intent, again: Intent) -> bool:
        return await self.journal.retake(known, again)

    async def settle(self, intent: Intent, state: IntentState, result: JournalValues, entry: JournalEntry) -> None:
        self._check("settle")
        await self.journal.settle(intent, state, result, entry)

    async def note(self, entry: JournalEntry) -> None:
        await self.journal.note(entry)

    async def entries(self, question: JournalQuery) -> JournalPage:
        return await self.journal.entries(question)

    def _check(self, where: str) -> None:
        if self.at == where:
            raise JournalError("the disk is full")
