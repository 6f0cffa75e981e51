"""Records by id: one of a module, and any of the graph."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument

from domain.errors import BadUserInput
from domain.modules.module import Module
from domain.queries import Row
from domain.sources import TYPE, Source
from resolvers.gathering import gathered
from schema.engine.declare import registry
from schema.engine.declare.connections import lazy_type
from schema.engine.declare.costs import RowCount
from schema.engine.declare.kinds import RowsField
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.projected import FollowedField, LinkProjection, Projector, TargetProjections
from schema.engine.declare.selections import FieldLocation, ResponsePath, SelectedField, named_type
from schema.engine.declare.walk import CostWalk

MOST_NODES = 100


def target_projection(
    declared: FollowedField, selected: SelectedField, above: ResponsePath, project: Projector
) -> LinkProjection:
    """The projection of a field that leads to records or parts. Raises NotCompilable."""
    place = (*above, selected.key)
    targets = TargetProjections(selected, place, project)
    if len(selected.below) == 1:
        # A selection that cannot be compiled must be detected before anything runs.
        targets[named_type(selected.field).name]
    return LinkProjection(selected, declared, FieldLocation(place, selected.coordinate), targets)


class RecordField(RowsField):
    """One record by id."""

    def __init__(self, target: str, home: str, module: Module, description: str) -> None:
        super().__init__(Source(), description, lazy_type(target, home) | None)
        self.target_type = target
        self._module = module
        text = "The record's `id`, or its id in the product."
        self.arguments = [StrawberryArgument("id", None, StrawberryAnnotation(registry.ID), description=text)]

    async def target(
        self, row: Row, operation: OperationContext, location: FieldLocation, arguments: Mapping[str, Any]
    ) -> Row | None:
        """The record. Raises NotFound."""
        record_id = registry.record_id(str(arguments["id"]), self.target_type)
        request = await operation.row_request(location, self._module, self.target_type)
        if request is None:
            return None
        record = await operation.loader.one(self._module, record_id, request.needs)
        operation.note_amounts(location, request, [record])
        return registry.present_row(record)

    def projected(self, selected: SelectedField, place: ResponsePath, project: Projector) -> LinkProjection:
        """The record's projection."""
        return target_projection(self, selected, place, project)

    def asked_modules(self, selected: SelectedField) -> Iterable[Module]:
        """The record's."""
        return (self._module,)

    def add_costs(self, walk: CostWalk, selected: SelectedField, place: ResponsePath) -> None:
        """One record."""
        if walk.is_hidden(selected, self._module):
            return
        needs, level = walk.needs(place, self._module, self.target_type), walk.level
        walk.add_records(place, self._module, needs, 1, 1, least=walk.is_first((self._module, "record")))
        walk.visit_below(selected, place, level)


class NodeField(RowsField):
    """Any record by its opaque id, or several."""

    def __init__(self, annotation: Any, description: str, *, many: bool) -> None:
        super().__init__(Source(), description, annotation)
        self._many = many
        name, kind = ("ids", list[registry.ID]) if many else ("id", registry.ID)
        text = f"Up to {MOST_NODES} global ids." if many else "A global id."
        self.arguments = [StrawberryArgument(name, None, StrawberryAnnotation(kind), description=text)]

    async def target(
        self, row: Row, operation: OperationContext, location: FieldLocation, arguments: Mapping[str, Any]
    ) -> Any:
        """The record or records; one that failed is its error. Raises BadUserInput and NotFound for a single one."""
        if not self._many:
            return await self._one(operation, location, str(arguments["id"]))
        ids: list[str] = arguments["ids"]
        if len(ids) > MOST_NODES:
            raise BadUserInput(f"`ids` takes at most {MOST_NODES} ids, not {len(ids)}.")
        return await gathered([self._one(operation, location, str(value)) for value in ids])

    async def _one(self, operation: OperationContext, location: FieldLocation, value: str) -> Row | None:
        await operation.check_named(value)
        type_name, record_id = registry.type_and_id_of(value)
        module = registry.module_of(type_name)
        request = await operation.row_request(location, module, type_name)
        if request is None:
            return None
        row = await operation.loader.one(module, record_id, request.needs)
        operation.note_amounts(location, request, [row])
        return {**registry.present_row(row), TYPE: type_name}

    def projected(self, selected: SelectedField, place: ResponsePath, project: Projector) -> LinkProjection:
        """The projection of each type that is met."""
        return target_projection(self, selected, place, project)

    def asked_modules(self, selected: SelectedField) -> Iterable[Module]:
        """Those of every type of which something is selected."""
        return (registry.module_of(name) for name, fields in selected.below.items() if fields)

    def add_costs(self, walk: CostWalk, selected: SelectedField, place: ResponsePath) -> None:
        """Each id by its type."""
        arguments = walk.arguments(selected)
        ids: Sequence[object] = arguments["ids"] if "ids" in arguments else (arguments["id"],)
        counts: Counter[str] = Counter()
        for id_ in ids:
            try:
                counts[registry.type_and_id_of(str(id_))[0]] += 1
            except BadUserInput:
                continue
        for type_name, count in counts.items():
            module = registry.module_of(type_name)
            if not walk.is_hidden(selected, module):
                needs = walk.needs(place, module, type_name)
                # In one call, except for those whose permissions are known later.
                walk.add_records(place, module, needs, count, count, least=walk.is_first((module, "record")))
                walk.visit(selected.below.get(type_name, ()), place, RowCount(count, count))
