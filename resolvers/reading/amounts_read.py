"""Which records' amounts an operation answers."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from domain.modules.module import Module
from domain.queries import Row
from resolvers.catalogue import key_of


@dataclass(slots=True)
class AmountsRead:
    """The coordinates of amounts that were answered, and the ids of the records by module."""

    coordinates: set[str] = field(default_factory=set[str])
    ids: dict[Module, dict[str, None]] = field(default_factory=dict[Module, "dict[str, None]"])

    def add(self, module: Module, coordinates: Iterable[str], rows: Iterable[Row | Exception | None]) -> None:
        """These amounts of these records."""
        key = key_of(module)
        found = {str(row[key]): None for row in rows if isinstance(row, dict)}
        if found:
            self.coordinates.update(coordinates)
            self.ids.setdefault(module, {}).update(found)
