"""Connections as Relay has them: edges, nodes and page information, over one page of rows. Forwards only."""

from dataclasses import dataclass, replace
from typing import Annotated, Any, Protocol, cast

import strawberry

from domain.errors import SuitegraphError
from domain.queries import Position, RowPage


def always(_cls: object, _value: object, _info: object) -> bool:
    """The `is_type_of` of types whose values are no instances: fields know statically what they answer."""
    return True


@strawberry.type(description="Information about a page of a list, as Relay defines it.")
class PageInfo:
    """Relay's page information."""

    has_next_page: bool = strawberry.field(description="Whether there are records after this page.")
    has_previous_page: bool = strawberry.field(
        description="Whether the page before this one can be asked for: never, since lists are read forwards only."
    )
    start_cursor: str | None = strawberry.field(description="Cursor of the first record.")
    end_cursor: str | None = strawberry.field(description="Cursor of the last record, for `after`.")

    # What stands for it at run time is a value below.
    is_type_of = cast("Any", classmethod(always))


class SealsPositions(Protocol):
    """What makes the cursors of one list."""

    def seal(self, position: Position) -> str:
        """The cursor of a position."""
        ...


@dataclass(frozen=True, slots=True)
class EdgeValue:
    """One row with its cursor. A row that failed is its error, which stands in its place in the answer."""

    connection: "ConnectionValue"
    node: Any
    position: Position

    @property
    def cursor(self) -> str:
        """The sealed position."""
        return self.connection.cursor(self.position)


@dataclass(frozen=True, slots=True)
class ConnectionValue:
    """A page of rows; cursors are sealed on first use."""

    page: RowPage
    cursors: SealsPositions
    total: int | SuitegraphError | None = None

    def first(self, most: int | None) -> "ConnectionValue":
        """The page with its first records alone, None for all."""
        page = self.page
        if most is None or most >= len(page.rows):
            return self
        return replace(self, page=replace(page, rows=page.rows[:most], positions=page.positions[:most]))

    def cursor(self, position: Position) -> str:
        """The cursor of a position of this list."""
        return self.cursors.seal(position)

    @property
    def nodes(self) -> list[Any]:
        """The rows."""
        return self.page.rows

    @property
    def edges(self) -> list[EdgeValue]:
        """The rows with their cursors."""
        return [EdgeValue(self, row, at) for row, at in zip(self.page.rows, self.page.positions, strict=True)]

    @property
    def total_count(self) -> int | None:
        """How many records there are, where that was asked for. Raises the error of a count that failed."""
        if isinstance(self.total, SuitegraphError):
            raise self.total
        return self.total

    @property
    def page_info(self) -> "PageInfoValue":
        """Information about this page."""
        return PageInfoValue(self)


@dataclass(frozen=True, slots=True)
class PageInfoValue:
    """Information about a page; its cursors are sealed on first use."""

    connection: ConnectionValue

    @property
    def has_next_page(self) -> bool:
        """Whether more follows."""
        return self.connection.page.more

    @property
    def has_previous_page(self) -> bool:
        """Never: lists are read forwards only, and Relay's specification wants the field all the same."""
        return False

    @property
    def start_cursor(self) -> str | None:
        """The cursor of the first row."""
        return self._cursor(0)

    @property
    def end_cursor(self) -> str | None:
        """The cursor of the last row, or of the place up to which rows were looked for."""
        reached = self.connection.page.reached
        return self._cursor(-1) if reached is None else self.connection.cursor(reached)

    def _cursor(self, at: int) -> str | None:
        positions = self.connection.page.positions
        return self.connection.cursor(positions[at]) if positions else None


# The field that takes a call of its own, where the product counts.
TOTAL_COUNT = "totalCount"
_COUNTED = (
    "Number of records in the whole list, as the product counts them; it may lag behind a change by some minutes. "
    "Takes one call."
)
_CONNECTIONS: dict[str, type] = {}


def lazy_type(type_name: str, home: str) -> Any:
    """A type by name, looked up when the schema is built: modules that refer to each other need not import so."""
    return Annotated[cast("Any", type_name), strawberry.lazy(home)]


def connection_of(type_name: str, kind: Any, *, counted: bool = False) -> type:
    """The types `InvoiceConnection` and `InvoiceEdge`, made once; `counted` where the product counts its records.

    `kind` is the type, or what finds it by its name.
    """
    if type_name not in _CONNECTIONS:
        node = kind | None
        edge = _type(
            f"{type_name}Edge",
            f"A record in a list of {type_name}, with its cursor.",
            cursor=(str, "Cursor of the record, for `after`."),
            node=(node, "The record; null, with an error, if it could not be read."),
        )
        more = {"total_count": (int | None, _COUNTED)} if counted else {}
        _CONNECTIONS[type_name] = _type(
            f"{type_name}Connection",
            f"A page of {type_name}.",
            edges=(list[cast("Any", edge)], "The records with their cursors."),
            nodes=(list[node], "The records."),
            page_info=(PageInfo, "Information about this page."),
            **more,
        )
    return _CONNECTIONS[type_name]


def _type(name: str, description: str, **fields: tuple[Any, str]) -> type:
    body: dict[str, Any] = {
        "__annotations__": {field: annotation for field, (annotation, _) in fields.items()},
        # What stands for these types at run time are the values above.
        "is_type_of": classmethod(always),
    }
    body |= {field: strawberry.field(description=text) for field, (_, text) in fields.items()}
    return strawberry.type(type(name, (), body), description=description)
