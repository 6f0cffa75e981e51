"""Documents that anybody might send: any fields, nested lists, arguments that may hit, aliases, fragments."""

import json
from collections.abc import Iterator
from typing import Any, cast

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLObjectType,
    get_named_type,
)
from strawberry.utils.str_converters import to_camel_case

from domain.modules.module import Module
from resolvers.catalogue import CRM
from schema.engine.declare import registry
from schema.engine.declare.ids import global_id
from schema.engine.declare.listings import listing_of
from schema.engine.declare.selections import named_type
from schema.graph import graph
from tests.noninterference.callers import columns_of
from tests.noninterference.cells import BORDERS, ROWS, Cell, id_of, tables
from tests.noninterference.dice import Dice
from tests.noninterference.listing import view_of
from tests.noninterference.shared_views import orders_of, shared_view_id

DEEPEST = 3
LONGEST = 18
MONEY = "{ amount currency }"
CUSTOM = (
    f"{{ name ... on CustomText {{ text }} ... on CustomNumber {{ number }} ... on CustomAmount {{ amount {MONEY} }} }}"
)
# What a client may misspell: the graph then suggests names, the same in all worlds.
MISSPELT = "totall"


def document_of(dice: Dice) -> tuple[str, list[str]]:
    """A document, now and then with a misspelt field, and the types that it asks about."""
    writer = _Writer(dice)
    roots = " ".join(writer.root() for _ in range(dice.pick((1, 1, 2))))
    return f"query Anything {{ {roots} }} {' '.join(writer.fragments)}", [*writer.types]


def _roots() -> list[tuple[str, GraphQLField]]:
    query = cast("GraphQLObjectType", graph().query_type)
    return [
        (name, field)
        for name, field in query.fields.items()
        if named_type(field).name in registry.modules() or named_type(field).name.endswith("Connection")
    ]


ROOTS = _roots()
# What people ask for most.
USUAL = [
    root
    for root in ROOTS
    if root[0].rstrip("s") in {"account", "contact", "deal", "invoice", "estimate", "subscription"}
]


