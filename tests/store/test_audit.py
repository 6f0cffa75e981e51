"""The audit log: what verifying it finds, and how it is asked."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from adapters.store.audit import problems
from adapters.store.engines import StoreError, engine_of
from adapters.store.journal import MOST_PROBLEMS
from adapters.store.tables import AuditRow
from domain.hash_chain import ChainKeys
from domain.journal import ChainHead, JournalEntry, JournalError, JournalQuery
from tests.proofs import examples, family
from tests.store.acts import ENTRY, KEY, NOON, SAMIR, changed, intent_of, journal_at

LENGTH = 6
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
INSTANTS = st.datetimes().map(lambda at: at.isoformat(" ", "microseconds"))
VALUES: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(AuditRow.model_fields, TEXTS),
    "record_id": TEXTS | st.none(),
    "sequence": st.integers(-(2**63), 2**63 - 1),
    "at": INSTANTS | st.just("no instant"),
}


def entry_of(number: int, **more: Any) -> JournalEntry:
    """An entry a minute after the one before it."""
    return replace(ENTRY, at=NOON + timedelta(minutes=number), record_id=str(number), **more)


async def fill(url: str, key: bytes = KEY) -> ChainHead:
    """A log of a few entries."""
    async with journal_at(url, key) as journal:
        for number in range(1, LENGTH + 1):
            await journal.note(entry_of(number))
        return await journal.head()


def found(url: str, expected: ChainHead | None = None, key: bytes = KEY) -> list[str]:
    """What verifying finds, without the checks of opening."""
    engine = engine_of(url)
    try:
        with Session(engine) as session:
            return [*problems(session, ChainKeys(key), expected)]
    finally:
        engine.dispose()


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of a whole log."""
    path = tmp_path_factory.mktemp("log") / "store.db"
    asyncio.run(fill(f"sqlite:///{path}"))
    return path.read_bytes()


@pytest.mark.parametrize("key", [KEY, b""])
@family(short=1)
async def test_a_whole_log_has_no_problem(kept_url: str, key: bytes) -> None:
    head = await fill(kept_url, key)
    assert head.count == LENGTH
    assert found(kept_url, head, key=key) == []


async def test_any_earlier_head_is_found_in_a_log_that_grew(kept_url: str) -> None:
    async with journal_at(kept_url) as journal:
        heads = [await journal.head()]
        for number in range(3):
            await journal.note(entry_of(number))
            heads.append(await journal.head())
        assert [await journal.verify(head) for head in heads] == [[]] * 4
        assert await journal.verify(replace(heads[2], hash="0" * 64)) != []
        assert await journal.verify(replace(heads[3], count=4)) != []


