"""Intents in the journal: begun, repeated, taken over, settled and lost."""

import asyncio
import signal
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from adapters.store import engines, transactions
from adapters.store.engines import engine_of, writing
from domain.journal import JournalError, JournalQuery
from tests.proofs import family
from tests.store.acts import ENTRY, KEY, NOON, Clock, changed, intent_of, journal_at

TENANT = ENTRY.tenant
ALL = JournalQuery(TENANT)
RESULT = {"id": "460000000012345", "total": "12.50"}


async def test_a_write_is_begun_settled_and_told(url: str | None) -> None:
    async with journal_at(url) as journal:
        intent = intent_of("i1", "k1")
        assert await journal.begin(intent) is None
        assert list(await journal.pending()) == [intent]
        await journal.settle(intent, "done", RESULT, ENTRY)
        assert list(await journal.pending()) == []
        page = await journal.entries(ALL)
    [told] = page.entries
    assert (told.sequence, page.more) == (1, False)
    assert told.entry == replace(
        ENTRY,
        after={"total": "12.50", "notes": "Grüße\0?", "deep": [{"at": "2026-03-04T12:00:00.000000+00:00"}]},
        exchanged=(replace(ENTRY.exchanged[0], body={"lines": [{"rate": "1.10"}]}),),
    )


async def test_a_repeated_key_is_answered_with_its_intent_and_changes_nothing(url: str | None) -> None:
    async with journal_at(url) as journal:
        first = intent_of("i1", "k1")
        await journal.begin(first)
        assert await journal.begin(intent_of("i2", "k1")) == first
        await journal.settle(first, "done", RESULT, ENTRY)
        assert await journal.begin(intent_of("i3", "k1")) == replace(first, state="done", result=RESULT)
        assert (await journal.head()).count == 1


async def test_another_owner_and_no_key_are_no_repetition(url: str | None) -> None:
    async with journal_at(url) as journal:
        assert await journal.begin(intent_of("i1", "k1")) is None
        assert await journal.begin(intent_of("i2", "k1", owner="us:1002")) is None
        assert await journal.begin(intent_of("i3")) is None
        assert await journal.begin(intent_of("i4")) is None


async def test_processes_that_use_a_key_at_once_are_answered_with_one_intent(kept_url: str) -> None:
    async with journal_at(kept_url) as first, journal_at(kept_url) as second:
        begun = [
            journal.begin(intent_of(f"{process}{number}", f"k{number}", process=process))
            for number in range(10)
            for process, journal in (("here", first), ("there", second))
        ]
        answers = await asyncio.gather(*begun)
        held = {intent.key: intent for intent in await first.pending()}
    assert len(held) == 10
    assert sum(answer is None for answer in answers) == 10
    assert all(answer is None or answer == held[answer.key] for answer in answers)


async def test_the_database_itself_refuses_a_second_intent_of_a_key(kept_url: str) -> None:
    async with journal_at(kept_url) as journal:
        await journal.begin(intent_of("i1", "k1"))
        await journal.begin(intent_of("i2", "k2"))
        with pytest.raises(Exception, match=r"UNIQUE|uq_write_intent_owner_key"):
            changed(kept_url, "UPDATE write_intent SET key = 'k1'")


async def test_a_key_is_kept_for_a_day(url: str | None) -> None:
    clock = Clock()
    async with journal_at(url, clock=clock) as journal:
        intent = intent_of("i1", "k1")
        await journal.begin(intent)
        await journal.settle(intent, "refused", {}, ENTRY)
        clock.pass_by(hours=23, minutes=59)
        assert await journal.begin(intent_of("i2", "k1")) is not None
        clock.pass_by(minutes=1)
        assert await journal.begin(intent_of("i3", "k1")) is None


