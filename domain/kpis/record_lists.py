"""Lists of records: rows that are made when they are looked at, since few of many are."""

from collections.abc import Callable, Sequence
from typing import overload

from domain.kpis.results import ReportRow


class RecordRows(Sequence[ReportRow]):
    """The rows of a list in the order of their ids, each made once, when it is asked for."""

    def __init__(self, ids: Sequence[str], row: Callable[[str], ReportRow]) -> None:
        self._ids = ids
        self._row = row
        self._known: dict[str, ReportRow] = {}

    def __len__(self) -> int:
        return len(self._ids)

    @overload
    def __getitem__(self, index: int) -> ReportRow: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[ReportRow, ...]: ...

    def __getitem__(self, index: int | slice) -> ReportRow | tuple[ReportRow, ...]:
        if isinstance(index, slice):
            return tuple(map(self._of, self._ids[index]))
        return self._of(self._ids[index])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RecordRows) and tuple(self) == tuple(other)

    __hash__ = None  # pyright: ignore[reportAssignmentType]  # as of any sequence that compares by its items

    def _of(self, id_: str) -> ReportRow:
        if id_ not in self._known:
            self._known[id_] = self._row(id_)
        return self._known[id_]
