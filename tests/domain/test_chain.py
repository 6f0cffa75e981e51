"""The audit log's chain."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from types import MappingProxyType

import pytest

from domain.hash_chain import (
    EMPTY_CHAIN,
    canonical_text,
    chained_hash,
    entry_of,
    head_seal,
    seal_matches,
    values_text,
)
from domain.journal import Author, ChainHead, JournalEntry, RecordedCall

ENTRY = JournalEntry(
    tenant="us:1",
    at=datetime(2026, 3, 4, 12, 30, tzinfo=timezone(timedelta(hours=2))),
    author=Author("Zoë", "zoe@x.example"),
    act="createInvoice",
    module="books.invoices",
    record_id=None,
    after=MappingProxyType({"b": Decimal("1.10"), "a": ({"on": date(2026, 3, 4)},)}),
    exchanged=(RecordedCall("books", "POST", "/invoices", None, 201, "0"),),
)
TEXT = (
    '{"act":"createInvoice","after":{"a":[{"on":"2026-03-04"}],"b":"1.10"},"at":"2026-03-04T10:30:00.000000+00:00",'
    '"author":{"billing_id":null,"books_id":null,"crm_id":null,"email":"zoe@x.example","name":"Zo\\u00eb","zuid":null},'
    '"before":null,"client":"","codes":[],"document":"",'
    '"exchanged":[{"body":null,"code":"0","method":"POST","path":"/invoices","product":"books","status":201}],'
    '"intent_id":"","module":"books.invoices","operation":"","permissions":"","record_id":null,"request_id":"",'
    '"result":"pending","sequence":7,"tenant":"us:1"}'
)


def test_an_entry_has_one_text() -> None:
    assert canonical_text(7, ENTRY) == TEXT
    assert canonical_text(7, entry_of(TEXT)) == TEXT


def test_an_entry_is_read_from_its_text() -> None:
    found = entry_of(TEXT)
    assert found == replace(ENTRY, at=ENTRY.at, after={"a": [{"on": "2026-03-04"}], "b": "1.10"})
    assert found.at.tzinfo == UTC


def test_what_a_later_version_added_is_left_out() -> None:
    assert entry_of(TEXT.replace('"act":', '"acre":1,"act":')) == entry_of(TEXT)


@pytest.mark.parametrize("text", ["", "x", "[]", "null", "{}", TEXT.replace("12", "x").replace("T10", "Tx")])
def test_another_text_is_no_entry(text: str) -> None:
    with pytest.raises(ValueError, match=r"no entry|JSON|Expecting|isoformat"):
        entry_of(text)


def test_what_is_no_value_of_a_product_is_refused() -> None:
    for value in (b"token", object(), {1}):
        with pytest.raises(TypeError, match="cannot be written"):
            values_text({"value": value})


def test_hashes_are_those_of_the_published_functions() -> None:
    # printf '%s' "$before$text" | openssl dgst -sha256 [-hmac key]
    assert (
        chained_hash(b"", EMPTY_CHAIN.hash, "{}") == "5508d2b710e64bc470079e1b211d9c58e21011e59d0559e422345dc19d659a75"
    )
    assert (
        chained_hash(b"key", EMPTY_CHAIN.hash, "{}")
        == "78fb72535b3e150ee19302fcb7cd389f94471d845a0dfa5152d7a19647a2ad45"
    )


def test_a_hash_tells_of_key_of_what_is_before_and_of_the_text() -> None:
    made = {
        chained_hash(key, before, text) for key in (b"", b"a", b"b") for before in ("0" * 64, "1" * 64) for text in "xy"
    }
    assert len(made) == 12


def test_a_head_has_the_seal_of_its_key_alone() -> None:
    head = ChainHead(3, "a" * 64)
    seal = head_seal(b"key", head)
    assert seal_matches(b"key", head, seal)
    assert not seal_matches(b"other", head, seal)
    assert not seal_matches(b"", head, seal)
    assert not seal_matches(b"key", replace(head, count=2), seal)
    assert not seal_matches(b"key", replace(head, hash="b" * 64), seal)
    assert not seal_matches(b"key", head, "ü")
