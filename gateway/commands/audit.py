"""`suitegraph audit`: the audit log of the configured database, verified and printed. Nothing is written."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from domain.journal import ChainHead, Intent
from gateway.journal import chain_keys_of
from gateway.settings import Settings

if TYPE_CHECKING:
    from adapters.store.journal import StoredJournal

AuditAnswer = TypeVar("AuditAnswer")


class NoDatabaseError(Exception):
    """No database is configured."""


async def head(settings: Settings) -> ChainHead:
    """The log's own length and last hash. Raises NoDatabaseError and JournalError."""
    return await _answer(settings, lambda journal: journal.head())


async def problems(settings: Settings, expected: ChainHead | None) -> tuple[ChainHead, list[str]]:
    """The log's head, and what is wrong with the log. Raises NoDatabaseError and JournalError."""

    async def head_and_problems(journal: "StoredJournal") -> tuple[ChainHead, list[str]]:
        before = await journal.head()
        return before, await journal.verify(expected)

    return await _answer(settings, head_and_problems)


async def pending(settings: Settings) -> Sequence[Intent]:
    """Intents that nobody has settled yet, the oldest first. Raises NoDatabaseError and JournalError."""
    return await _answer(settings, lambda journal: journal.pending())


def lines(intents: Sequence[Intent]) -> Iterator[str]:
    """A line each: until when its process would try, the act, its module, who, the intent and the process."""
    for each in intents:
        entry = each.entry
        until = each.until.isoformat(timespec="seconds")
        yield f"{until} {entry.act} {entry.module} {entry.author.email} {each.intent_id} {each.process}"


async def _answer(settings: Settings, question: "Callable[[StoredJournal], Awaitable[AuditAnswer]]") -> AuditAnswer:
    if settings.database is None:
        raise NoDatabaseError("SUITEGRAPH_DATABASE is not set: there is no audit log beyond a process.")
    from adapters.store.database import Database  # noqa: PLC0415  # for those alone who have one
    from adapters.store.journal import StoredJournal  # noqa: PLC0415  # as above

    # Not opened: nothing is written, and no table brought up to date.
    database = Database(settings.database.get_secret_value())
    journal = StoredJournal(database, chain_keys_of(settings))
    try:
        return await question(journal)
    finally:
        await journal.close()
        await database.close()