async def test_a_key_whose_intent_was_never_settled_is_free_after_a_day_and_the_log_tells(url: str | None) -> None:
    clock = Clock()
    async with journal_at(url, clock=clock) as journal:
        await journal.begin(intent_of("i1", "k1"))
        clock.pass_by(hours=24)
        assert await journal.begin(intent_of("i2", "k1")) is None
        told = [numbered.entry for numbered in (await journal.entries(ALL)).entries]
    assert [(entry.intent_id, entry.result) for entry in told] == [("i1", "unknown")]


@family(short=1)
async def test_what_is_over_is_forgotten_in_passing_and_the_log_keeps_it(kept_url: str) -> None:
    clock = Clock()
    async with journal_at(kept_url, clock=clock) as journal:
        for number in range(60):
            intent = intent_of(f"i{number}", f"k{number}")
            await journal.begin(intent)
            await journal.settle(intent, "done", RESULT, ENTRY)
        clock.pass_by(hours=25)
        for number in (100, 101):
            await journal.begin(intent_of(f"i{number}"))
        assert kept(kept_url) == 2
        assert (await journal.head()).count == 60


def kept(url: str) -> int:
    """How many intents the database has."""
    engine = engine_of(url)
    with engine.connect() as connection:
        count = connection.execute(text("SELECT count(*) FROM write_intent")).scalar_one()
    engine.dispose()
    return count


async def test_one_attempt_alone_takes_an_intent_over(url: str | None) -> None:
    async with journal_at(url) as journal:
        known = intent_of("i1", "k1")
        await journal.begin(known)
        again = [known.retaken("there", NOON + timedelta(seconds=20 + number)) for number in range(5)]
        taken = await asyncio.gather(*(journal.retake(known, each) for each in again))
        assert sum(taken) == 1
        [held] = await journal.pending()
        assert held == again[taken.index(True)]


async def test_a_done_intent_is_not_taken_over_and_any_other_is(url: str | None) -> None:
    async with journal_at(url) as journal:
        for state, taken in (("done", False), ("refused", True), ("unknown", True)):
            intent = intent_of(state, state)
            await journal.begin(intent)
            await journal.settle(intent, state, RESULT, ENTRY)  # pyright: ignore[reportArgumentType]  # one of them
            known = await journal.begin(intent_of("other", state))
            assert known is not None
            assert await journal.retake(known, known.retaken("there", NOON)) is taken


async def test_who_lost_an_intent_to_another_attempt_tells_the_log_but_does_not_settle_it(url: str | None) -> None:
    async with journal_at(url) as journal:
        first = intent_of("i1", "k1")
        await journal.begin(first)
        again = first.retaken("there", NOON + timedelta(seconds=20))
        assert await journal.retake(first, again)
        await journal.settle(first, "done", RESULT, ENTRY)
        assert list(await journal.pending()) == [again]
        assert (await journal.head()).count == 1


@family(short=1)
async def test_what_a_process_that_died_began_is_told_as_unknown_by_the_next_one(kept_url: str) -> None:
    clock = Clock()
    async with journal_at(kept_url, clock=clock) as journal:
        for number in range(25):
            await journal.begin(intent_of(f"i{number:02}", f"k{number}"))
    clock.pass_by(seconds=69)
    async with journal_at(kept_url, clock=clock) as journal:
        assert (await journal.head()).count == 0
    clock.pass_by(seconds=2)
    async with journal_at(kept_url, clock=clock) as journal:
        told = (await journal.entries(ALL)).entries
        assert sorted(numbered.entry.intent_id for numbered in told) == [f"i{number:02}" for number in range(25)]
        assert {numbered.entry.result for numbered in told} == {"unknown"}
        assert list(await journal.pending()) == []
        known = await journal.begin(intent_of("other", "k3"))
        assert known is not None
        assert known.state == "unknown"
        assert await journal.verify() == []


