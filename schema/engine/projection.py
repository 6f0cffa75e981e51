"""Compiled projections: the function that turns rows into the answer's objects, written for one selection.

A projection is made from the fields chosen of one type. What it needs no further rows for it answers at once; links to
other records and lists it leaves open, for `compiled` to fill level by level.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

from graphql import GraphQLNonNull

from domain.queries import Row
from schema.engine.actions import AllowedActionsField, in_order
from schema.engine.connections import ConnectionValue
from schema.engine.fields import CustomFieldsField, RowsField, UpstreamField
from schema.engine.inline import expression_of, money_of
from schema.engine.operation import Given, Operation, Spot
from schema.engine.plan import Chosen, Place, named_type
from schema.engine.values import Money, is_enum, is_part

Object = dict[str, Any]


class NotCompilable(Exception):
    """A selection that has behaviour of its own: the standard executor answers it."""


class NullWhereNoneIsAllowed(Exception):
    """A product sent nothing for a value that every record has: the standard executor tells where."""


class Context(NamedTuple):
    """What projections look at beside their rows: the operation and its arguments."""

    operation: Operation
    given: Given


class Open(NamedTuple):
    """Rows whose links are still open, with the objects of the answer that wait for them."""

    projection: "Projection"
    rows: Sequence[Row]
    objects: Sequence[Object]


Fill = Callable[[Sequence[Row], Context, list[Open]], list[Object]]


@dataclass(slots=True)
class Link:
    """A field that answers other records, and the projection of what it leads to, by type.

    For a connection that is the projection of the connection itself.
    """

    chosen: Chosen
    declared: RowsField
    spot: Spot
    targets: "Targets"
    connection: "ConnectionProjection | None"


@dataclass(slots=True)
class Projection:
    """The objects of rows of one type, in order. What stays open is appended to the third argument."""

    links: tuple[Link, ...]
    fill: Fill

    def of(self, rows: Sequence[Row], context: Context, still_open: list[Open]) -> list[Object]:
        """The objects of rows; the rows are noted as open where there are links to follow."""
        objects = self.fill(rows, context, still_open)
        if self.links and rows:
            still_open.append(Open(self, rows, objects))
        return objects


ConnectionProjection = Callable[[ConnectionValue, Context, list[Open]], Object]


def projection_of(chosen: Sequence[Chosen], type_name: str, place: Place) -> Projection:
    """The projection of a selection on one type at a place of the document. Raises NotCompilable."""
    return _Writer(type_name, place).written(chosen)


class _Writer:
    """Writes the source of one projection. Names of the document and of columns only ever stand in it as literals."""

    def __init__(self, type_name: str, place: Place) -> None:
        self._type_name = type_name
        self._place = place
        self._names: dict[str, object] = {}
        self._before: list[str] = []
        self._links: list[Link] = []

    def written(self, chosen: Sequence[Chosen]) -> Projection:
        items = [f"{each.key!r}: {self._expression(each)}" for each in chosen]
        source = "\n".join(
            (
                "def fill(rows, context, still_open):",
                "    objects = []",
                *(f"    {line}" for line in self._before),
                "    for row in rows:",
                "        get = row.get",
                f"        objects.append({{{', '.join(items)}}})",
                "    return objects",
            )
        )
        exec(compile(source, "<projection>", "exec"), self._names)  # noqa: S102  # its parts are literals and own names
        made: Any = self._names.pop("fill")
        return Projection(tuple(self._links), made)

    def _bind(self, value: object) -> str:
        name = f"_{len(self._names)}"
        self._names[name] = value
        return name

    def _expression(self, chosen: Chosen) -> str:
        if chosen.name == "__typename":
            return repr(self._type_name)
        declared = chosen.field.extensions.get("strawberry-definition")
        if isinstance(declared, UpstreamField):
            return self._value(chosen, declared)
        if isinstance(declared, CustomFieldsField):
            return f"{self._bind(_custom(chosen, declared))}(row, context)"
        if isinstance(declared, AllowedActionsField):
            name = self._bind(declared)
            self._before.append(f"{name}_ = {self._bind(_allowed)}({name}, context)")
            return f"{name}_"
        if isinstance(declared, RowsField):
            self._links.append(_link(chosen, declared, self._place))
            return "None"
        raise NotCompilable(chosen.coordinate)

    def _value(self, chosen: Chosen, declared: UpstreamField) -> str:
        shape, source = declared.shape, declared.source
        if shape is None:
            found = f"{self._bind(declared.read)}(row)"
        elif shape.kind is Money and not shape.many:
            members = {each.key: each.name for each in chosen.below[Money.__name__]}
            found = money_of(source, members, self._bind)
        elif is_part(shape.kind):
            return f"{self._bind(self._parts(chosen, declared))}(row, context, still_open)"
        elif is_enum(shape.kind) and shape.many:
            found = f"{self._bind(_names_of(declared.read))}(row)"
        else:
            found = expression_of(shape, source, self._bind) or f"{self._bind(_leaf(declared.read))}(row)"
        if is_required(chosen):
            return f"{self._bind(_present)}({found})"
        return found

    def _parts(self, chosen: Chosen, declared: UpstreamField) -> Callable[[Row, Context, list[Open]], Any]:
        kind = named_type(chosen.field).name
        inner = projection_of(chosen.below[kind], kind, (*self._place, chosen.key))
        read = declared.read

        def parts(row: Row, context: Context, still_open: list[Open]) -> Any:
            value = read(row)
            if value is None:
                return None
            if isinstance(value, list):
                return inner.of(cast("list[Row]", value), context, still_open)
            return inner.of([value], context, still_open)[0]

        return parts


def is_required(chosen: Chosen) -> bool:
    """Whether a field is never null."""
    return isinstance(cast("Any", chosen.field.type), GraphQLNonNull)


def _present(value: Any) -> Any:
    if value is None:
        raise NullWhereNoneIsAllowed
    return value


def _leaf(read: Callable[[Row], Any]) -> Callable[[Row], Any]:
    def leaf(row: Row) -> Any:
        value = read(row)
        return value.name if is_enum(type(value)) else value

    return leaf


def _names_of(read: Callable[[Row], Any]) -> Callable[[Row], Any]:
    return lambda row: None if (values := read(row)) is None else [value.name for value in values]


def _allowed(declared: AllowedActionsField, context: Context) -> list[str]:
    view = context.operation.desk.permissions.known(declared.module)
    return [] if view is None else [action.name for action in in_order(view.actions - {"create"})]


def _custom(chosen: Chosen, declared: CustomFieldsField) -> Callable[[Row, Context], list[Object]]:
    objects = {name: object_of(below, name) for name, below in chosen.below.items()}

    def custom(row: Row, context: Context) -> list[Object]:
        values = declared.chosen(row, context.given(chosen).get("names"))
        return [objects[type(value).__name__](value) for value in values]

    return custom


def object_of(chosen: Sequence[Chosen], type_name: str) -> Callable[[Any], Object]:
    """What makes an object of the answer from one of ours whose attributes are its fields. Raises NotCompilable."""
    members: list[tuple[str, str, Callable[[Any], Any] | None, bool]] = []
    constants = {each.key: type_name if each.name == "__typename" else None for each in chosen}
    for each in chosen:
        if each.name == "__typename":
            continue
        declared = each.field.extensions["strawberry-definition"]
        if not declared.is_basic_field:
            raise NotCompilable(each.coordinate)
        inner = next((object_of(below, name) for name, below in each.below.items()), None)
        members.append((each.key, declared.python_name, inner, is_required(each)))

    def made(value: Any) -> Object:
        found: Object = dict(constants)
        for key, attribute, inner, required in members:
            answer = getattr(value, attribute)
            if required:
                _present(answer)
            found[key] = answer if inner is None or answer is None else inner(answer)
        return found

    return made


def _link(chosen: Chosen, declared: RowsField, above: Place) -> Link:
    place = (*above, chosen.key)
    kind = named_type(chosen.field)
    targets, connection = Targets(chosen.below, place), None
    if "pageInfo" in getattr(kind, "fields", {}):
        connection = _connection(chosen.below[kind.name], kind.name, place)
    elif len(chosen.below) == 1:
        # What cannot be compiled shall be known before anything runs.
        targets[kind.name]
    return Link(chosen, declared, Spot(place, chosen.coordinate), targets, connection)


class Targets(dict[str, Projection]):
    """Projections by type, each written when it is first met: an interface stands for every record."""

    def __init__(self, below: Mapping[str, Sequence[Chosen]], place: Place) -> None:
        self.below = below
        self._place = place

    def __missing__(self, type_name: str) -> Projection:
        self[type_name] = projection_of(self.below[type_name], type_name, self._place)
        return self[type_name]


def _connection(chosen: Sequence[Chosen], type_name: str, place: Place) -> ConnectionProjection:
    members = [(each.key, _member(each, type_name, place)) for each in chosen]

    def connection(value: ConnectionValue, context: Context, still_open: list[Open]) -> Object:
        return {key: member(value, context, still_open) for key, member in members}

    return connection


Member = Callable[[ConnectionValue, Context, list[Open]], Any]


def _member(chosen: Chosen, type_name: str, place: Place) -> Member:
    """One field of a connection."""
    here = (*place, chosen.key)
    if chosen.name == "__typename":
        return lambda _value, _context, _open: type_name
    if chosen.name == "nodes":
        kind = named_type(chosen.field).name
        nodes = projection_of(chosen.below[kind], kind, here)
        return lambda value, context, still_open: nodes.of(_whole(value), context, still_open)
    if chosen.name == "edges":
        edge = named_type(chosen.field).name
        return _edges(chosen.below[edge], edge, here)
    if chosen.name == "pageInfo":
        info = object_of(chosen.below["PageInfo"], "PageInfo")
        return lambda value, _context, _open: info(value.page_info)
    raise NotCompilable(chosen.coordinate)


def _edges(chosen: Sequence[Chosen], type_name: str, place: Place) -> Member:
    projections = {
        each.key: projection_of(
            each.below[named_type(each.field).name], named_type(each.field).name, (*place, each.key)
        )
        for each in chosen
        if each.name == "node"
    }

    def edges(value: ConnectionValue, context: Context, still_open: list[Open]) -> list[Object]:
        rows = _whole(value)
        nodes = {key: nodes.of(rows, context, still_open) for key, nodes in projections.items()}
        cursors = [value.cursor(at) for at in value.page.positions] if wants_cursor else []
        columns = {
            each.key: nodes[each.key] if each.name == "node" else cursors if each.name == "cursor" else constant
            for each in chosen
        }
        return [{key: column[at] for key, column in columns.items()} for at in range(len(rows))]

    wants_cursor = any(each.name == "cursor" for each in chosen)
    constant = _Always(type_name)
    return edges


class _Always:
    """The same at every place."""

    def __init__(self, value: str) -> None:
        self._value = value

    def __getitem__(self, _at: int) -> str:
        return self._value


def _whole(value: ConnectionValue) -> list[Row]:
    """The rows of a page. Raises the error of one that failed."""
    rows: list[Row] = []
    for row in value.page.rows:
        if isinstance(row, Exception):
            raise row
        rows.append(row)
    return rows
