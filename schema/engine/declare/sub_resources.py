"""Sub-resources of a record, read once for each record: comments, notes, history, files."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from copy import deepcopy
from types import MappingProxyType
from typing import Any, cast

from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument

from domain.modules.module import Module
from domain.permissions import Denial, ModuleView
from domain.queries import DEFAULT_PAGE, LARGEST_PAGE, EntryWindow, Row, RowPage, offset_of, page_size
from domain.sources import PRODUCT, WITHHELD, Source
from resolvers.catalogue import key_of
from resolvers.reading.loader import RecordLoader
from schema.engine.declare.connection_projections import connection_link
from schema.engine.declare.connections import ConnectionValue, connection_of
from schema.engine.declare.costs import OwnCosts, RowCount
from schema.engine.declare.cursors import EntryCursors
from schema.engine.declare.kinds import RowsField
from schema.engine.declare.lookups import target_projection
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.projected import LinkProjection, Projector
from schema.engine.declare.selections import FieldLocation, ResponsePath, SelectedField
from schema.engine.declare.walk import CostWalk

# The window of those of a record of a module, the newest first.
SubResourceReader = Callable[[RecordLoader, Module, str, EntryWindow], Awaitable[RowPage]]
NOTHING_WITHHELD: Mapping[str, Denial] = MappingProxyType({})


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
    ) -> Sequence[Row] | ConnectionValue | None:
        """The parts, None where they are hidden."""
        view = await self.view(operation, location)
        parts = None if view is None else await self.parts(row, operation, arguments)
        return None if view is None or parts is None else self.shown(parts, location.coordinate, view)

    async def view(self, operation: OperationContext, location: FieldLocation) -> ModuleView | None:
        """What the caller may see of the record's module, None where the parts are hidden."""
        view = await operation.loader.permissions.of(self.module)
        if location.coordinate in view.hidden:
            return None
        inner = operation.plan.coordinates(location.place)
        operation.hidden |= {each: view.hidden[each] for each in inner if each in view.hidden}
        return view

    def shown(self, parts: Sequence[Row], coordinate: str, view: ModuleView) -> Sequence[Row]:
        """The parts without what is hidden of them; permissions know them by the coordinate of the field."""
        if all(path[0] != coordinate for path in (*view.dropped, *view.withheld)):
            return parts
        # What was read may be cached, and belongs to nobody's operation alone.
        held: Row = {coordinate: deepcopy([*parts])}
        view.strip([held])
        return held[coordinate]

    async def parts(self, row: Row, operation: OperationContext, arguments: Mapping[str, Any]) -> Sequence[Row] | None:
        """The parts of a record whose row is there."""
        raise NotImplementedError

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
    """A connection of parts that belong to a record and take a call."""

    def __init__(
        self, kind: type, description: str, reads: SubResourceReader, costs: OwnCosts, *, tells_amounts: bool
    ) -> None:
        """`kind` is their type, `costs` are the most calls for one record."""
        annotation = cast("Any", connection_of(kind.__name__, kind)) | None
        super().__init__(Source(), description, annotation, costs=costs, tells_amounts=tells_amounts)
        self._reads = reads
        self.arguments = [
            _argument("first", f"Number of entries, 1 to {LARGEST_PAGE}.", int | None, DEFAULT_PAGE),
            _argument("after", "The `endCursor` of the previous page.", str | None),
        ]

    def belong_to(self, owner: type, name: str, annotation: object, module: Module | None) -> None:
        """What a look-up of CRM carries of a record does not do for it."""
        super().belong_to(owner, name, annotation, module)
        self.source = Source(detail=self.module.traits.carries_look_ups)

    async def target(
        self, row: Row, operation: OperationContext, location: FieldLocation, arguments: Mapping[str, Any]
    ) -> ConnectionValue | None:
        """A page of them, the newest first; None where they are hidden. Raises BadUserInput."""
        first, after = page_size(arguments.get("first")), arguments.get("after")
        view = await self.view(operation, location)
        if view is None:
            return None
        record_id = str(row[key_of(self.module)])
        cursors = EntryCursors(operation.cursors, self.module, location.coordinate, record_id)
        window = EntryWindow(first, offset_of(None if after is None else cursors.open(after)))
        page = await self._page(operation, location, record_id, window)
        if page is None:
            return None
        parts: list[Row] = [{PRODUCT: self.module.product, **each} for each in page.rows if isinstance(each, dict)]
        for part in parts:
            withheld: Mapping[str, Denial] = part.get(WITHHELD, NOTHING_WITHHELD)
            for column, denial in withheld.items():
                operation.hidden |= dict.fromkeys(operation.plan.reading(location.place, column), denial)
        shown = self.shown(parts, location.coordinate, view)
        return ConnectionValue(RowPage([*shown], page.positions, page.more), cursors)

    async def _page(
        self, operation: OperationContext, location: FieldLocation, record_id: str, window: EntryWindow
    ) -> RowPage | None:
        """The window of the parts, None where the product has refused those of look-ups a while ago."""

        async def load() -> RowPage:
            return await self._reads(operation.loader, self.module, record_id, window)

        # What is refused of a look-up is refused of each of its records.
        is_look_up = bool(self.module.chosen_in)
        return await (operation.looked_up(location.coordinate, self.module, load) if is_look_up else load())

    def projected(self, selected: SelectedField, place: ResponsePath, project: Projector) -> LinkProjection:
        """The projection of the connection."""
        return connection_link(self, selected, place, project)

    def add_costs(self, walk: CostWalk, selected: SelectedField, place: ResponsePath) -> None:
        """The calls that it declares for each row; links may lie in its parts."""
        if walk.is_hidden(selected, self.module):
            return
        level, first = walk.level, walk.arguments(selected).get("first") or DEFAULT_PAGE
        walk.add_own(self.costs, selected, place)
        walk.visit_below(selected, place, RowCount(level.rows, level.rows * int(first)))


def _argument(name: str, description: str, annotation: Any, default: object = None) -> StrawberryArgument:
    return StrawberryArgument(name, None, StrawberryAnnotation(annotation), description=description, default=default)
