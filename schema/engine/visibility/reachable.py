"""What is left of a schema when some of its coordinates are hidden.

With a member goes what cannot be without it: a type without members, what uses that type, a field without an argument
that it requires, an input without a field that it requires.
"""

from collections.abc import Iterable, Iterator
from typing import Any, cast

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_introspection_type,
    is_required_argument,
    is_required_input_field,
)

CompositeType = GraphQLObjectType | GraphQLInterfaceType
TypedMember = GraphQLField | GraphQLArgument | GraphQLInputField


def named(member: TypedMember) -> GraphQLNamedType:
    """The type of a field, argument or input field, without lists and non-null."""
    return cast("GraphQLNamedType", get_named_type(cast("Any", member.type)))


class ReachableSchema:
    """The members that are left of each type of a schema, and the types that are left of it."""

    def __init__(self, schema: GraphQLSchema, hidden: frozenset[str]) -> None:
        self._schema = schema
        self._hidden = hidden
        self._gone = set(hidden & schema.type_map.keys())
        # What is left of each type while `_gone` is what it is.
        self._fields: dict[str, dict[str, GraphQLField]] = {}
        self._interfaces: dict[str, list[GraphQLInterfaceType]] = {}
        kinds = [kind for kind in schema.type_map.values() if not is_introspection_type(kind)]
        while lost := {kind.name for kind in kinds if kind.name not in self._gone and self._is_void(kind)}:
            self._gone |= lost
            self._fields.clear()
            self._interfaces.clear()

    def fields(self, kind: CompositeType) -> dict[str, GraphQLField]:
        """The fields that are left of an object type or interface."""
        left = self._fields.get(kind.name)
        if left is None:
            stay = {name: each for name, each in kind.fields.items() if self._stays(f"{kind.name}.{name}", each)}
            names = self._common(kind) if isinstance(kind, GraphQLInterfaceType) else self._asked(kind, stay)
            left = self._fields[kind.name] = {name: field for name, field in stay.items() if name in names}
        return left

    def arguments(self, kind: CompositeType, name: str) -> dict[str, GraphQLArgument]:
        """The arguments that are left of a field."""
        return {
            argument: definition
            for argument, definition in kind.fields[name].args.items()
            if self._stays(f"{kind.name}.{name}({argument}:)", definition)
        }

    def inputs(self, kind: GraphQLInputObjectType) -> dict[str, GraphQLInputField]:
        """The fields that are left of an input."""
        return {name: field for name, field in kind.fields.items() if self._stays(f"{kind.name}.{name}", field)}

    def values(self, kind: GraphQLEnumType) -> dict[str, GraphQLEnumValue]:
        """The values that are left of an enum."""
        return {name: value for name, value in kind.values.items() if f"{kind.name}.{name}" not in self._hidden}

    def interfaces(self, kind: CompositeType) -> list[GraphQLInterfaceType]:
        """The interfaces whose fields and arguments a type still has."""
        left = self._interfaces.get(kind.name)
        if left is None:
            left = [each for each in kind.interfaces if each.name not in self._gone and self._implements(kind, each)]
            self._interfaces[kind.name] = left
        return left

    def references(self, kind: GraphQLNamedType) -> set[str]:
        """The names of the types that what is left of a type leads to."""
        if isinstance(kind, GraphQLInputObjectType):
            return {named(field).name for field in self.inputs(kind).values()}
        if not isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            return set()
        names = {interface.name for interface in self.interfaces(kind)}
        for name, field in self.fields(kind).items():
            names.add(named(field).name)
            names.update(named(argument).name for argument in self.arguments(kind, name).values())
        return names

    def loses(self, kind: GraphQLNamedType) -> bool:
        """Whether something of a type goes that is its own."""
        if isinstance(kind, GraphQLEnumType):
            return len(self.values(kind)) < len(kind.values)
        if isinstance(kind, GraphQLInputObjectType):
            return len(self.inputs(kind)) < len(kind.fields)
        if not isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            return False
        fields = self.fields(kind)
        return (
            len(fields) < len(kind.fields)
            or any(len(self.arguments(kind, name)) < len(field.args) for name, field in fields.items())
            or len(self.interfaces(kind)) < len(kind.interfaces)
        )

    def reached(self) -> dict[str, GraphQLNamedType]:
        """The types that the roots and introspection lead to, by name, in the schema's order.

        What implements an interface is reached by the fields that answer the interface.
        """
        schema = self._schema
        roots = (schema.query_type, schema.mutation_type, schema.subscription_type, schema.type_map["__Schema"])
        waiting = [kind.name for kind in roots if kind is not None and kind.name not in self._gone]
        names: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name not in names:
                names.add(name)
                waiting += self._led_to(schema.type_map[name])
        return {name: kind for name, kind in schema.type_map.items() if name in names}

    def _led_to(self, kind: GraphQLNamedType) -> Iterable[str]:
        yield from self.references(kind)
        if isinstance(kind, GraphQLObjectType):
            for name in self.fields(kind):
                yield from self._implementers(kind.fields[name])

    def _implementers(self, field: GraphQLField) -> Iterator[str]:
        kind = named(field)
        if isinstance(kind, GraphQLInterfaceType):
            objects = self._schema.get_implementations(kind).objects
            yield from (each.name for each in objects if each.name not in self._gone and kind in self.interfaces(each))

    def _stays(self, coordinate: str, member: TypedMember) -> bool:
        return coordinate not in self._hidden and named(member).name not in self._gone

    def _asked(self, kind: CompositeType, stay: Iterable[str]) -> set[str]:
        """The fields whose arguments can still be given, as far as they require them."""
        return {
            name
            for name in stay
            if all(
                self._stays(f"{kind.name}.{name}({argument}:)", definition)
                for argument, definition in kind.fields[name].args.items()
                if is_required_argument(definition)
            )
        }

    def _common(self, kind: GraphQLInterfaceType) -> set[str]:
        """What an interface keeps, which is what all of its types do, so that each stays of it.

        Where they have nothing in common any more, it keeps what one of them has, and the others are none of it.
        """
        objects = self._schema.get_implementations(kind).objects
        if not objects:
            return {*kind.fields}
        kept = [self.fields(each).keys() & kind.fields.keys() for each in objects if each.name not in self._gone]
        return set[str]().union(*kept) if not kept or not (common := kept[0].intersection(*kept)) else common

    def _implements(self, kind: CompositeType, interface: GraphQLInterfaceType) -> bool:
        return all(
            name in self.fields(kind) and self.arguments(interface, name).keys() <= self.arguments(kind, name).keys()
            for name in self.fields(interface)
        )

    def _is_void(self, kind: GraphQLNamedType) -> bool:
        """Whether nothing usable is left of a type."""
        if isinstance(kind, GraphQLEnumType):
            return not self.values(kind)
        if isinstance(kind, GraphQLInputObjectType):
            left = self.inputs(kind)
            required = (name for name, field in kind.fields.items() if is_required_input_field(field))
            return not left or not left.keys() >= set(required)
        return isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) and not self.fields(kind)
