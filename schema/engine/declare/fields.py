"""Values that a product sends under a key: plain ones, amounts, and objects inside the row."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from enum import Enum
from itertools import islice
from typing import Any, cast

import strawberry
from strawberry.types.base import get_object_definition
from strawberry.utils.str_converters import to_camel_case

from domain.currencies import NO_CURRENCY
from domain.errors import SuitegraphError
from domain.modules.module import Module
from domain.permissions import GuardedField
from domain.queries import Row
from domain.sources import NO_NEEDS, PRODUCT, Needs, needs_of
from schema.engine.declare.columns import AmountColumns, ColumnValues, amounts_of, objects_of, values_of
from schema.engine.declare.kinds import RecordedText, SourcedField, declaration
from schema.engine.declare.objects import NullWhereNoneIsAllowed, is_required
from schema.engine.declare.projected import MemberProjection, OpenRows, ProjectionContext, Projector
from schema.engine.declare.selections import ResponsePath, SelectedField, named_type
from schema.engine.declare.values import Reader, ValueShape, is_amount, is_part, reader_of, shape_of
from schema.engine.declare.walk import CostWalk

# Kinds of values that amounts, rates and shares are sent as.
NUMBERS = (Decimal, int, float)
# The field of an amount that says what its currency is.
CURRENCY_OF = "currency"
# Keys and names of texts from which amounts may be read: `total_formatted`, `discount`.
MONEY = re.compile(
    r"(^|_)(bcy|fcy|amount|(sub)?total|sum|balance|price|rate|cost|fee|charge|discount|credits?|paid|outstanding"
    r"|formatted|percent|percentage|share|margin|commission|adjustment|receivable|payable|revenue|refund|deposit)"
    r"(s?)(_|$)",
    re.IGNORECASE,
)


class UpstreamField(SourcedField):
    """A value that the product sends under a key. `shape` is that of its values, None where only `read` knows it."""

    read: Reader
    shape: ValueShape | None
    name_in_graph: str

    def belong_to(self, owner: type, name: str, annotation: object, module: Module | None) -> None:
        """Know how to read the rows of a record's module, or of the objects that a part stands for."""
        self.shape = shape_of(str if annotation is strawberry.ID else annotation)
        self.name_in_graph = to_camel_case(name)
        product = None if module is None else module.product
        self.read = reader_of(self.shape, self.source, product, f"{owner.__name__}.{self.name_in_graph}")

    def needs_by_coordinate(self, selected: SelectedField) -> Iterator[tuple[str, Needs]]:
        """The currency of an amount is hidden by a coordinate of its own: it is the record's."""
        yield selected.coordinate, self.needs(selected)
        if self.shows_amounts:
            (kind,) = selected.below
            yield from ((f"{kind}.{each.name}", NO_NEEDS) for each in selected.below[kind] if each.name == CURRENCY_OF)

    def guards(self, coordinate: str, module: Module) -> Iterator[GuardedField]:
        """Itself, and the currency of an amount."""
        yield from super().guards(coordinate, module)
        if self.shows_amounts and self.source.currency and self.shape is not None:
            kind = get_object_definition(self.shape.kind, strict=True).name
            yield GuardedField(f"{kind}.{CURRENCY_OF}", ((self.source.currency,),), ())

    @property
    def shows_amounts(self) -> bool:
        """Whether its values are amounts of money."""
        return self.shape is not None and is_amount(self.shape.kind)

    def value(self, row: Row) -> Any:
        """The converted value."""
        return self.read(row)

    def needs(self, selected: SelectedField) -> Needs:
        """Its columns; of a part that is spread over the row those behind the selected fields alone."""
        needs = needs_of(self.source) | self.needs_around(selected)
        if not self.source.parts or self.source.columns:
            return needs
        columns = dict(self.source.parts)
        inner = selected.below.get(named_type(selected.field).name, ())
        declared = [declaration(each.field) for each in inner]
        chosen = {columns[name] for each in declared if each for name in each.source.columns if name in columns}
        local = {columns[name] for each in declared if each and each.source.is_local for name in each.source.columns}
        listed = frozenset(chosen) if self.source.listed else frozenset[str]()
        return Needs(needs.columns | chosen, needs.detail, listed, local=frozenset(local))

    def needs_around(self, selected: SelectedField) -> Needs:
        """What the selected fields of its parts need of the record around them."""
        needs = NO_NEEDS
        for each in (inner for fields in selected.below.values() for inner in fields):
            declared = declaration(each.field)
            needs |= NO_NEEDS if declared is None else declared.needs_around(each)
        return needs

    def amounts(self, selected: SelectedField) -> frozenset[str]:
        """Its own coordinate where it is declared as an amount, or as what amounts follow from."""
        return frozenset({selected.coordinate}) if self.tells_amounts else frozenset()

    @property
    def tells_amounts(self) -> bool:
        """Whether its values are amounts, or rates and shares from which amounts follow."""
        if self.source.public is not None or self.shape is None:
            return False
        is_declared = self.source.amount or is_amount(self.shape.kind)
        return is_declared or (self.source.crm is not None and self.may_tell_amounts(self.columns()))

    def may_tell_amounts(self, keys: Iterable[str]) -> bool:
        """Whether amounts may be read from its values: numbers, and texts whose keys or name speak of money."""
        if self.shape is None or self.source.amount or is_amount(self.shape.kind) or self.shape.kind in NUMBERS:
            return True
        names = (*keys, *self.columns(), self.python_name or "")
        return self.shape.kind is str and any(MONEY.search(name) for name in names)

    def projected(self, selected: SelectedField, place: ResponsePath, project: Projector) -> MemberProjection:
        """Converted column by column; amounts and parts as objects."""
        shape = self.shape
        if shape is not None and is_amount(shape.kind) and not shape.many:
            return amount_objects(selected, shape.kind, amounts_of(self.source))
        if shape is not None and is_part(shape.kind):
            return self._part_objects(selected, place, project, many=shape.many)
        values = values_of(shape, self.source, self.read)
        if is_required(selected):
            return lambda rows, _context, _open: _present(values(rows))
        return lambda rows, _context, _open: values(rows)

    def _part_objects(
        self, selected: SelectedField, place: ResponsePath, project: Projector, *, many: bool
    ) -> MemberProjection:
        """Objects inside the rows, those of all rows projected together."""
        kind, read = named_type(selected.field).name, self.read
        inner = project(selected.below[kind], kind, (*place, selected.key))

        def parts(rows: Sequence[Row], context: ProjectionContext, still_open: list[OpenRows]) -> ColumnValues:
            values = [read(row) for row in rows]
            flat = [part for value in values if value is not None for part in (value if many else (value,))]
            objects = iter(inner.of(flat, context, still_open))
            if many:
                return [None if value is None else list(islice(objects, len(value))) for value in values]
            return [None if value is None else next(objects) for value in values]

        return parts

    def add_costs(self, walk: CostWalk, selected: SelectedField, place: ResponsePath) -> None:
        """It costs nothing itself; links may lie in parts."""
        walk.visit_inside(selected, place)

    def is_recorded(self) -> bool:
        """All but the moments of the record itself, since an entry of the history has its own, and what lists decide.

        States are recorded from single records.
        """
        return not (self.source.is_moment or self.source.listed)

    def recorded_text(self, row: Row, module: Module) -> RecordedText:
        """Its value as a text; parts as JSON with the graph's names."""
        value = self.recorded_value(row, module)
        return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    def recorded_value(self, row: Row, module: Module) -> Any:
        """Its value as JSON has it, None for nothing."""
        try:
            value = self.read({PRODUCT: module.product, **row})
        except SuitegraphError:
            # A product's malformed value is no reason to show nothing of the others.
            return None
        return _recorded(value, None if self.shape is None else self.shape.kind, module)


