"""Mutations that anybody might send: every one of the graph, with inputs of any kind and ids of any record or none."""

import json
from dataclasses import dataclass, replace
from typing import Any, cast

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
)

from schema.engine.declare import registry
from schema.engine.declare.ids import global_id
from schema.engine.declare.selections import named_type
from schema.graph import graph
from tests.noninterference.cells import MODULES, ROWS, id_of
from tests.noninterference.dice import Dice

DEEPEST = 4
# The row of each module to which nothing leads: whoever may not view the module cannot know whether it is there.
LONELY = ROWS
TEXTS = {
    "Int": "1",
    "Float": "1.5",
    "Boolean": "true",
    "Decimal": '"1.00"',
    "Date": '"2027-01-01"',
    "DateTime": '"2027-01-01T00:00:00Z"',
    "JSON": '{ number: "x" }',
    "String": '"x"',
}
ERRORS = "userErrors { code message field }"


@dataclass(frozen=True, slots=True)
class IdKind:
    """The type whose ids are given, None for none; `everywhere` also where a field takes ids of another one."""

    type_name: str | None
    everywhere: bool = False

    def at(self, field: GraphQLInputField) -> "IdKind":
        """What is given at a field: callers know of none that takes ids of a type of which they may not know."""
        target: str | None = field.extensions["strawberry-definition"].metadata.get("refers_to")
        if self.everywhere:
            return replace(self, type_name=None) if target == self.type_name else self
        return IdKind(target or self.type_name)


def mutation_document(dice: Dice, named: IdKind | None = None) -> tuple[str, list[str]]:
    """One mutation with the ids of records that may not be seen, or not be there, and the types that it is about.

    Ids are of the type that each place takes, or of the `named` one.
    """
    kind = cast("GraphQLObjectType", graph().mutation_type)
    name = dice.pick([name for name, field in kind.fields.items() if "input" in field.args])
    field = kind.fields[name]
    payload = cast("GraphQLObjectType", named_type(field))
    # The longest name is the type that the mutation is about.
    types = sorted((type_name for type_name in registry.modules() if type_name in name), key=len)
    below = [other for other, of in payload.fields.items() if named_type(of).name in registry.modules()]
    records = " ".join(f"{each} {{ id }}" for each in below)
    about = types[-1] if types else dice.pick(("Estimate", "SalesOrder", "Invoice", "PurchaseOrder", "Deal"))
    about = "BillingSubscription" if "Subscription" in name or "Addons" in name else about
    value = _value(dice, field.args["input"].type, DEEPEST, named or IdKind(about))
    return f"mutation {{ {name}(input: {value}) {{ {ERRORS} {records} }} }}", types


def _value(dice: Dice, kind: Any, depth: int, about: IdKind) -> str:
    if isinstance(kind, GraphQLNonNull):
        return _value(dice, cast("Any", kind).of_type, depth, about)
    if isinstance(kind, GraphQLList):
        return f"[{_value(dice, cast('Any', kind).of_type, depth, about)}]"
    if isinstance(kind, GraphQLInputObjectType):
        return _input(dice, kind, depth, about)
    if isinstance(kind, GraphQLEnumType):
        return dice.pick([*kind.values])
    name = cast("GraphQLScalarType", kind).name
    return _id(dice, about) if name == "ID" else TEXTS.get(name, '"x"')


def _input(dice: Dice, kind: GraphQLInputObjectType, depth: int, about: IdKind) -> str:
    fields = kind.fields
    if kind.is_one_of:
        chosen = [dice.pick([*fields])]
    else:
        chosen = [
            name for name, field in fields.items() if isinstance(field.type, GraphQLNonNull) or _is_chosen(dice, depth)
        ]
    written = [f"{name}: {_value(dice, fields[name].type, depth - 1, about.at(fields[name]))}" for name in chosen]
    return f"{{ {', '.join(written)} }}"


def _is_chosen(dice: Dice, depth: int) -> bool:
    return depth > 0 and dice.chance(15)


def _id(dice: Dice, kind: IdKind) -> str:
    if kind.type_name is None:
        return '"x"'
    is_of_kind = kind.everywhere or dice.chance(85)
    module = registry.module_of(kind.type_name) if is_of_kind else dice.pick(MODULES)
    row = LONELY if dice.chance(80) else dice.below(ROWS)
    own = id_of(module, row)
    return json.dumps(global_id(registry.type_of(module), own) if dice.chance(60) else own)


def asking_document(dice: Dice, type_name: str) -> str:
    """A question by an id of a type: of one record, of a list by a filter, or of a mutation."""
    about = IdKind(type_name, everywhere=True)
    query = cast("GraphQLObjectType", graph().query_type).fields
    match dice.below(7):
        case 0:
            return f"{{ node(id: {_id(dice, about)}) {{ id }} }}"
        case 1:
            return f"{{ nodes(ids: [{_id(dice, about)}, {_id(dice, about)}]) {{ id }} }}"
        case 2:
            names = [name for name, field in query.items() if _is_record(field, type_name)]
            name = dice.pick(names)
            return f"{{ {name}(id: {_id(dice, about)}) {{ id }} }}"
        case 3:
            name = dice.pick([name for name, field in query.items() if "filter" in field.args and name != "auditLog"])
            value = _value(dice, query[name].args["filter"].type, DEEPEST, about)
            return f"{{ {name}(filter: {value}) {{ nodes {{ id }} }} }}"
        case _:
            return mutation_document(dice, about)[0]


def _is_record(field: GraphQLField, but: str) -> bool:
    """Whether a field returns one record of any type but one."""
    name = named_type(field).name
    return "id" in field.args and name in registry.modules() and name != but
