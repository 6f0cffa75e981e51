"""The rows that an operation has read already, for links that lead to the same records."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from domain.modules.module import Module
from domain.queries import Row
from domain.sources import Needs
from resolvers.catalogue import key_of

CoversNeeds = Callable[[Module, Needs, Needs], bool]


class RowCache:
    """Rows by module and id, each with the needs it was read for. `covers` says whether those satisfy other needs."""

    def __init__(self, covers: CoversNeeds) -> None:
        self._covers = covers
        self._held: defaultdict[Module, dict[str, tuple[Needs, Row | None]]] = defaultdict(dict)
        self._lists: defaultdict[Module, list[tuple[Needs, Sequence[Row]]]] = defaultdict(list)
        self._failed: defaultdict[tuple[Module, str], list[tuple[Needs, Exception]]] = defaultdict(list)

    def store(self, module: Module, id_: str, needs: Needs, row: Row | None) -> None:
        """Store a row, or that the caller sees none."""
        rows = self._held[module]
        held = rows.get(id_)
        # That a record does not exist satisfies all needs.
        if row is None or held is None or held[1] is None or self._covers(module, needs, held[0]):
            rows[id_] = (needs, row)

    def store_error(self, module: Module, id_: str, needs: Needs, error: Exception) -> None:
        """Store why a row could not be read, so that no later batch requests it again."""
        self._failed[module, id_].append((needs, error))

    def store_list(self, module: Module, needs: Needs, rows: Sequence[Row]) -> None:
        """Store the rows of a list. They are indexed by id at the first look-up, which most lists never see."""
        self._lists[module].append((needs, rows))

    def cached(self, module: Module, ids: Iterable[str], needs: Needs) -> dict[str, Row | Exception | None]:
        """What is cached of these ids: a row, its error, or None for a record that does not exist."""
        for list_needs, rows in self._lists.pop(module, ()):
            for row in rows:
                self.store(module, str(row.get(key_of(module))), list_needs, row)
        rows_by_id: dict[str, Row | Exception | None] = {}
        held_rows, covered = self._held[module], dict[int, bool]()
        for id_ in ids:
            held = held_rows.get(id_)
            if held is not None and (held[1] is None or self._is_covered(covered, module, held[0], needs)):
                rows_by_id[id_] = held[1]
            elif self._failed:
                failed = self._failed.get((module, id_), ())
                error = next((each for failed_needs, each in failed if self._covers(module, failed_needs, needs)), None)
                if error is not None:
                    rows_by_id[id_] = error
        return rows_by_id

    def _is_covered(self, covered: dict[int, bool], module: Module, held: Needs, needs: Needs) -> bool:
        """Whether rows satisfy the needs: rows that were read together share theirs, which are compared once."""
        key = id(held)
        if key not in covered:
            covered[key] = self._covers(module, held, needs)
        return covered[key]
