"""A schema without what is hidden, derived from the finished one: what is left answers as before.

Types that neither lose anything nor lead to one that does are the finished schema's own, and so are the fields of
others that lead to none: a derived schema costs little.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar, cast

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLError,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    Undefined,
)
from graphql import ast_from_value as _literal  # pyright: ignore[reportUnknownVariableType]  # partly untyped there

from schema.engine.visibility.reachable import CompositeType, ReachableSchema, TypedMember, named

CopiedType = TypeVar("CopiedType")
CopiedMember = TypeVar("CopiedMember", GraphQLArgument, GraphQLInputField)
# The order in which types get their members, enums first: whether a default can be written depends on them.
_RANKS: dict[type[GraphQLNamedType], int] = {
    GraphQLInputObjectType: 1,
    GraphQLObjectType: 2,
    GraphQLInterfaceType: 2,
}


def pruned(schema: GraphQLSchema, hidden: frozenset[str]) -> GraphQLSchema:
    """The schema without the hidden coordinates and without what means nothing when they are gone.

    A coordinate is `Type`, `Type.field`, `Type.field(argument:)`, `Input.field` or `Enum.VALUE`; one that the schema
    does not have hides nothing. Where nothing is hidden it is the schema itself. Raises ValueError where no root field
    is left.
    """
    remains = ReachableSchema(schema, hidden)
    left = remains.reached()
    if schema.query_type is None or schema.query_type.name not in left:
        raise ValueError("No field of the query type is left.")
    changed = _changed(remains, left.values())
    if not changed and len(left) == len(schema.type_map):
        return schema
    types = _Rebuilt(remains, left, changed).types
    derived = GraphQLSchema(
        _root(schema.query_type, types),
        _root(schema.mutation_type, types),
        _root(schema.subscription_type, types),
        tuple(types.values()),
        schema.directives,
        schema.description,
        schema.extensions,
        schema.ast_node,
        schema.extension_ast_nodes,
        # Tests validate pruned schemas; here, validation would take longer than everything else.
        assume_valid=True,
    )
    # Where Strawberry's resolvers look for it.
    vars(derived)["_strawberry_schema"] = vars(schema).get("_strawberry_schema")
    return derived


def _root(kind: GraphQLObjectType | None, types: Mapping[str, GraphQLNamedType]) -> GraphQLObjectType | None:
    return None if kind is None else cast("GraphQLObjectType | None", types.get(kind.name))


def _changed(remains: ReachableSchema, kinds: Iterable[GraphQLNamedType]) -> set[str]:
    """The names of the types that lose something, and of those that lead to one of them."""
    references = {kind.name: remains.references(kind) for kind in kinds}
    changed = {kind.name for kind in kinds if remains.loses(kind)}
    while more := {name for name, names in references.items() if name not in changed and not changed.isdisjoint(names)}:
        changed |= more
    return changed


class _Rebuilt:
    """The types of the derived schema by name."""

    def __init__(self, remains: ReachableSchema, left: Mapping[str, GraphQLNamedType], changed: set[str]) -> None:
        self._remains = remains
        self._changed = changed
        self.types = {name: _copied(kind) if name in changed else kind for name, kind in left.items()}
        for name in sorted(changed, key=lambda name: _RANKS.get(type(left[name]), 0)):
            self._fill(self.types[name], left[name])

    def _fill(self, copy: Any, kind: GraphQLNamedType) -> None:
        """Give a copied type its members, in the place of the cached ones."""
        remains = self._remains
        if isinstance(kind, GraphQLEnumType):
            copy.values = remains.values(kind)
            copy.__dict__.pop("_value_lookup", None)
        elif isinstance(kind, GraphQLInputObjectType):
            copy.fields = dict(self._members(remains.inputs(kind)))
        elif isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            copy.fields = {name: self._field(kind, name, field) for name, field in remains.fields(kind).items()}
            copy.interfaces = tuple(self.types[interface.name] for interface in remains.interfaces(kind))

    def _field(self, kind: CompositeType, name: str, field: GraphQLField) -> GraphQLField:
        left = self._remains.arguments(kind, name)
        args = dict(self._members(left))
        if self._is_same(field) and len(args) == len(field.args) and all(args[key] is field.args[key] for key in args):
            return field
        copy = _copied(field)
        copy.type, copy.args = self._typed(cast("Any", field.type)), args
        return copy

    def _members(self, members: Mapping[str, CopiedMember]) -> Iterator[tuple[str, CopiedMember]]:
        for name, member in members.items():
            yield name, member if self._is_same(member) else self._member(member)

    def _member(self, member: CopiedMember) -> CopiedMember:
        copy = _copied(member)
        copy.type = self._typed(cast("Any", member.type))
        if not _has_valid_default(copy):
            copy.default_value = Undefined
        return copy

    def _is_same(self, member: TypedMember) -> bool:
        return named(member).name not in self._changed

    def _typed(self, kind: Any) -> Any:
        if isinstance(kind, GraphQLNonNull):
            return GraphQLNonNull(self._typed(cast("Any", kind).of_type))
        if isinstance(kind, GraphQLList):
            return GraphQLList(self._typed(cast("Any", kind).of_type))
        return self.types[kind.name]


def _copied(original: CopiedType) -> CopiedType:
    """A copy that gets other members.

    Copies by graphql-core, from constructor arguments, would lose what Strawberry adds to enums.
    """
    copy = object.__new__(type(original))
    vars(copy).update(vars(original))
    return copy


def _has_valid_default(member: GraphQLArgument | GraphQLInputField) -> bool:
    """Whether the default can be written with what is left of its type."""
    try:
        kind = cast("Any", member.type)
        return member.default_value is Undefined or _literal(member.default_value, kind) is not None
    except (GraphQLError, ValueError):
        return False
