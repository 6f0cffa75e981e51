"""The rows that an operation has read already, for links that lead to the same records."""

from collections import defaultdict
from collections.abc import Callable, Sequence

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
        held = self._held[module].get(id_)
        # That a record does not exist satisfies all needs.
        if row is None or held is None or held[1] is None or self._covers(module, needs, held[0]):
            self._held[module][id_] = (needs, row)

    def store_error(self, module: Module, id_: str, needs: Needs, error: Exception) -> None:
        """Store why a row could not be read, so that no later batch requests it again."""
        self._failed[module, id_].append((needs, error))

    def store_list(self, module: Module, needs: Needs, rows: Sequence[Row]) -> None:
        """Store the rows of a list. They are indexed by id at the first look-up, which most lists never see."""
        self._lists[module].append((needs, rows))

    def lookup(self, module: Module, id_: str, needs: Needs) -> tuple[Row | Exception | None] | None:
        """A tuple of the row, its error, or None for a record that does not exist; None where nothing is cached."""
        for list_needs, rows in self._lists.pop(module, ()):
            for row in rows:
                self.store(module, str(row.get(key_of(module))), list_needs, row)
        held = self._held[module].get(id_)
        if held is not None and (held[1] is None or self._covers(module, held[0], needs)):
            return (held[1],)
        failed = self._failed.get((module, id_), ()) if self._failed else ()
        return next(((error,) for error_needs, error in failed if self._covers(module, error_needs, needs)), None)
