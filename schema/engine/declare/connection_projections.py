"""Projections of connections: a page of rows becomes the objects of the answer, for one selection."""

from collections.abc import Callable, Sequence
from typing import Any, cast

from domain.queries import Row
from schema.engine.declare.columns import objects_of
from schema.engine.declare.connections import TOTAL_COUNT, ConnectionValue
from schema.engine.declare.objects import NotCompilable, ResponseObject, object_of
from schema.engine.declare.projected import (
    ConnectionProjection,
    FollowedField,
    LinkProjection,
    OpenRows,
    ProjectionContext,
    Projector,
    TargetProjections,
)
from schema.engine.declare.selections import FieldLocation, ResponsePath, SelectedField, named_type

OfConnection = Callable[[ConnectionValue, ProjectionContext, list[OpenRows]], Any]


def connection_link(
    declared: FollowedField, selected: SelectedField, place: ResponsePath, project: Projector
) -> LinkProjection:
    """The projection of a field that answers a connection. Raises NotCompilable."""
    here = (*place, selected.key)
    kind = named_type(selected.field).name
    connection = connection_projection(selected.below[kind], kind, here, project)
    targets = TargetProjections(selected, here, project)
    return LinkProjection(selected, declared, FieldLocation(here, selected.coordinate), targets, connection)


def connection_projection(
    selected: Sequence[SelectedField], type_name: str, place: ResponsePath, project: Projector
) -> ConnectionProjection:
    """The projection of a connection's fields. Raises NotCompilable."""
    members = [(each.key, _of_connection(each, type_name, place, project)) for each in selected]

    def connection(value: ConnectionValue, context: ProjectionContext, still_open: list[OpenRows]) -> ResponseObject:
        return {key: member(value, context, still_open) for key, member in members}

    return connection


def _of_connection(selected: SelectedField, type_name: str, place: ResponsePath, project: Projector) -> OfConnection:
    """One field of a connection."""
    if selected.name == "__typename":
        return lambda _value, _context, _open: type_name
    if selected.name in {"nodes", "edges"}:
        return _first_items(selected, place, project)
    if selected.name == TOTAL_COUNT:
        return lambda value, _context, _open: value.total_count
    if selected.name == "pageInfo":
        kind = named_type(selected.field).name
        info = object_of(selected.below[kind], kind)
        return lambda value, _context, _open: info(value.page_info)
    raise NotCompilable(selected.coordinate)


def _first_items(selected: SelectedField, place: ResponsePath, project: Projector) -> OfConnection:
    """The records, or as many of them as are asked for here."""
    here = (*place, selected.key)
    if selected.name == "nodes":
        items = _nodes(selected, place, project)
    else:
        edge = named_type(selected.field).name
        items = _edges(selected.below[edge], edge, here, project)
    return lambda value, context, still_open: items(
        value.first(context.operation.most_items.get(here)), context, still_open
    )


def _edges(selected: Sequence[SelectedField], type_name: str, place: ResponsePath, project: Projector) -> OfConnection:
    columns: list[OfConnection] = []
    keys: dict[str, int | str | None] = {}
    for each in selected:
        if each.name == "__typename":
            keys[each.key] = type_name
            continue
        keys[each.key] = len(columns)
        if each.name == "cursor":
            columns.append(lambda value, _context, _open: [value.cursor(at) for at in value.page.positions])
        elif each.name == "node":
            columns.append(_nodes(each, place, project))
        else:
            raise NotCompilable(each.coordinate)
    assembled = objects_of(len(columns), keys)
    return lambda value, context, still_open: assembled(
        len(value.page.rows), *[column(value, context, still_open) for column in columns]
    )


def _nodes(selected: SelectedField, place: ResponsePath, project: Projector) -> OfConnection:
    kind = named_type(selected.field).name
    nodes = project(selected.below[kind], kind, (*place, selected.key))
    return lambda value, context, still_open: nodes.of(_whole(value), context, still_open)


def _whole(value: ConnectionValue) -> list[Row]:
    """The rows of a page. Raises the error of one that failed."""
    for row in value.page.rows:
        if isinstance(row, Exception):
            raise row
    return cast("list[Row]", value.page.rows)
