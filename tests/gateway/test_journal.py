"""The journal of the service: where it lies, and when it is opened."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from adapters.store.engines import StoreError
from domain.journal import JournalQuery
from gateway.app import application
from gateway.journal import MemoryJournal
from gateway.service import service_of
from gateway.settings import Settings
from tests.gateway.processes import environment
from tests.proofs import at_length
from tests.store.acts import ENTRY, intent_of

ALL = JournalQuery(ENTRY.tenant)
READS = """
import asyncio, sys
from domain.journal import JournalQuery
from gateway.service import service_of
from gateway.settings import Settings

async def read():
    journal = service_of(Settings()).journal
    await journal.open()
    assert not (await journal.entries(JournalQuery("us:1"))).entries
    await journal.close()

asyncio.run(read())
print(*sorted({"alembic", "sqlalchemy", "sqlmodel"} & sys.modules.keys()))
"""


def stored(url: str, key: str = "0123456789abcdef") -> Settings:
    """Settings with a database."""
    return Settings(database=url, audit_key=key)  # pyright: ignore[reportArgumentType]  # as the environment has it


async def test_without_a_database_writes_are_remembered_in_memory_and_that_is_told_once() -> None:
    journal = MemoryJournal()
    intent = intent_of("i1", "k1")
    with capture_logs() as lines:
        await journal.open()
        assert (await journal.entries(ALL)).entries == ()
        assert lines == []
        begun = await asyncio.gather(*(journal.begin(intent_of(f"i{number}", "k1")) for number in range(5)))
    assert [(line["event"], line["log_level"]) for line in lines] == [("journal", "warning")]
    assert begun.count(None) == 1
    [held] = {answer.intent_id for answer in begun if answer is not None}
    known = await journal.begin(intent)
    assert known is not None
    assert known.intent_id == held
    await journal.settle(known, "unknown", {}, ENTRY)
    assert await journal.retake(known, known.retaken("there", known.until)) is False
    await journal.note(ENTRY)
    assert [numbered.sequence for numbered in (await journal.entries(ALL)).entries] == [2, 1]
    await journal.close()


@at_length(
    like="tests/gateway/test_roster_and_policy.py::test_a_gateway_without_a_roster_loads_no_database_and_no_frames"
)
def test_who_only_reads_loads_no_database() -> None:
    done = subprocess.run([sys.executable, "-c", READS], check=True, capture_output=True, text=True, env=environment())
    assert done.stdout.split() == []


async def test_roster_and_journal_share_a_database_and_its_connections() -> None:
    # A database in memory is its connection: whoever had another one would find no table there.
    service = service_of(stored("sqlite://"))
    started = application(service)
    async with started.others.router.lifespan_context(started.others):
        await service.journal.note(ENTRY)
        assert [*(await service.journal.entries(ALL)).entries] != []
        assert await service.roster.all() == ()


async def test_a_gateway_with_another_key_than_its_log_does_not_start(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    first = service_of(stored(url))
    async with first.connected():
        pass
    other = application(service_of(stored(url, "another key of it")))
    with pytest.raises(StoreError, match="its key is another one"):
        async with other.others.router.lifespan_context(other.others):
            pass
