"""Sub-resources of a record, read once for each record: comments, notes, history, files."""

from abc import abstractmethod
from collections.abc import Awaitable, Callable, Mapping, Sequence
from copy import deepcopy
from typing import Any

from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument

from domain.errors import BadUserInput
from domain.modules.module import Module
from domain.permissions import ModuleView
from domain.queries import Row
from domain.sources import PRODUCT, Source
from resolvers.catalogue import key_of
from resolvers.reading.loader import RecordLoader
from schema.engine.declare.costs import OwnCosts
from schema.engine.declare.kinds import RowsField
from schema.engine.declare.lookups import target_projection
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.projected import LinkProjection, Projector
from schema.engine.declare.selections import FieldLocation, ResponsePath, SelectedField
from schema.engine.declare.walk import CostWalk

MOST_SUB_RESOURCES = 200

# At most so many of a record of a module, the newest first.
SubResourceReader = Callable[[RecordLoader, Module, str, int], Awaitable[Sequence[Row]]]


class PartsField(RowsField):
    """Parts of a record that do not lie in its row as they are, and may take a call for each record.

    `tells_amounts` says whether what they show may name amounts of the record. They are seen with their record, unless
    the policy hides them; fields of theirs with a twin in the mirror are taken out of them where the twin is hidden.
    The reader leaves out what texts must not show.
    """

    module: Module

    def __init__(
        self, source: Source, description: str, annotation: Any, *, costs: OwnCosts, tells_amounts: bool
    ) -> None:
        super().__init__(source, description, annotation)
        self.costs = costs
        self.tells_amounts = tells_amounts

    def belong_to(self, owner: type, name: str, annotation: object, module: Module | None) -> None:
        """Be the field of a record of this module."""
        if module is None:
            raise TypeError(f"{owner.__name__}.{name} hangs on a record, and {owner.__name__} is none")
        self.module = module

    async def target(
        self, row: Row, operation: OperationContext, location: FieldLocation, arguments: Mapping[str, Any]
    ) -> Sequence[Row] | None:
        """The parts, None where they are hidden."""
        view = await operation.loader.permissions.of(self.module)
        if location.coordinate in view.hidden:
            return None
        inner = operation.plan.coordinates(location.place)
        operation.hidden |= {each: view.hidden[each] for each in inner if each in view.hidden}
        return self._shown(await self.parts(row, operation, arguments), location.coordinate, view)

    def _shown(self, parts: Sequence[Row] | None, coordinate: str, view: ModuleView) -> Sequence[Row] | None:
        """The parts without what is hidden of them; permissions know them by the coordinate of the field."""
        if parts is None or all(path[0] != coordinate for path in (*view.dropped, *view.withheld)):
            return parts
        # What was read may be cached, and belongs to nobody's operation alone.
        held: Row = {coordinate: deepcopy([*parts])}
        view.strip([held])
        return held[coordinate]

    @abstractmethod
    async def parts(self, row: Row, operation: OperationContext, arguments: Mapping[str, Any]) -> Sequence[Row] | None:
        """The parts of a record whose row is there."""

    def amounts(self, selected: SelectedField) -> frozenset[str]:
        """Its own coordinate where its parts may name amounts."""
        return frozenset({selected.coordinate}) if self.tells_amounts else frozenset()

    def projected(self, selected: SelectedField, place: ResponsePath, project: Projector) -> LinkProjection:
        """The projection of the parts."""
        return target_projection(self, selected, place, project)

    def add_costs(self, walk: CostWalk, selected: SelectedField, place: ResponsePath) -> None:
        """The calls that it declares for each row; links may lie in parts."""
        if walk.is_hidden(selected, self.module):
            return
        walk.add_own(self.costs, selected, place)
        walk.visit_inside(selected, place)


class SubResourceField(PartsField):
    """A list of parts that belong to a record and take a call."""

    def __init__(
        self, kind: Any, description: str, reads: SubResourceReader, costs: OwnCosts, *, tells_amounts: bool
    ) -> None:
        """`kind` is their type, `costs` are the most calls for one record."""
        super().__init__(Source(), description, list[kind] | None, costs=costs, tells_amounts=tells_amounts)
        self._reads = reads
        text = f"Maximum number of entries, up to {MOST_SUB_RESOURCES}."
        self.arguments = [StrawberryArgument("first", None, StrawberryAnnotation(int), description=text, default=50)]

    def belong_to(self, owner: type, name: str, annotation: object, module: Module | None) -> None:
        """What a look-up of CRM carries of a record does not do for it."""
        super().belong_to(owner, name, annotation, module)
        self.source = Source(detail=self.module.traits.carries_look_ups)

    async def target(
        self, row: Row, operation: OperationContext, location: FieldLocation, arguments: Mapping[str, Any]
    ) -> Sequence[Row] | None:
        """The newest of them, None where they are hidden. Raises BadUserInput."""
        if not 1 <= int(arguments["first"]) <= MOST_SUB_RESOURCES:
            raise BadUserInput(f"`first` must be between 1 and {MOST_SUB_RESOURCES}.")
        return await super().target(row, operation, location, arguments)

    async def parts(self, row: Row, operation: OperationContext, arguments: Mapping[str, Any]) -> Sequence[Row] | None:
        """The newest of them."""
        record_id = str(row[key_of(self.module)])
        rows = await self._reads(operation.loader, self.module, record_id, int(arguments["first"]))
        return [{PRODUCT: self.module.product, **each} for each in rows]
