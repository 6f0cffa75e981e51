"""Compiled projections: what turns rows into the answer's objects, column by column, made for one selection.

A projection is made from the fields chosen of one type. What it needs no further rows for it answers at once; links to
other records and lists it leaves open, for `compiled` to fill level by level.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple, cast

from domain.queries import Row
from domain.sources import Source
from schema.engine.declare.allowed_actions import AllowedActionsField, ordered_actions
from schema.engine.declare.columns import ColumnValues, amounts_of, objects_of, values_of
from schema.engine.declare.connections import ConnectionValue
from schema.engine.declare.fields import CustomFieldsField, RowsField, UpstreamField
from schema.engine.declare.objects import (
    NotCompilable,
    NullWhereNoneIsAllowed,
    ResponseObject,
    is_required,
    object_of,
)
from schema.engine.declare.operation import ArgumentLookup, FieldLocation, OperationContext
from schema.engine.declare.pdf_urls import PartsField, PdfUrlField
from schema.engine.declare.selections import ResponsePath, SelectedField, named_type
from schema.engine.declare.values import Money, is_part


class ProjectionContext(NamedTuple):
    """What projections look at beside their rows: the operation and its arguments."""

    operation: OperationContext
    given: ArgumentLookup


class OpenRows(NamedTuple):
    """Rows whose links are still open, with the objects of the answer that wait for them."""

    projection: "Projection"
    rows: Sequence[Row]
    objects: Sequence[ResponseObject]


MemberProjection = Callable[[Sequence[Row], ProjectionContext, list[OpenRows]], ColumnValues]


@dataclass(slots=True)
class LinkProjection:
    """A field that answers other records or asks for parts, and the projection of what it leads to, by type.

    For a connection that is the projection of the connection itself.
    """

    chosen: SelectedField
    declared: RowsField | PartsField
    spot: FieldLocation
    targets: "TargetProjections"
    connection: "ConnectionProjection | None"


@dataclass(slots=True)
class Projection:
    """The objects of rows of one type, in order.

    `members` give the columns of the answer, `made` puts them together; what stays open is appended to `still_open`.
    """

    members: tuple[MemberProjection, ...]
    made: Callable[..., list[ResponseObject]]
    links: tuple[LinkProjection, ...]

    def of(self, rows: Sequence[Row], context: ProjectionContext, still_open: list[OpenRows]) -> list[ResponseObject]:
        """The objects of rows; the rows are noted as open where there are links to follow."""
        if not rows:
            return []
        objects = self.made(len(rows), *[member(rows, context, still_open) for member in self.members])
        if self.links:
            still_open.append(OpenRows(self, rows, objects))
        return objects


ConnectionProjection = Callable[[ConnectionValue, ProjectionContext, list[OpenRows]], ResponseObject]


def projection_of(chosen: Sequence[SelectedField], type_name: str, place: ResponsePath) -> Projection:
    """The projection of a selection on one type at a place of the document. Raises NotCompilable."""
    members: list[MemberProjection] = []
    links: list[LinkProjection] = []
    keys: dict[str, int | str | None] = {}
    for each in chosen:
        declared = each.field.extensions.get("strawberry-definition")
        if each.name == "__typename":
            keys[each.key] = type_name
        elif isinstance(declared, RowsField | PartsField):
            # Its place among the others is kept for it.
            keys[each.key] = None
            links.append(_link(each, declared, place))
        else:
            keys[each.key] = len(members)
            members.append(_member(each, declared, place))
    return Projection(tuple(members), objects_of(len(members), keys), tuple(links))


def _member(chosen: SelectedField, declared: object, place: ResponsePath) -> MemberProjection:
    if isinstance(declared, UpstreamField):
        return _value(chosen, declared, place)
    if isinstance(declared, CustomFieldsField):
        return _custom(chosen, declared)
    if isinstance(declared, AllowedActionsField):
        return _allowed(declared)
    if isinstance(declared, PdfUrlField):
        return lambda rows, context, _open: [declared.of(row, context.operation) for row in rows]
    raise NotCompilable(chosen.coordinate)


def _value(chosen: SelectedField, declared: UpstreamField, place: ResponsePath) -> MemberProjection:
    shape, source = declared.shape, declared.source
    if shape is not None and shape.kind is Money and not shape.many:
        return _money(chosen, source)
    if shape is not None and is_part(shape.kind):
        return _parts(chosen, declared, place)
    values = values_of(shape, source, declared.read)
    if is_required(chosen):
        return lambda rows, _context, _open: _present(values(rows))
    return lambda rows, _context, _open: values(rows)


def _money(chosen: SelectedField, source: Source) -> MemberProjection:
    numbers = {"amount": 0, "currency": 1, "__typename": Money.__name__}
    made = objects_of(2, {each.key: numbers[each.name] for each in chosen.below[Money.__name__]})
    amounts = amounts_of(source)

    def money(rows: Sequence[Row], _context: ProjectionContext, _open: list[OpenRows]) -> ColumnValues:
        values, currencies = amounts(rows)
        objects = made(len(rows), values, currencies)
        return (
            [None if value is None else each for value, each in zip(values, objects, strict=True)]
            if None in values
            else objects
        )

    return money


def _parts(chosen: SelectedField, declared: UpstreamField, place: ResponsePath) -> MemberProjection:
    """Objects inside the rows, those of all rows projected together."""
    kind = named_type(chosen.field).name
    inner = projection_of(chosen.below[kind], kind, (*place, chosen.key))
    read, many = declared.read, declared.shape is not None and declared.shape.many

    def parts(rows: Sequence[Row], context: ProjectionContext, still_open: list[OpenRows]) -> ColumnValues:
        values = [read(row) for row in rows]
        flat = [part for value in values if value is not None for part in (value if many else (value,))]
        objects = iter(inner.of(flat, context, still_open))
        if many:
            return [None if value is None else list(islice(objects, len(value))) for value in values]
        return [None if value is None else next(objects) for value in values]

    return parts


def _present(values: ColumnValues) -> ColumnValues:
    if None in values:
        raise NullWhereNoneIsAllowed
    return values


def _allowed(declared: AllowedActionsField) -> MemberProjection:
    def allowed(rows: Sequence[Row], context: ProjectionContext, _open: list[OpenRows]) -> ColumnValues:
        view = context.operation.loader.permissions.known(declared.module)
        names = [] if view is None else [action.name for action in ordered_actions(view.actions - {"create"})]
        return [names] * len(rows)

    return allowed


def _custom(chosen: SelectedField, declared: CustomFieldsField) -> MemberProjection:
    objects = {name: object_of(below, name) for name, below in chosen.below.items()}

    def custom(rows: Sequence[Row], context: ProjectionContext, _open: list[OpenRows]) -> ColumnValues:
        names = context.given(chosen).get("names")
        return [[objects[type(value).__name__](value) for value in declared.chosen(row, names)] for row in rows]

    return custom


def _link(chosen: SelectedField, declared: RowsField | PartsField, above: ResponsePath) -> LinkProjection:
    place = (*above, chosen.key)
    kind = named_type(chosen.field)
    targets, connection = TargetProjections(chosen.below, place), None
    if "pageInfo" in getattr(kind, "fields", {}):
        connection = _connection(chosen.below[kind.name], kind.name, place)
    elif len(chosen.below) == 1:
        # What cannot be compiled shall be known before anything runs.
        targets[kind.name]
    return LinkProjection(chosen, declared, FieldLocation(place, chosen.coordinate), targets, connection)


class TargetProjections(dict[str, Projection]):
    """Projections by type, each written when it is first met: an interface stands for every record."""

    def __init__(self, below: Mapping[str, Sequence[SelectedField]], place: ResponsePath) -> None:
        self.below = below
        self._place = place

    def __missing__(self, type_name: str) -> Projection:
        self[type_name] = projection_of(self.below[type_name], type_name, self._place)
        return self[type_name]


def _connection(chosen: Sequence[SelectedField], type_name: str, place: ResponsePath) -> ConnectionProjection:
    members = [(each.key, _of_connection(each, type_name, place)) for each in chosen]

    def connection(value: ConnectionValue, context: ProjectionContext, still_open: list[OpenRows]) -> ResponseObject:
        return {key: member(value, context, still_open) for key, member in members}

    return connection


OfConnection = Callable[[ConnectionValue, ProjectionContext, list[OpenRows]], Any]


def _of_connection(chosen: SelectedField, type_name: str, place: ResponsePath) -> OfConnection:
    """One field of a connection."""
    here = (*place, chosen.key)
    if chosen.name == "__typename":
        return lambda _value, _context, _open: type_name
    if chosen.name == "nodes":
        return _nodes(chosen, place)
    if chosen.name == "edges":
        edge = named_type(chosen.field).name
        return _edges(chosen.below[edge], edge, here)
    if chosen.name == "pageInfo":
        info = object_of(chosen.below["PageInfo"], "PageInfo")
        return lambda value, _context, _open: info(value.page_info)
    raise NotCompilable(chosen.coordinate)


def _edges(chosen: Sequence[SelectedField], type_name: str, place: ResponsePath) -> OfConnection:
    columns: list[OfConnection] = []
    keys: dict[str, int | str | None] = {}
    for each in chosen:
        if each.name == "__typename":
            keys[each.key] = type_name
            continue
        keys[each.key] = len(columns)
        if each.name == "cursor":
            columns.append(lambda value, _context, _open: [value.cursor(at) for at in value.page.positions])
        elif each.name == "node":
            columns.append(_nodes(each, place))
        else:
            raise NotCompilable(each.coordinate)
    made = objects_of(len(columns), keys)
    return lambda value, context, still_open: made(
        len(value.page.rows), *[column(value, context, still_open) for column in columns]
    )


def _nodes(chosen: SelectedField, place: ResponsePath) -> OfConnection:
    kind = named_type(chosen.field).name
    nodes = projection_of(chosen.below[kind], kind, (*place, chosen.key))
    return lambda value, context, still_open: nodes.of(_whole(value), context, still_open)


def _whole(value: ConnectionValue) -> list[Row]:
    """The rows of a page. Raises the error of one that failed."""
    for row in value.page.rows:
        if isinstance(row, Exception):
            raise row
    return cast("list[Row]", value.page.rows)
