"""Rows of long lists, packed: a page of 200 takes a few kilobytes, so that half a million rows fit into memory."""

import zlib
from collections.abc import Iterable, Iterator, MutableMapping
from itertools import chain

import msgspec

from domain.currencies import is_currency_code
from domain.queries import Row

ROWS_OF_BLOCK = 1000
# The fastest level packs rows of a list to a tenth already.
LEVEL = 1


class RowTable:
    """Rows of one list by their ids, in the order in which they were read; of rows with one id the first counts."""

    def __init__(self, key: str, rows: Iterable[Row] = ()) -> None:
        self._key = key
        self._blocks: list[bytes] = []
        self._open: list[Row] = []
        # Where each row is, by its id as a number.
        self._places: dict[int, int] = {}
        # Collected as rows come, since no report should unpack everything for it.
        self.currencies: set[str | None] = set()
        self.add(rows)

    def __len__(self) -> int:
        """The number of rows."""
        return len(self._places)

    @property
    def size(self) -> int:
        """The bytes that the rows take in memory."""
        return sum(map(len, self._blocks)) + len(self._open) * 2048 + len(self._places) * 120

    def add(self, rows: Iterable[Row]) -> None:
        """Keep rows whose ids are not there yet."""
        for row in rows:
            # Ids of other text than digits are taken as they are: two never share a number.
            number = _number(str(row[self._key]))
            if number not in self._places:
                self._places[number] = len(self._places)
                self._open.append(row)
                currency = row.get("currency_code")
                if is_currency_code(currency) or not currency:
                    self.currencies.add(currency or None)
        while len(self._open) >= ROWS_OF_BLOCK:
            block, self._open = self._open[:ROWS_OF_BLOCK], self._open[ROWS_OF_BLOCK:]
            self._blocks.append(zlib.compress(msgspec.json.encode(block), LEVEL))

    def rows_of(self, ids: Iterable[str]) -> dict[str, Row]:
        """The rows with these ids, as far as they are there; only the blocks that have them are unpacked."""
        places = {id_: place for id_ in ids if (place := self._places.get(_number(id_))) is not None}
        blocks = {number: self._block(number) for number in {place // ROWS_OF_BLOCK for place in places.values()}}
        return {id_: blocks[place // ROWS_OF_BLOCK][place % ROWS_OF_BLOCK] for id_, place in places.items()}

    def _block(self, number: int) -> list[Row]:
        return self._open if number == len(self._blocks) else _unpacked(self._blocks[number])

    def __iter__(self) -> Iterator[Row]:
        """Every row; those of one block at a time are in memory."""
        return chain(chain.from_iterable(map(_unpacked, self._blocks)), iter(self._open))

    def items(self) -> Iterator[tuple[str, Row]]:
        """Every row with its id."""
        return ((str(row[self._key]), row) for row in self)


class PackedRows(MutableMapping[str, Row]):
    """Single records by their ids, packed: each is unpacked when it is looked at."""

    def __init__(self) -> None:
        self._packed: dict[str, bytes] = {}
        self._bytes = 0

    @property
    def size(self) -> int:
        """The bytes that the rows take in memory."""
        return self._bytes + len(self._packed) * 200

    def __getitem__(self, id_: str) -> Row:
        return msgspec.json.decode(self._packed[id_])

    def __setitem__(self, id_: str, row: Row) -> None:
        self.pop(id_, None)
        self._packed[id_] = packed = msgspec.json.encode(row)
        self._bytes += len(packed)

    def __delitem__(self, id_: str) -> None:
        self._bytes -= len(self._packed.pop(id_))

    def __contains__(self, id_: object) -> bool:
        return id_ in self._packed

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)


def _number(id_: str) -> int:
    return int.from_bytes(id_.encode(), "big")


def _unpacked(block: bytes) -> list[Row]:
    return msgspec.json.decode(zlib.decompress(block))
