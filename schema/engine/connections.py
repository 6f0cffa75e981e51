"""Connections as Relay has them: edges, nodes and page information, over one page of rows. Forward only."""

from dataclasses import dataclass
from typing import Annotated, Any, cast

import strawberry

from domain.queries import Page, Position
from schema.engine.cursors import Cursors


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    """Relay's page information."""

    has_next_page: bool = strawberry.field(description="Whether more follows.")
    has_previous_page: bool = strawberry.field(description="Whether something came before this page.")
    start_cursor: str | None = strawberry.field(description="The cursor of the first row.")
    end_cursor: str | None = strawberry.field(description="The cursor of the last row, for `after`.")


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
    """A page of rows; cursors are sealed when they are asked for."""

    page: Page
    cursors: Cursors
    binding: bytes
    continued: bool

    def cursor(self, position: Position) -> str:
        """The cursor of a position of this list."""
        return self.cursors.seal(self.binding, position)

    @property
    def nodes(self) -> list[Any]:
        """The rows."""
        return self.page.rows

    @property
    def edges(self) -> list[EdgeValue]:
        """The rows with their cursors."""
        return [EdgeValue(self, row, at) for row, at in zip(self.page.rows, self.page.positions, strict=True)]

    @property
    def page_info(self) -> PageInfo:
        """Where this page stands."""
        positions = self.page.positions
        return PageInfo(
            has_next_page=self.page.more,
            has_previous_page=self.continued,
            start_cursor=self.cursor(positions[0]) if positions else None,
            end_cursor=self.cursor(positions[-1]) if positions else None,
        )


def always(_cls: object, _value: object, _info: object) -> bool:
    """The `is_type_of` of types whose values are no instances: fields know statically what they answer."""
    return True


_CONNECTIONS: dict[str, type] = {}


def lazy_type(type_name: str, home: str) -> Any:
    """A type by name, looked up when the schema is built: modules that refer to each other need not import so."""
    return Annotated[cast("Any", type_name), strawberry.lazy(home)]


def connection_of(type_name: str, home: str) -> type:
    """The types `InvoiceConnection` and `InvoiceEdge`, made once."""
    if type_name not in _CONNECTIONS:
        node = lazy_type(type_name, home) | None
        edge = _type(
            f"{type_name}Edge",
            f"A place in a list of {type_name}.",
            cursor=(str, "For `after`."),
            node=(node, "The record; null where it could not be read, with an error."),
        )
        _CONNECTIONS[type_name] = _type(
            f"{type_name}Connection",
            f"A page of {type_name}.",
            edges=(list[cast("Any", edge)], "The records with their cursors."),
            nodes=(list[node], "The records."),
            page_info=(PageInfo, "Where this page stands."),
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