@examples(300, short=15)
@given(data=st.data())
def test_any_change_of_any_column_of_any_entry_is_found(
    data: st.DataObject, log: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("changed") / "store.db"
    path.write_bytes(log)
    url = f"sqlite:///{path}"
    row = data.draw(st.integers(1, LENGTH))
    column = data.draw(st.sampled_from([*AuditRow.model_fields]))
    before = column_of(url, row, column)
    value = data.draw(VALUES[column].filter(lambda value: value != before))
    if column == "sequence" and value in range(1, LENGTH + 1):
        value += LENGTH
    changed(url, f"UPDATE audit_entry SET {column} = :value WHERE sequence = {row}", value=value)
    assert found(url) != []
    path.unlink()


def column_of(url: str, row: int, column: str) -> Any:
    """What a column holds, as the database has it."""
    engine = engine_of(url)
    try:
        with engine.connect() as connection:
            query = f"SELECT {column} FROM audit_entry WHERE sequence = {row}"
            return connection.exec_driver_sql(query).scalar_one()
    finally:
        engine.dispose()


SWAP = (
    "UPDATE audit_entry SET sequence = 99 WHERE sequence = 2",
    "UPDATE audit_entry SET sequence = 2 WHERE sequence = 3",
    "UPDATE audit_entry SET sequence = 3 WHERE sequence = 99",
)
CLOSED_UP = tuple(f"UPDATE audit_entry SET sequence = {number - 1} WHERE sequence = {number}" for number in (4, 5, 6))
COPIED = "tenant, at, email, act, module, record_id, result, body, hash"
INSERTED = f"INSERT INTO audit_entry (sequence, {COPIED}) SELECT 7, {COPIED} FROM audit_entry WHERE sequence = 6"
CUT = ("DELETE FROM audit_entry WHERE sequence > 4",)


@family(short=4)
@pytest.mark.parametrize(
    ("statements", "told"),
    [
        (("DELETE FROM audit_entry WHERE sequence = 1",), "entry 1 is missing"),
        (("DELETE FROM audit_entry WHERE sequence = 3",), "entry 3 is missing"),
        (("DELETE FROM audit_entry WHERE sequence = 3", *CLOSED_UP), "entry 3 was changed"),
        (SWAP, "entry 2 was changed"),
        ((INSERTED,), "entry 7 names no key"),
        (CUT, "the head counts 6 entries"),
        (("DELETE FROM audit_entry",), "the head counts 6 entries"),
        (("DELETE FROM audit_head",), "the head is missing"),
        (("DELETE FROM audit_entry", "DELETE FROM audit_head"), "the head is missing"),
        (("UPDATE audit_head SET count = 5",), "the head counts 5 entries"),
        (("UPDATE audit_head SET hash = 'x'",), "the head counts 6 entries that end with x"),
        (("UPDATE audit_head SET seal = 'ü'",), "the head has another key's seal"),
        (("UPDATE audit_entry SET body = replace(body, 'createEstimate', 'x')",), "entry 1 was changed"),
    ],
)
async def test_what_was_done_to_the_log_is_found(kept_url: str, statements: tuple[str, ...], told: str) -> None:
    await fill(kept_url)
    changed(kept_url, *statements)
    assert [problem for problem in found(kept_url) if problem.startswith(told)]


async def test_a_log_that_was_emptied_and_begun_anew_is_found_by_the_writes_that_are_settled(kept_url: str) -> None:
    async with journal_at(kept_url) as journal:
        intent = intent_of("one")
        assert await journal.begin(intent) is None
        await journal.settle(intent, "done", {}, entry_of(1))
    changed(kept_url, "DELETE FROM audit_entry", "DELETE FROM audit_head")
    async with journal_at(kept_url):
        assert found(kept_url) == ["there is no entry, and yet there are writes that are settled"]


async def test_a_cut_off_end_is_found_by_a_head_kept_elsewhere_although_the_head_was_put_back(kept_url: str) -> None:
    async with journal_at(kept_url) as journal:
        for number in range(1, 5):
            await journal.note(entry_of(number))
        seal = head_row(kept_url)
        for number in range(5, LENGTH + 1):
            await journal.note(entry_of(number))
        kept = await journal.head()
    changed(kept_url, *CUT, "UPDATE audit_head SET count = :count, hash = :hash, seal = :seal", **seal)
    assert found(kept_url) == []
    assert found(kept_url, kept) == [f"entry 6 is not the one with the hash {kept.hash}"]


def head_row(url: str) -> dict[str, Any]:
    """The head as the database has it."""
    engine = engine_of(url)
    with engine.connect() as connection:
        row = connection.exec_driver_sql("SELECT count, hash, seal FROM audit_head").mappings().one()
    engine.dispose()
    return dict(row)


@pytest.mark.parametrize("key", [b"", b"another key of some length"])
async def test_another_key_finds_every_entry_wrong_and_opens_no_log(kept_url: str, key: bytes) -> None:
    await fill(kept_url)
    told = found(kept_url, key=key)
    assert len(told) == LENGTH + 1
    with pytest.raises(StoreError, match="its key is another one"):
        async with journal_at(kept_url, key):
            pass


async def test_nothing_is_written_after_what_was_changed_so_that_nothing_mends_it(kept_url: str) -> None:
    await fill(kept_url)
    async with journal_at(kept_url) as journal:
        changed(kept_url, *CUT, "UPDATE audit_head SET count = 4")
        with pytest.raises(JournalError, match="changed from outside"):
            await journal.note(ENTRY)
    assert found(kept_url) != []


@family(short=1)
async def test_as_many_problems_are_told_as_help(kept_url: str) -> None:
    async with journal_at(kept_url) as journal:
        for number in range(MOST_PROBLEMS):
            await journal.note(entry_of(number))
        changed(kept_url, "UPDATE audit_entry SET email = 'x', hash = 'y'")
        assert len(await journal.verify()) == MOST_PROBLEMS


@family(short=1)
async def test_processes_that_write_at_once_make_one_chain(kept_url: str) -> None:
    async with journal_at(kept_url) as first, journal_at(kept_url) as second:
        await asyncio.gather(*(journal.note(entry_of(number)) for number in range(40) for journal in (first, second)))
        assert (await first.head()).count == 80
        assert await second.verify(await first.head()) == []


LENA = replace(SAMIR, name="Lena Brandt", email="lena.brandt@halvorsen.example")
WRITTEN = (
    entry_of(1),
    entry_of(2, author=LENA),
    entry_of(3, act="updateDeal", module="crm.deals"),
    entry_of(4, tenant="eu:460000000000100"),
    entry_of(5, result="refused"),
)


@family(short=5)
@pytest.mark.parametrize(
    ("question", "sequences", "more"),
    [
        ({}, [5, 3, 2, 1], False),
        ({"first": 2}, [5, 3], True),
        ({"first": 2, "before": 3}, [2, 1], False),
        ({"tenant": "eu:460000000000100"}, [4], False),
        ({"tenant": "us:1"}, [], False),
        ({"email": " LENA.brandt@halvorsen.EXAMPLE"}, [2], False),
        ({"act": "updateDeal"}, [3], False),
        ({"module": "crm.deals"}, [3], False),
        ({"record_id": "5"}, [5], False),
        ({"result": "refused"}, [5], False),
        ({"result": "refused", "act": "updateDeal"}, [], False),
        ({"since": NOON + timedelta(minutes=2), "until": NOON + timedelta(minutes=5)}, [3, 2], False),
    ],
    ids=str,
)
async def test_the_log_is_asked_for_what_holds_of_an_entry(
    url: str | None, question: dict[str, Any], sequences: list[int], more: bool
) -> None:
    async with journal_at(url) as journal:
        for entry in WRITTEN:
            await journal.note(entry)
        page = await journal.entries(replace(JournalQuery(ENTRY.tenant), **question))
    assert ([numbered.sequence for numbered in page.entries], page.more) == (sequences, more)


async def test_texts_that_a_database_refuses_are_kept_whole(url: str | None) -> None:
    odd = "Zoë\0\ud800" * 100
    entry = replace(ENTRY, author=replace(SAMIR, email=odd), record_id=odd, act=odd, module=odd)
    async with journal_at(url) as journal:
        await journal.note(entry)
        assert await journal.verify() == []
        [told] = (await journal.entries(JournalQuery(ENTRY.tenant, record_id=odd, email=odd))).entries
    shown = odd.replace("\ud800", "?")
    assert (told.entry.author.email, told.entry.record_id, told.entry.act) == (shown, shown, shown)


async def test_a_damaged_entry_is_not_shown(file_url: str) -> None:
    await fill(file_url)
    async with journal_at(file_url) as journal:
        changed(file_url, "UPDATE audit_entry SET body = '{}' WHERE sequence = 2")
        with pytest.raises(JournalError, match="changed from outside"):
            await journal.entries(JournalQuery(ENTRY.tenant))
