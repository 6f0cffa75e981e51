"""`suitegraph audit`, as an operator at a terminal sees it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.gateway.command_runs import ran, ran_anew
from tests.store.acts import ENTRY, KEY, Clock, changed, intent_of, journal_at


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The URL of a database that does not exist yet."""
    return f"sqlite:///{tmp_path / 'store.db'}"


async def audit(url: str, *arguments: str, key: str = KEY.decode()) -> tuple[int, str, str]:
    """Exit code, output and error output of `suitegraph audit`."""
    return await ran("audit", *arguments, database=url, audit_key=key)


async def test_a_log_is_verified_and_its_head_told_to_be_kept(url: str) -> None:
    async with journal_at(url) as journal:
        await journal.note(ENTRY)
        first = await journal.head()
        await journal.note(ENTRY)
        second = await journal.head()
    assert await audit(url, "head") == (0, f"2 {second.hash}\n", "")
    assert await audit(url, "verify") == (0, f"ok 2 {second.hash}\n", "")
    assert (await audit(url, "verify", "--count", "1", "--hash", first.hash))[0] == 0
    code, out, _ = await audit(url, "verify", "--count", "1", "--hash", second.hash)
    assert (code, out) == (1, f"entry 1 is not the one with the hash {second.hash}\n")


async def test_what_was_changed_is_told_a_line_each(url: str) -> None:
    async with journal_at(url) as journal:
        for _ in range(3):
            await journal.note(ENTRY)
    changed(url, "UPDATE audit_entry SET act = 'other' WHERE sequence = 2")
    code, out, complaint = await audit(url, "verify")
    assert (code, out, complaint) == (1, "entry 2 has other act in its columns than in its body\n", "")
    code, out, _ = await audit(url, "verify", key="another key of some length")
    assert (code, len(out.splitlines())) == (1, 5)


async def test_writes_that_nobody_settled_are_told_and_left_alone(url: str) -> None:
    now = datetime.now(UTC)
    async with journal_at(url, clock=Clock(now)) as journal:
        await journal.begin(intent_of("i1", until=now))
        await journal.begin(intent_of("i2"))
    code, out, _ = await audit(url, "pending")
    assert code == 0
    assert [line.split()[1:] for line in out.splitlines()] == [
        ["createEstimate", "books.estimates", ENTRY.author.email, name, "here"] for name in ("i2", "i1")
    ]
    assert (await audit(url, "pending"))[1] == out


async def test_a_log_that_cannot_be_read_is_another_answer_than_a_changed_one(url: str) -> None:
    code, _, complaint = await ran_anew("audit", "verify")
    assert code == 2
    assert "SUITEGRAPH_DATABASE is not set" in complaint
    for command in ("verify", "head", "pending"):
        code, out, complaint = await audit(url, command)
        assert (code, out) == (2, "")
        assert "cannot be read: no such table" in complaint
    assert (await audit(url, "verify", "--count", "1"))[0] == 2
