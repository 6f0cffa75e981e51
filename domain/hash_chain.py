"""The audit log's chain: each entry is hashed with the hash before it, and the head says how many there are. Pure.

With a key only who has it can make a hash; without one the chain shows mistakes, not forgeries. Keys rotate: the head
names the one that seals now, and each entry the one that sealed it.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from domain.journal import Author, ChainHead, JournalEntry, RecordedCall

LONGEST_KEY_NAME = 16
EMPTY_CHAIN = ChainHead(0, "0" * 64)
_KNOWN = frozenset(field.name for field in fields(JournalEntry))


class ChainKeys:
    """The keys of a chain, the first of which seals when keys are rotated; no key at all where none is given."""

    def __init__(self, *keys: bytes) -> None:
        self._by_name = {_key_name(key): key for key in keys} or {"": b""}

    def __repr__(self) -> str:
        return f"ChainKeys({', '.join(self._by_name)})"

    @property
    def names(self) -> list[str]:
        """The names of the keys, which reveal nothing of them, the first key's first; empty for no key."""
        return [*self._by_name]

    def of(self, name: str) -> bytes | None:
        """The key of a name, None where these keys do not have it."""
        return self._by_name.get(name)


NO_KEYS = ChainKeys()


def canonical_text(sequence: int, entry: JournalEntry) -> str:
    """An entry in its place as the one text that is hashed and stored: ASCII, instants in UTC, Decimals as text."""
    return _text({"sequence": sequence, **_fields(entry)})


def values_text(values: Mapping[str, Any]) -> str:
    """Values as text in the same form."""
    return _text(dict(values))


def entry_of(text: str) -> JournalEntry:
    """The entry in a canonical text. What a later version added is left out. Raises ValueError for any other text."""
    try:
        values: dict[str, Any] = {name: value for name, value in _loaded(text).items() if name in _KNOWN}
        values["at"] = datetime.fromisoformat(values["at"])
        values["author"] = Author(**values["author"])
        values["codes"] = tuple(values["codes"])
        values["exchanged"] = tuple(RecordedCall(**each) for each in values["exchanged"])
        return JournalEntry(**values)
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError("this is no entry of the audit log") from error


def chained_hash(key: bytes, before: str, text: str) -> str:
    """The hash of an entry that follows the one whose hash is `before`, hexadecimal."""
    return _hash(key, f"{before}{text}")


def head_seal(key: bytes, head: ChainHead) -> str:
    """What shows that a head was written by who has the key, hexadecimal."""
    # Apart from the hashes of entries, none of whose texts begins so.
    return _hash(key, f"head{head.count}:{head.hash}")


def seal_matches(key: bytes, head: ChainHead, seal: str) -> bool:
    """Whether a head has the seal of this key."""
    return hmac.compare_digest(head_seal(key, head).encode(), f"{seal}".encode("utf-8", "backslashreplace"))


def _key_name(key: bytes) -> str:
    return _hash(key, "key name")[:LONGEST_KEY_NAME] if key else ""


def _hash(key: bytes, text: str) -> str:
    data = text.encode("utf-8", "backslashreplace")
    return hmac.digest(key, data, "sha256").hex() if key else hashlib.sha256(data).hexdigest()


def _text(values: Mapping[str, Any]) -> str:
    # ASCII: databases refuse NUL characters and lone surrogates, which products may send.
    return json.dumps(values, default=_plain, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def _loaded(text: str) -> Any:
    values = json.loads(text)
    if r"\ud" not in text:
        return values
    # A lone surrogate is stored as it came, and goes into no answer.
    return json.loads(json.dumps(values, ensure_ascii=False).encode("utf-8", "replace"))


def _fields(record: Any) -> dict[str, Any]:
    return {field.name: getattr(record, field.name) for field in fields(record)}


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case Mapping():
            return dict(value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]  # a product's, of any type
        case Sequence() if not isinstance(value, bytes):
            return list(value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]  # as above
        case _ if is_dataclass(value):
            return _fields(value)
        case _:
            raise TypeError(f"a {type(value).__name__} cannot be written into the audit log")
