"""Cursors: positions sealed so that only this gateway reads them, and only for the list that made them."""

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import suppress
from dataclasses import asdict, replace
from functools import cached_property

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from domain.errors import BadUserInput
from domain.modules.module import Module
from domain.queries import ListQuery, Position

LONGEST = 4096
_POSITION = msgspec.json.Decoder(tuple[int | str, ...])


class Cursors:
    """Seals and opens positions. Deterministic: the same place of the same list has the same cursor.

    AES-SIV (RFC 5297) authenticates the list (module, filter, order, search, view, parent) with the position, so that a
    cursor of another list, or an invented one, does not open.
    """

    def __init__(self, secret: bytes, *before: bytes) -> None:
        """`secret` seals, in every process that shall understand the same cursors; those `before` only open."""
        self._cipher, *self._before = (_cipher_of(each) for each in (secret, *before))

    def seal(self, binding: bytes, position: Position) -> str:
        """The cursor of a position in the list that `binding` names."""
        sealed = self._cipher.encrypt(msgspec.json.encode(position), [binding])
        return _text_of(sealed)

    def open(self, binding: bytes, cursor: str) -> Position:
        """The position behind a cursor. Raises BadUserInput."""
        try:
            return _POSITION.decode(self._opened(_sealed(cursor), binding))
        except (ValueError, InvalidTag, msgspec.DecodeError) as error:
            raise BadUserInput(
                "`after` is not a cursor of this list. Take it from `pageInfo.endCursor` of the same list, "
                "with the same filter, search, view and order."
            ) from error

    def _opened(self, sealed: bytes, binding: bytes) -> bytes:
        *others, last = (self._cipher, *self._before)
        for cipher in others:
            with suppress(InvalidTag):
                return cipher.decrypt(sealed, [binding])
        return last.decrypt(sealed, [binding])


def _cipher_of(secret: bytes) -> AESSIV:
    return AESSIV(hashlib.sha512(b"suitegraph cursors\0" + secret).digest())


def _text_of(sealed: bytes) -> str:
    return urlsafe_b64encode(sealed).decode().rstrip("=")


def _sealed(cursor: str) -> bytes:
    sealed = urlsafe_b64decode(cursor[:LONGEST] + "=" * (-len(cursor) % 4))
    if _text_of(sealed) != cursor:
        raise ValueError("base64 has several spellings of the same bytes; a cursor has one")
    return sealed


class ListCursors:
    """The cursors of one list; what they are bound to is computed on first use."""

    def __init__(self, cursors: Cursors, module: Module, query: ListQuery) -> None:
        self._cursors = cursors
        self._module = module
        self._query = query

    @cached_property
    def _binding(self) -> bytes:
        return binding_of(self._module, self._query)

    def seal(self, position: Position) -> str:
        """The cursor of a position."""
        return self._cursors.seal(self._binding, position)

    def open(self, cursor: str) -> Position:
        """The position behind a cursor. Raises BadUserInput."""
        return self._cursors.open(self._binding, cursor)


class EntryCursors(ListCursors):
    """The cursors of what hangs on one record: they are bound to the field and the record."""

    def __init__(self, cursors: Cursors, module: Module, coordinate: str, record_id: str) -> None:
        super().__init__(cursors, module, ListQuery())
        self._place = (coordinate, record_id)

    @cached_property
    def _binding(self) -> bytes:
        return msgspec.json.encode([str(self._module), *self._place])


def binding_of(module: Module, query: ListQuery) -> bytes:
    """What a cursor belongs to: the list without its page."""
    asked = asdict(replace(query, first=1, after=None))
    del asked["most_walked"]
    if not query.tests:
        # Cursors of other lists stay what they were before there were tests.
        del asked["tests"]
    return msgspec.json.encode([str(module), asked], order="deterministic")