class _Writer:
    """Writes one document."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self._left = LONGEST
        self._aliases = 0
        self.fragments: list[str] = []
        self.types: dict[str, None] = {}

    def root(self) -> str:
        """One root field."""
        if self._dice.chance(15):
            return self._node()
        name, field = self._dice.pick(USUAL if self._dice.chance(60) else ROOTS)
        return self._field(name, field, DEEPEST) or "__typename"

    def _node(self) -> str:
        dice = self._dice
        type_name = dice.pick([*registry.modules()])
        id_ = global_id(type_name, id_of(registry.module_of(type_name), dice.below(ROWS)))
        kind = cast("GraphQLObjectType", graph().type_map[type_name])
        inner = f"... on {type_name} {self._selection(kind, DEEPEST - 1)}"
        if dice.chance(30):
            return f"{self._alias()}: nodes(ids: {json.dumps([id_])}) {{ {inner} }}"
        return f"{self._alias()}: node(id: {json.dumps(id_)}) {{ __typename {inner} }}"

    def _alias(self) -> str:
        self._aliases += 1
        return f"a{self._aliases}"

    def _selection(self, kind: GraphQLObjectType, depth: int) -> str:
        dice = self._dice
        self.types[kind.name] = None
        names = [*kind.fields]
        chosen = dict.fromkeys(dice.pick(names) for _ in range(2 + dice.below(6)))
        written = [self._field(name, kind.fields[name], depth) for name in chosen]
        fields = " ".join(field for field in written if field) or "__typename"
        if dice.below(200) == 1:
            fields += f" {MISSPELT}"
        form = dice.below(12)
        if form == 1:
            name = f"F{len(self.fragments)}"
            self.fragments.append(f"fragment {name} on {kind.name} {{ {fields} }}")
            return f"{{ ...{name} }}"
        if form == 2:
            return f"{{ ... on {kind.name} @include(if: true) {{ {fields} }} }}"
        return f"{{ {fields} }}"

    def _field(self, name: str, field: GraphQLField, depth: int) -> str | None:
        self._left -= 1
        if self._left < 0:
            return None
        below = self._below(named_type(field), depth)
        if below is None:
            return None
        arguments = self._arguments(field, named_type(field))
        written = f"{name}{arguments}{' ' if below else ''}{below}"
        # Fields of one name with other arguments could not be merged.
        return f"{self._alias()}: {written}" if below or self._dice.chance(10) else written

    def _below(self, kind: GraphQLNamedType, depth: int) -> str | None:
        """The selection of a field of this type, None where it would lead too deep."""
        if not hasattr(kind, "fields"):
            return ""
        if kind.name in {"Money", "CustomField"}:
            return MONEY if kind.name == "Money" else CUSTOM
        if depth == 0:
            return None
        if kind.name.endswith("Connection"):
            record = cast("GraphQLObjectType", graph().type_map[kind.name.removesuffix("Connection")])
            rows = self._selection(record, depth - 1)
            page = "pageInfo { hasNextPage endCursor }" if self._dice.chance(50) else ""
            page += " totalCount" if "totalCount" in _fields(kind) and self._dice.chance(30) else ""
            return (
                f"{{ edges {{ cursor node {rows} }} {page} }}"
                if self._dice.chance(30)
                else f"{{ nodes {rows} {page} }}"
            )
        return self._selection(cast("GraphQLObjectType", kind), depth - 1)

    def _arguments(self, field: GraphQLField, kind: GraphQLNamedType) -> str:
        module = registry.modules().get(kind.name.removesuffix("Connection"))
        if module is None:
            return ""
        given = [f"{name}: {value}" for name, value in self._values(field, module)]
        return f"({', '.join(given)})" if given else ""

    def _values(self, field: GraphQLField, module: Module) -> Iterator[tuple[str, str]]:
        dice, args = self._dice, field.args
        if "id" in args:
            yield "id", json.dumps(id_of(module, dice.below(ROWS)))
        if "first" in args and dice.chance(60):
            yield "first", str(1 + dice.below(ROWS))
        # CRM and Books combine few of these; one at a time is never refused for that.
        listing = listing_of(registry.type_of(module))
        # Every list takes a view that was saved here; these are for those that have others.
        has_views = listing.view is not None or listing.saved_views
        names = ("filter", "orderBy", "search", *(("view",) if has_views else ()))
        if "view" in args and orders_of(module) and dice.chance(10):
            yield "view", json.dumps(shared_view_id(module, dice.below(len(orders_of(module)))))
            return
        offered = [name for name in names if name in args]
        if offered and dice.chance(60):
            name = dice.pick(offered)
            yield name, self._value(name, args[name], module)

    def _value(self, name: str, argument: GraphQLArgument, module: Module) -> str:
        dice, kind = self._dice, _named(cast("Any", argument).type)
        if name == "filter":
            return self._filter(cast("GraphQLInputObjectType", kind), module)
        if name == "orderBy":
            fields = _named(_fields(kind)["field"].type)
            return f"{{ field: {self._word(fields)}, direction: {dice.pick(('ASC', 'DESC'))} }}"
        if name == "search":
            return json.dumps(self._text(dice.pick([*tables()[module].cells.values()])))
        views = listing_of(registry.type_of(module)).view
        if views is not None:
            return json.dumps(dice.pick([*views.__members__]))
        column = dice.below(len(columns_of(CRM[module].api_name)))
        return json.dumps(view_of(column, orders=dice.chance(50)))

    def _word(self, kind: object) -> str:
        return self._dice.pick([*cast("GraphQLEnumType", kind).values])

    def _filter(self, kind: GraphQLInputObjectType, module: Module) -> str:
        declared: list[Any] = kind.extensions["strawberry-definition"].fields
        name = self._dice.pick([*kind.fields])
        field = next(field for field in declared if name in {field.graphql_name, to_camel_case(field.python_name)})
        inner = _named(_fields(kind)[name].type)
        if inner.name.endswith("StatusFilter"):
            return f"{{ {name}: {{ is: {self._word(_named(_fields(inner)['is'].type))} }} }}"
        column: str = field.metadata["column"]
        refers_to: str | None = field.metadata["refers_to"]
        if refers_to is not None:
            return f"{{ {name}: {json.dumps(id_of(registry.module_of(refers_to), self._dice.below(ROWS)))} }}"
        cell = tables()[module].cells.get((_RENAMED.get(column, column),))
        return f"{{ {name}: {self._comparison(inner, cell)} }}"

    def _comparison(self, kind: GraphQLNamedType, cell: Cell | None) -> str:
        value = json.dumps("x" if cell is None else self._text(cell))
        if not isinstance(kind, GraphQLInputObjectType):
            return "true" if kind.name == "Boolean" else value
        operator = self._dice.pick([*kind.fields])
        many = _is_list(_fields(kind)[operator].type)
        return f"{{ {operator}: {f'[{value}]' if many else value} }}"

    def _text(self, cell: Cell) -> str:
        """The value that one of the worlds holds there, or what stands between both."""
        if cell.kind in BORDERS and self._dice.chance(50):
            return BORDERS[cell.kind]
        return str(cell.value(self._dice.below(ROWS), self._dice.below(2)))


_RENAMED = {"reference": "reference_id"}


def _fields(kind: GraphQLNamedType) -> dict[str, Any]:
    """The fields of an input."""
    return cast("dict[str, Any]", cast("GraphQLInputObjectType", kind).fields)


def _is_list(kind: object) -> bool:
    return str(kind).startswith("[")


def _named(kind: object) -> GraphQLNamedType:
    return cast("GraphQLNamedType", get_named_type(cast("Any", kind)))
