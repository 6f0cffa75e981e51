"""What an operation has read of each module already, for links that lead to the same records."""

from collections import defaultdict
from collections.abc import Callable, Sequence

from domain.modules.module import Module
from domain.queries import Row
from domain.sources import Needs
from resolvers.catalogue import key_of

CoversNeeds = Callable[[Module, Needs, Needs], bool]
# What is known of a record that is not there answers everything.
NOT_THERE = Needs(detail=True, listed=True, every=True)


class RowCache:
    """Rows by module and id, each with what it was read for. `covers` says whether that answers other needs."""

    def __init__(self, covers: CoversNeeds) -> None:
        self._covers = covers
        self._held: defaultdict[Module, dict[str, tuple[Needs, Row | None]]] = defaultdict(dict)
        self._lists: defaultdict[Module, list[tuple[Needs, Sequence[Row]]]] = defaultdict(list)
        self._failed: defaultdict[tuple[Module, str], list[tuple[Needs, Exception]]] = defaultdict(list)

    def keep(self, module: Module, id_: str, needs: Needs, row: Row | None) -> None:
        """Keep a row, or that there is none for the caller."""
        held = self._held[module].get(id_)
        if row is None:
            needs = NOT_THERE
        if held is None or held[1] is None or self._covers(module, needs, held[0]):
            self._held[module][id_] = (needs, row)

    def keep_failed(self, module: Module, id_: str, needs: Needs, error: Exception) -> None:
        """Keep why a row could not be read: asked for together with others, it would be another call."""
        self._failed[module, id_].append((needs, error))

    def keep_list(self, module: Module, needs: Needs, rows: Sequence[Row]) -> None:
        """Keep a list. Nobody looks into most of them: their ids are looked at when somebody does."""
        self._lists[module].append((needs, rows))

    def row(self, module: Module, id_: str, needs: Needs) -> tuple[Row | Exception | None] | None:
        """The row, its error, or the None of one that is not there, in a tuple; None where nothing answers them."""
        for list_needs, rows in self._lists.pop(module, ()):
            for row in rows:
                self.keep(module, str(row.get(key_of(module))), list_needs, row)
        held = self._held[module].get(id_)
        if held is not None and (held[1] is None or self._covers(module, held[0], needs)):
            return (held[1],)
        failed = self._failed.get((module, id_), ()) if self._failed else ()
        return next(((error,) for asked, error in failed if self._covers(module, asked, needs)), None)
