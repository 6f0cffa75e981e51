"""The custom fields of a record as one field of the graph."""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from graphql import FieldNode, ListValueNode, StringValueNode
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.info import Info

from domain.custom_fields import AMOUNT_LIKE, CustomKind, CustomValue
from domain.errors import UpstreamUnavailable
from domain.modules.module import Module
from domain.permissions import GuardedField
from domain.products import ZohoProduct
from domain.queries import Row
from domain.sources import CURRENCY, CUSTOM, NO_NEEDS, PRODUCT, Needs, Source, needs_of
from schema.engine.declare.columns import ColumnValues
from schema.engine.declare.kinds import RecordedText, SourcedField
from schema.engine.declare.objects import object_of
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.projected import MemberProjection, OpenRows, ProjectionContext, Projector
from schema.engine.declare.selections import ResponsePath, SelectedField
from schema.engine.declare.walk import CostWalk

BuildCustomField = Callable[[CustomValue, Row], Any]


class CustomFieldsField(SourcedField):
    """The custom fields of a record, all or by name.

    `amounts_at` are the coordinates at which the graph shows the kinds of values from which amounts can be read.
    """

    reads_row = False
    product: ZohoProduct

    def __init__(
        self, source: Source, annotation: Any, build: BuildCustomField, amounts_at: Mapping[CustomKind, str]
    ) -> None:
        text = "Custom fields that you may see: all of them, or those named. Unknown names are ignored."
        super().__init__(source, text, annotation)
        self._build = build
        self.amounts_at = amounts_at
        names = "Names of the fields in the product, `Region` or `cf_region`; in Billing their labels."
        self.arguments = [
            StrawberryArgument("names", None, StrawberryAnnotation(list[str] | None), description=names, default=None)
        ]

    def belong_to(self, owner: type, name: str, annotation: object, module: Module | None) -> None:
        """Amounts are in the record's currency."""
        if module is not None:
            self.product = module.product
            self.source = replace(self.source, currency=module.currency_column)

    def answer(self, row: Row, info: Info[OperationContext, None], arguments: dict[str, Any]) -> list[Any]:
        """The values, in the product's order."""
        return self.named(row, arguments.get("names"))

    def named(self, row: Row, names: Container[str] | None) -> list[Any]:
        """The values of these names, of all for None."""
        values: list[CustomValue] | None = row.get(CUSTOM, [])
        if values is None:
            raise UpstreamUnavailable("A value sent for `customFields` is malformed.", service=self.product)
        record = {
            "currency": row.get(self.source.currency or ""),
            CURRENCY: row.get(CURRENCY),
            PRODUCT: self.product,
        }
        return [self._build(value, record) for value in values if names is None or value.name in names]

    def needs(self, selected: SelectedField) -> Needs:
        """The named ones; all where the names are not literal."""
        needs = needs_of(self.source)
        return Needs(custom=literal_names(selected.nodes), detail=needs.detail, columns=needs.columns)

    def amounts(self, selected: SelectedField) -> frozenset[str]:
        """Its own coordinate: a custom field may be an amount."""
        return frozenset({selected.coordinate}) if self.source.public is None else frozenset()

    def needs_by_coordinate(self, selected: SelectedField) -> Iterator[tuple[str, Needs]]:
        """The amounts and numbers among custom fields are hidden by coordinates of their own."""
        yield selected.coordinate, self.needs(selected)
        for coordinate in dict.fromkeys(self.amounts_at.values()):
            type_name, _, name = coordinate.partition(".")
            if any(each.name == name for each in selected.below.get(type_name, ())):
                yield coordinate, NO_NEEDS

    def guards(self, coordinate: str, module: Module) -> Iterator[GuardedField]:
        """All custom values of the row, and by themselves those that may hold amounts, which the mirror may hide."""
        yield GuardedField(coordinate, ((CUSTOM,),), ())
        for shown_at in dict.fromkeys(self.amounts_at.values()):
            paths = tuple((CUSTOM, kind.value) for kind in AMOUNT_LIKE if self.amounts_at[kind] == shown_at)
            yield GuardedField(shown_at, paths, () if self.source.crm is None else (self.source.crm,))

    def held_types(self, type_name: str) -> tuple[str, ...]:
        """Custom amounts and numbers lie in them too."""
        return (type_name, *dict.fromkeys(each.partition(".")[0] for each in self.amounts_at.values()))

    def projected(self, selected: SelectedField, place: ResponsePath, project: Projector) -> MemberProjection:
        """Objects of the kinds of values."""
        objects = {name: object_of(below, name) for name, below in selected.below.items()}

        def custom(rows: Sequence[Row], context: ProjectionContext, _open: list[OpenRows]) -> ColumnValues:
            names = context.arguments(selected).get("names")
            return [[objects[type(value).__name__](value) for value in self.named(row, names)] for row in rows]

        return custom

    def add_costs(self, walk: CostWalk, selected: SelectedField, place: ResponsePath) -> None:
        """They come with their row."""

    def is_recorded(self) -> bool:
        """Their history is not by column: see `schema.shared.changes`."""
        return False

    def recorded_text(self, row: Row, module: Module) -> RecordedText:
        """None, as above."""
        return None


def literal_names(nodes: Sequence[FieldNode]) -> frozenset[str]:
    """The literal names in the arguments; the empty set, which means all, if names are omitted or in a variable."""
    names: set[str] = set()
    for node in nodes:
        argument = next((argument for argument in node.arguments or () if argument.name.value == "names"), None)
        if argument is None or not isinstance(argument.value, ListValueNode):
            return frozenset()
        values = argument.value.values
        if not all(isinstance(value, StringValueNode) for value in values):
            return frozenset()
        names |= {cast("StringValueNode", value).value for value in values}
    return frozenset(names)
