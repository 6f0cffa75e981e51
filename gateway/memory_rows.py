"""Kept rows in memory, for a gateway without a directory for them: they end with the process."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from domain.kept_rows import KeptRows, RowsPlace, is_over

# What the rows of all people together may take in memory.
MOST_BYTES = 96 * 1024 * 1024


@dataclass(slots=True)
class MemoryRows:
    """Rows that end with the process; beyond `most_bytes` those that were kept first are dropped."""

    longest: timedelta
    most_bytes: int = MOST_BYTES
    _kept: dict[RowsPlace, KeptRows] = field(default_factory=dict[RowsPlace, KeptRows])

    async def one(self, place: RowsPlace) -> KeptRows | None:
        """As KeptRowsShelf says."""
        rows = self._kept.get(place)
        return None if rows is None or is_over(rows.kept_at, self.longest) else rows

    async def begin(self, place: RowsPlace, rows: KeptRows) -> None:
        """As KeptRowsShelf says."""
        self._kept.pop(place, None)
        self._kept[place] = rows
        for old in [each for each, kept in self._kept.items() if is_over(kept.kept_at, self.longest)]:
            del self._kept[old]
        size = sum(len(each.content) for each in self._kept.values())
        for old, kept in [*self._kept.items()]:
            if size <= self.most_bytes:
                break
            # Who keeps rows goes on keeping them: what is too much is read again.
            self._kept[old] = replace(kept, content=b"")
            size -= len(kept.content)

    async def replace(self, place: RowsPlace, rows: KeptRows) -> bool:
        """As KeptRowsShelf says."""
        if await self.one(place) is None:
            return False
        await self.begin(place, rows)
        return True

    async def forget(self, place: RowsPlace) -> bool:
        """As KeptRowsShelf says."""
        return self._kept.pop(place, None) is not None

    async def forget_person(self, person: str) -> None:
        """As KeptRowsShelf says."""
        for place in [place for place in self._kept if place.person == person]:
            del self._kept[place]