async def test_a_neighbours_lost_intents_are_told_in_passing_and_ones_own_are_not(kept_url: str) -> None:
    clock = Clock()
    async with journal_at(kept_url, clock=clock) as here, journal_at(kept_url, clock=clock) as there:
        await here.begin(intent_of("mine"))
        await there.begin(intent_of("theirs", process="there"))
        clock.pass_by(minutes=2)
        late = clock.at + timedelta(seconds=10)
        await here.begin(intent_of("next", until=late))
        assert sorted(intent.intent_id for intent in await here.pending()) == ["mine", "next"]
        [told] = (await here.entries(ALL)).entries
        assert (told.entry.intent_id, told.entry.result) == ("theirs", "unknown")


async def test_a_late_answer_to_an_intent_told_as_unknown_is_kept_all_the_same(kept_url: str) -> None:
    clock = Clock()
    async with journal_at(kept_url, clock=clock) as here, journal_at(kept_url, clock=clock) as there:
        intent = intent_of("theirs", "k1", process="there")
        await there.begin(intent)
        clock.pass_by(minutes=2)
        await here.begin(intent_of("next"))
        await there.settle(intent, "done", RESULT, ENTRY)
        known = await here.begin(intent_of("again", "k1"))
        assert known is not None
        assert (known.state, known.result) == ("done", RESULT)
        assert [numbered.entry.result for numbered in (await here.entries(ALL)).entries] == ["done", "unknown"]


async def test_a_result_and_its_line_in_the_log_are_committed_together_or_not_at_all(file_url: str) -> None:
    refusal = "BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
    async with journal_at(file_url) as journal:
        intent = intent_of("i1", "k1")
        await journal.begin(intent)
        changed(file_url, f"CREATE TRIGGER refusal BEFORE INSERT ON audit_entry {refusal}")
        with pytest.raises(JournalError, match="the disk is full"):
            await journal.settle(intent, "done", RESULT, ENTRY)
        assert list(await journal.pending()) == [intent]
        assert (await journal.head()).count == 0


async def test_what_a_database_says_is_told_without_what_was_written(kept_url: str) -> None:
    async with journal_at(kept_url) as journal:
        changed(kept_url, "DROP TABLE audit_entry")
        with pytest.raises(JournalError, match="audit_entry") as raised:
            await journal.note(ENTRY)
    assert ENTRY.author.email not in str(raised.value)
    assert KEY.decode() not in str(raised.value)


async def test_a_database_that_is_held_by_others_is_not_waited_for_longer_than_it_may_take(
    kept_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = engine_of(kept_url)
    async with journal_at(kept_url) as journal:
        with writing(engine).begin():
            monkeypatch.setattr(transactions, "ANSWER_SECONDS", 0.2)
            with pytest.raises(JournalError, match="does not answer in time"):
                await journal.begin(intent_of("i1"))
            assert list(await journal.pending()) == []
    engine.dispose()


async def test_whoever_waits_too_long_for_the_others_is_told(kept_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "LOCK_SECONDS", 1)
    engine = engine_of(kept_url)
    async with journal_at(kept_url) as journal:
        with writing(engine).begin(), pytest.raises(JournalError, match="lock"):
            await journal.note(ENTRY)
        await journal.note(ENTRY)
    engine.dispose()


KILLED = """
import asyncio, os, signal, sys
from tests.store.acts import ENTRY, intent_of, journal_at

async def write():
    async with journal_at(sys.argv[1]) as journal:
        for number in range(5):
            await journal.begin(intent_of(f"i{number}"))
        for number in range(3):
            await journal.settle(intent_of(f"i{number}"), "done", {}, ENTRY)
        os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(write())
"""


@family(short=1)
async def test_what_was_acknowledged_survives_the_death_of_its_process(kept_url: str) -> None:
    root = Path(__file__).parents[2]
    writer = await asyncio.create_subprocess_exec(sys.executable, "-c", KILLED, kept_url, cwd=root)
    assert await writer.wait() == -signal.SIGKILL
    clock = Clock()
    clock.pass_by(minutes=2)
    async with journal_at(kept_url, clock=clock) as journal:
        assert await journal.verify() == []
        told = [numbered.entry.result for numbered in (await journal.entries(ALL)).entries]
    assert told == ["unknown", "unknown", "done", "done", "done"]
