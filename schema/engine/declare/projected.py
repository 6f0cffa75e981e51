"""Projections as data: they turn rows into the response's objects, column by column, for one selection.

A projection returns at once what needs no further rows; links to other records and lists stay open.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from domain.queries import Row
from schema.engine.declare.columns import ColumnValues
from schema.engine.declare.connections import ConnectionValue
from schema.engine.declare.objects import ResponseObject
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.selections import ArgumentLookup, FieldLocation, ResponsePath, SelectedField


class ProjectionContext(NamedTuple):
    """What projections look at beside their rows: the operation and its arguments."""

    operation: OperationContext
    arguments: ArgumentLookup


class OpenRows(NamedTuple):
    """Rows whose links are still open, with the objects of the answer that wait for them."""

    projection: "Projection"
    rows: Sequence[Row]
    objects: Sequence[ResponseObject]


MemberProjection = Callable[[Sequence[Row], ProjectionContext, list[OpenRows]], ColumnValues]
ConnectionProjection = Callable[[ConnectionValue, ProjectionContext, list[OpenRows]], ResponseObject]


class FollowedField(Protocol):
    """A field that leads from rows to other rows, or to parts that take calls."""

    async def followed(
        self, rows: Sequence[Row], context: ProjectionContext, link: "LinkProjection"
    ) -> Sequence[object]:
        """What each row leads to: a row or rows, a page, or nothing."""
        ...


@dataclass(slots=True)
class LinkProjection:
    """A field that answers other records or asks for parts, and the projection of what it leads to, by type.

    For a connection that is the projection of the connection itself.
    """

    selected: SelectedField
    declared: FollowedField
    location: FieldLocation
    targets: "TargetProjections"
    connection: ConnectionProjection | None = None


@dataclass(slots=True)
class Projection:
    """The objects of rows of one type, in order.

    `members` give the columns of the answer, `assembled` puts them together; what stays open is appended to
    `still_open`.
    """

    members: tuple[MemberProjection, ...]
    assembled: Callable[..., list[ResponseObject]]
    links: tuple[LinkProjection, ...]

    def of(self, rows: Sequence[Row], context: ProjectionContext, still_open: list[OpenRows]) -> list[ResponseObject]:
        """The objects of rows; the rows are noted as open where there are links to follow."""
        if not rows:
            return []
        objects = self.assembled(len(rows), *[member(rows, context, still_open) for member in self.members])
        if self.links:
            still_open.append(OpenRows(self, rows, objects))
        return objects


# The projection of a selection on one type at a place of the document. It raises NotCompilable.
Projector = Callable[[Sequence[SelectedField], str, ResponsePath], Projection]


class TargetProjections(dict[str, Projection]):
    """Projections by type, each made when it is first met: an interface stands for every record."""

    def __init__(self, selected: SelectedField, place: ResponsePath, project: Projector) -> None:
        self._below = selected.below
        self._place = place
        self._project = project

    def __missing__(self, type_name: str) -> Projection:
        self[type_name] = self._project(self._below[type_name], type_name, self._place)
        return self[type_name]
