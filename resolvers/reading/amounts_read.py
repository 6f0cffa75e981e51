"""The records whose amounts an operation returns."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from domain.modules.module import Module
from domain.queries import Row
from resolvers.catalogue import key_of


@dataclass(slots=True)
class AmountsRead:
    """The coordinates of the amounts that were returned, and the ids of their records by module."""

    coordinates: set[str] = field(default_factory=set[str])
    ids: dict[Module, dict[str, None]] = field(default_factory=dict[Module, "dict[str, None]"])

    def add(self, module: Module, coordinates: Iterable[str], rows: Iterable[Row | Exception | None]) -> None:
        """Add the amounts at these coordinates of these records."""
        key = key_of(module)
        self.add_records(module, coordinates, [str(row[key]) for row in rows if isinstance(row, dict)])

    def add_records(self, module: Module, coordinates: Iterable[str], ids: Collection[str]) -> None:
        """Add the amounts at these coordinates of the records with these ids."""
        if ids:
            self.coordinates.update(coordinates)
            self.ids.setdefault(module, {}).update(dict.fromkeys(ids))
