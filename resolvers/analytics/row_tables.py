"""Rows of long lists, packed: a page of 200 takes a few kilobytes, so that half a million rows fit into memory."""

import zlib
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from itertools import chain

import msgspec

from domain.queries import Row

ROWS_OF_BLOCK = 1000
# The fastest level packs rows of a list to a tenth already.
LEVEL = 1


class RowTable:
    """Rows of one list by their ids, in the order in which they were read; of rows with one id the first counts."""

    def __init__(self, key: str, rows: Iterable[Row] = ()) -> None:
        self.key = key
        self._blocks: list[bytes] = []
        self._open: list[Row] = []
        # Where each row is, by its id as a number.
        self._places: dict[int, int] = {}
        # Collected as rows come, since no report should unpack everything for it.
        self.currencies: set[str | None] = set()
        self.add(rows)

    @classmethod
    def of_blocks(cls, key: str, blocks: Iterable[bytes]) -> "RowTable":
        """The table whose rows these are; full blocks stay packed as they are."""
        table = cls(key)
        for block in blocks:
            rows = _unpacked(block)
            if len(rows) != ROWS_OF_BLOCK:
                table.add(rows)
                continue
            for row in rows:
                table._place(row)
            table._blocks.append(block)
        return table

    def blocks(self) -> list[bytes]:
        """All rows, packed."""
        return [*self._blocks, *([_packed(self._open)] if self._open else [])]

    def renewed(self, rows: Iterable[Row]) -> "RowTable":
        """The table with these rows in place of those with their ids; the others stay packed as they are."""
        table = RowTable(self.key)
        table._blocks, table._open, table._places = [*self._blocks], [*self._open], dict(self._places)
        table.currencies = set(self.currencies)
        changed: dict[int, list[tuple[int, Row]]] = {}
        new: list[Row] = []
        for row in rows:
            place = self._places.get(_number(str(row[self.key])))
            if place is None:
                new.append(row)
            else:
                changed.setdefault(place // ROWS_OF_BLOCK, []).append((place % ROWS_OF_BLOCK, row))
                table.currencies.add(row.get("currency_code") or None)
        for number, replaced in changed.items():
            block = [*table._block(number)]
            for index, row in replaced:
                block[index] = row
            if number == len(table._blocks):
                table._open = block
            else:
                table._blocks[number] = _packed(block)
        table.add(new)
        return table

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
            if self._place(row):
                self._open.append(row)
        while len(self._open) >= ROWS_OF_BLOCK:
            block, self._open = self._open[:ROWS_OF_BLOCK], self._open[ROWS_OF_BLOCK:]
            self._blocks.append(_packed(block))

    def _place(self, row: Row) -> bool:
        """Give a row the next place; whether its id was not there yet."""
        # Ids of other text than digits are taken as they are: two never share a number.
        number = _number(str(row[self.key]))
        if number in self._places:
            return False
        self._places[number] = len(self._places)
        self.currencies.add(row.get("currency_code") or None)
        return True

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
        return ((str(row[self.key]), row) for row in self)


class PackedRows(MutableMapping[str, Row]):
    """Single records by their ids, packed: each is unpacked when it is looked at."""

    def __init__(self, packed: Mapping[str, bytes] | None = None) -> None:
        self._packed = dict(packed or {})
        self._bytes = sum(map(len, self._packed.values()))

    @property
    def packed(self) -> dict[str, bytes]:
        """The rows, packed, by their ids."""
        return self._packed

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


def _packed(rows: list[Row]) -> bytes:
    return zlib.compress(msgspec.json.encode(rows), LEVEL)


def _unpacked(block: bytes) -> list[Row]:
    return msgspec.json.decode(zlib.decompress(block))
