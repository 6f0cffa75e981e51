"""What one operation carries through its resolvers."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from graphql.pyutils import Path

from domain.permissions import Denial, ModuleView
from domain.queries import Row
from domain.sources import Module, Needs
from resolvers.reading.loader import RecordLoader
from schema.engine.declare.cursors import Cursors
from schema.engine.declare.selections import ResponsePath, SelectedField
from schema.engine.execute.plan import OperationPlan

if TYPE_CHECKING:
    # It keeps documents, whose compiled plans know what an operation is.
    from schema.engine.visibility.callers import CallerVisibility


@dataclass(frozen=True, slots=True)
class RowRequest:
    """What to ask of the rows of one place, and what the caller may see of their module."""

    needs: Needs
    view: ModuleView


class FieldLocation(NamedTuple):
    """Where a field stands: the response keys that lead to it in the document, and its coordinate in the graph."""

    place: ResponsePath
    coordinate: str


# The arguments of a field of the document.
ArgumentLookup = Callable[[SelectedField], Mapping[str, Any]]


@dataclass(slots=True)
class OperationContext:
    """The context of one executed operation: never shared between requests.

    `strict`: not even the names of what is hidden are told. `hidden` are the coordinates that were asked for and stay
    null, with the reason of each. `given` tells the arguments of a field, once somebody has converted them.
    """

    loader: RecordLoader
    plan: OperationPlan
    cursors: Cursors
    visibility: "CallerVisibility"
    strict: bool = False
    given: ArgumentLookup | None = None
    hidden: dict[str, Denial] = field(default_factory=dict[str, Denial])
    _asked: dict[tuple[ResponsePath, str], RowRequest | None] = field(
        default_factory=dict[tuple[ResponsePath, str], RowRequest | None]
    )

    async def asked(self, spot: FieldLocation, module: Module, type_name: str) -> RowRequest | None:
        """What to ask at a field that answers rows of a type, None where the caller may not see them.

        Decided once for a place of the document, however many rows are above it.
        """
        key = (spot.place, type_name)
        if key not in self._asked:
            self._asked[key] = await self._decided(spot, module, type_name)
        return self._asked[key]

    def answers(self, spot: FieldLocation, asked: RowRequest, rows: Iterable[Row | Exception | None]) -> None:
        """Note whose amounts are answered at a spot, where reads of amounts are logged."""
        read, amounts = self.loader.amounts_read, self.plan.amounts.get(spot.place)
        if read is not None and amounts:
            read.add(asked.view.module, amounts - asked.view.hidden.keys(), rows)

    async def shows(self, coordinate: str, module: Module) -> bool:
        """Whether the caller may see a module; where not, the field that asks is noted as hidden.

        Raises the error of a source that could not be asked: coming back later may help.
        """
        denial = (await self.loader.permissions.of(module)).denial("view") or self.loader.permissions.hidden(coordinate)
        if denial is not None:
            self.hidden[coordinate] = denial
            if denial.failure is not None:
                raise denial.failure
        return denial is None

    async def _decided(self, spot: FieldLocation, module: Module, type_name: str) -> RowRequest | None:
        place = spot.place
        if not await self.shows(spot.coordinate, module):
            return None
        view = await self.loader.permissions.of(module)
        self.hidden |= {chosen: view.hidden[chosen] for chosen in self.plan.chosen(place) if chosen in view.hidden}
        needs = self.plan.asked(place, type_name, module, frozenset(view.hidden))
        if view.columns:
            needs = replace(needs, columns=needs.columns - view.columns)
        return RowRequest(needs, view)


def response_path(path: Path) -> ResponsePath:
    """The response keys that lead to a path, without list positions."""
    keys: list[str] = []
    step: Path | None = path
    while step is not None:
        if isinstance(step.key, str):
            keys.append(step.key)
        step = step.prev
    return tuple(reversed(keys))