def amount_objects(selected: SelectedField, kind: type, columns: AmountColumns) -> MemberProjection:
    """The projection of an amount with its currency, both of which `columns` reads from the rows."""
    numbers = {"amount": 0, "currency": 1, "__typename": kind.__name__}
    assembled = objects_of(2, {each.key: numbers[each.name] for each in selected.below[kind.__name__]})

    def amounts(rows: Sequence[Row], _context: ProjectionContext, _open: list[OpenRows]) -> ColumnValues:
        values, currencies = columns(rows)
        objects = assembled(len(rows), values, currencies)
        if None not in values:
            return objects
        return [None if value is None else each for value, each in zip(values, objects, strict=True)]

    return amounts


def fields_of(kind: type) -> dict[str, SourcedField]:
    """The declared fields of a type by their names in the graph."""
    declared = get_object_definition(kind, strict=True).fields
    return {to_camel_case(each.python_name): each for each in declared if isinstance(each, SourcedField)}


def plain_text(value: object) -> str | None:
    """A value as a history shows it, None for nothing."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _recorded(value: Any, kind: Any, module: Module) -> Any:
    if isinstance(value, list):
        return [_recorded(each, kind, module) for each in cast("list[Any]", value)] or None
    if isinstance(value, dict):
        part = cast("Row", value)
        inner = {
            name: each.recorded_value(part, module)
            for name, each in fields_of(kind).items()
            if isinstance(each, UpstreamField) and each.is_recorded()
        }
        return {name: each for name, each in inner.items() if each is not None} or None
    if is_amount(cast("object", type(value))):
        return f"{value.amount} {value.currency}" if value.currency != NO_CURRENCY else str(value.amount)
    return value.name if isinstance(value, Enum) else plain_text(value)


def _present(values: ColumnValues) -> ColumnValues:
    if None in values:
        raise NullWhereNoneIsAllowed
    return values
