"""The audit log's key rotates: old entries verify, new ones have the new key, and a replaced key is of no use."""

from collections.abc import Sequence

import pytest
from sqlmodel import Session

from adapters.store.audit import problems, rotate
from adapters.store.engines import engine_of, writing
from domain.hash_chain import ChainKeys, canonical_text, chained_hash, head_seal
from domain.journal import ChainHead, JournalError
from tests.store.acts import ENTRY, KEY, changed, journal_at

NEW = b"fedcba9876543210"
BOTH, BEFORE, ALONE = ChainKeys(NEW, KEY), ChainKeys(KEY, NEW), ChainKeys(NEW)
OLD_NAME, NEW_NAME = ChainKeys(KEY).names[0], ALONE.names[0]


def found(url: str, keys: ChainKeys = BOTH) -> Sequence[str]:
    """What verifying reports."""
    engine = engine_of(url)
    try:
        with Session(engine) as session:
            return [*problems(session, keys, None)]
    finally:
        engine.dispose()


def rotated(url: str, keys: ChainKeys = BOTH) -> bool:
    """Whether another key sealed until now."""
    engine = engine_of(url)
    try:
        with Session(writing(engine)) as session:
            was_other = rotate(session, keys)
            session.commit()
            return was_other
    finally:
        engine.dispose()


async def noted(url: str, *rings: ChainKeys) -> None:
    """An entry by a process of each of these rings."""
    for keys in rings:
        async with journal_at(url, keys) as journal:
            await journal.note(ENTRY)


def forged(url: str, sequence: int, before: str, key: bytes, name: str | None) -> None:
    """An entry, and the head that counts it, by somebody who writes into the database and has a key."""
    body = canonical_text(sequence, ENTRY)
    hash_ = chained_hash(key, before, body)
    changed(
        url,
        "DELETE FROM audit_entry WHERE sequence >= :sequence",
        "INSERT INTO audit_entry SELECT :sequence, tenant, at, email, act, module, record_id, result, :body, :hash, "
        ":name FROM audit_entry WHERE sequence = 1",
        "UPDATE audit_head SET count = :sequence, hash = :hash, seal = :seal, key_name = :name",
        sequence=sequence,
        body=body,
        hash=hash_,
        name=name,
        seal=head_seal(key, ChainHead(sequence, hash_)),
    )


async def test_entries_verify_after_a_rotation_that_all_processes_follow_at_once(kept_url: str) -> None:
    await noted(kept_url, ChainKeys(KEY), BOTH)
    assert found(kept_url, BEFORE) == []
    assert found(kept_url) == [
        f"the head has the seal of {OLD_NAME} and not of the first key: `suitegraph keys rotate` seals it anew"
    ]
    assert [rotated(kept_url), rotated(kept_url)] == [True, False]
    assert found(kept_url) == []
    # A process that was not started anew has the old key first: it follows the head.
    await noted(kept_url, BEFORE, BOTH, ALONE)
    assert found(kept_url) == []
    missing = "which is not among those of SUITEGRAPH_AUDIT_KEY"
    assert found(kept_url, ALONE) == [f"entry {number} has the key {OLD_NAME}, {missing}" for number in (1, 2)]


async def test_a_process_without_the_key_of_the_head_writes_nothing(kept_url: str) -> None:
    await noted(kept_url, ChainKeys(KEY))
    with pytest.raises(JournalError):
        rotated(kept_url, ALONE)
    assert rotated(kept_url)
    async with journal_at(kept_url, ALONE) as journal:
        await journal.note(ENTRY)
    with pytest.raises(JournalError):
        rotated(kept_url, ChainKeys(KEY))


async def test_a_key_that_was_replaced_seals_no_more(kept_url: str) -> None:
    await noted(kept_url, ChainKeys(KEY))
    rotated(kept_url)
    await noted(kept_url, BOTH)
    with pytest.raises(JournalError, match="replaced by another one before"):
        rotated(kept_url, BEFORE)
    async with journal_at(kept_url, BOTH) as journal:
        head = await journal.head()
    forged(kept_url, 3, head.hash, KEY, OLD_NAME)
    assert found(kept_url) == [
        f"entry 3 has the key {OLD_NAME}, which another one had replaced",
        "the head has another key's seal, or was changed",
    ]
    forged(kept_url, 3, head.hash, KEY, None)
    assert found(kept_url)[0] == "entry 3 names no key, and one before it does"
    # What follows the old key's entries is cut off, and the head sealed with that key.
    forged(kept_url, 2, "0" * 64, KEY, OLD_NAME)
    assert len(found(kept_url)) == 2


async def test_entries_from_before_keys_had_names_verify_and_are_followed_by_others(kept_url: str) -> None:
    await noted(kept_url, ChainKeys(KEY), ChainKeys(KEY))
    changed(kept_url, "UPDATE audit_entry SET key_name = NULL", "UPDATE audit_head SET key_name = NULL")
    assert found(kept_url, ChainKeys(KEY)) == []
    assert rotated(kept_url)
    await noted(kept_url, BOTH)
    assert found(kept_url) == []
    changed(kept_url, "UPDATE audit_entry SET key_name = :name WHERE sequence = 1", name=NEW_NAME)
    assert found(kept_url) == [
        "entry 1 was changed, or what is before it; or the key is another one",
        "entry 2 names no key, and one before it does",
    ]


def test_names_of_keys_reveal_nothing_of_them() -> None:
    assert repr(BOTH) == f"ChainKeys({NEW_NAME}, {OLD_NAME})"
    assert {len(NEW_NAME), len(OLD_NAME)} == {16}
    assert ChainKeys().names == [""]
