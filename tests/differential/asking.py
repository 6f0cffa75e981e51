"""Arguments that a query of this sandbox would have: real ids, pages, filters, orders and views; now and then wrong."""

import json
from typing import Any, cast

from graphql import (
    ArgumentNode,
    FieldNode,
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLNonNull,
    Undefined,
    get_named_type,
    is_required_input_field,
    parse_value,
    print_ast,
    value_from_ast_untyped,
)
from strawberry.utils.str_converters import to_camel_case

from schema.engine.declare import registry
from schema.engine.declare.selections import named_type
from tests.differential.world import Samples
from tests.noninterference.dice import Dice

VIEWS = ("4150868000000087501", "4150868000000087507", "7")
DATES = ("2026-01-15", "2025-06-30", "2026-10-01")
INSTANTS = ("2026-01-15T00:00:00Z", "2025-06-30T12:00:00+02:00")
NUMBERS = ("0", "100", "1500.50", "100000")
COORDINATES = ("Invoice.total", "Deal", "BillingSubscription.amount", "Deal.amount", "Nothing.at")
EMAILS = ("ingrid.halvorsen@halvorsen.example", "rosa.lindqvist@halvorsen.example", "nobody@halvorsen.example")
# What a client may send instead of a value.
WRONG: tuple[Any, ...] = (None, "x", 5, True, [], {}, {"a": 1}, 1.5, 10**12)


class Asking:
    """The arguments of one document, and the variables that some of them became."""

    def __init__(self, dice: Dice, samples: Samples) -> None:
        self._dice = dice
        self._samples = samples
        self.declared: list[str] = []
        self.variables: dict[str, Any] = {}

    def arguments(self, field: GraphQLField, node: FieldNode | None) -> str:
        """The arguments of a field as they are written, "" for none. `node` is the field with generated ones."""
        generated: dict[str, ArgumentNode] = {each.name.value: each for each in (node and node.arguments) or ()}
        written = [
            f"{name}: {self._as_variable(argument, value)}"
            for name, argument in field.args.items()
            if (value := self._value(name, field, argument, generated.get(name))) is not None
        ]
        return f"({', '.join(written)})" if written else ""

    def branch(self) -> str:
        """A @skip or @include, mostly one that includes."""
        dice = self._dice
        name, truth = dice.pick((("include", True), ("skip", False)))
        truth = truth if dice.chance(75) else not truth
        told = json.dumps(truth)
        if dice.chance(60):
            variable = f"v{len(self.declared)}"
            form = dice.pick(("Boolean!", f"Boolean = {told}", "Boolean! = true"))
            self.declared.append(f"${variable}: {form}")
            if "=" not in form or dice.chance(50):
                self.variables[variable] = dice.pick(WRONG) if dice.below(60) == 1 else truth
            told = f"${variable}"
        return f" @{name}(if: {told})"

    def _as_variable(self, argument: GraphQLArgument, value: str) -> str:
        """The value, or the variable that it became."""
        dice = self._dice
        if not dice.chance(25):
            return value
        name, kind = f"v{len(self.declared)}", str(cast("Any", argument).type)
        sent = value_from_ast_untyped(parse_value(value))
        # A default must fit; what was generated or is wrong might not.
        required = kind.endswith("!")
        default = f" = {value}" if dice.chance(30) and value != "null" else ""
        self.declared.append(f"${name}: {kind}{default}")
        form = dice.below(20)
        if form == 1 and not required:
            self.variables[name] = None
        elif form == 2 and dice.chance(40):
            self.variables[name] = dice.pick(WRONG)
        elif form > 4 or (required and not default):
            self.variables[name] = sent
        return f"${name}"

    def _value(
        self, name: str, field: GraphQLField, argument: GraphQLArgument, generated: ArgumentNode | None
    ) -> str | None:
        """What an argument is given, None for nothing."""
        dice = self._dice
        required = isinstance(cast("Any", argument).type, GraphQLNonNull) and argument.default_value is Undefined
        roll = dice.below(100)
        # Generated inputs do not know that some take exactly one of their fields.
        if generated is not None and roll == 99 and not isinstance(_named(argument), GraphQLInputObjectType):
            return print_ast(generated.value)
        real = self._real(name, field, argument)
        if real is None:
            return print_ast(generated.value) if generated is not None and required else None
        often = {"first": 80, "names": 50, "after": 3}.get(name, 12)
        return real if required or roll < often else None

    def _real(self, name: str, field: GraphQLField, argument: GraphQLArgument) -> str | None:
        """A value that there is, None where nothing is known."""
        dice, kind, kind_of_rows = self._dice, _named(argument), named_type(field).name.removesuffix("Connection")
        match name:
            case "id":
                return json.dumps(self.id_of(kind_of_rows))
            case "ids":
                return json.dumps([self.id_of("Node") for _ in range(1 + dice.below(6))])
            case "first":
                return str(dice.pick((20, 0, 201)) if dice.chance(5) else 1 + dice.below(4))
            case "after":
                cursors = self._samples.cursors
                # That of the whole list, which a filtered one does not take.
                return json.dumps(cursors.get(kind_of_rows, "x") if dice.chance(80) else dice.pick([*cursors.values()]))
            case "names":
                return json.dumps([dice.pick(self._samples.custom) for _ in range(dice.below(4))])
            case "search":
                return json.dumps(dice.pick(self._samples.words)[: 2 + dice.below(12)])
            case "coordinate" | "email" | "to":
                return json.dumps(dice.pick(COORDINATES if name == "coordinate" else EMAILS))
            case "view" if not isinstance(kind, GraphQLEnumType):
                return json.dumps(dice.pick(VIEWS))
            case "orderBy":
                fields = cast("GraphQLEnumType", _named(cast("GraphQLInputObjectType", kind).fields["field"]))
                return f"{{ field: {dice.pick([*fields.values])}, direction: {dice.pick(('ASC', 'DESC'))} }}"
            case _:
                return self._of_kind(kind)

    def id_of(self, type_name: str) -> str:
        """An id of a record: of the graph, or its own where the type is known; now and then of another type."""
        dice, samples = self._dice, self._samples
        if type_name not in samples.ids:
            return "x" if dice.chance(2) else dice.pick(samples.ids[dice.pick([*samples.ids])])
        if dice.below(25) == 1:
            return dice.pick(samples.ids[dice.pick([*samples.ids])])
        return dice.pick((samples.own_ids if dice.chance(50) else samples.ids)[type_name])

    def _of_kind(self, kind: GraphQLNamedType) -> str | None:
        dice = self._dice
        if isinstance(kind, GraphQLEnumType):
            return dice.pick([*kind.values])
        if isinstance(kind, GraphQLInputObjectType):
            needed = [name for name, field in kind.fields.items() if is_required_input_field(field)]
            names = [dice.pick([*kind.fields]) for _ in range(2 if dice.chance(20) and not kind.is_one_of else 1)]
            members = [
                f"{name}: {value}" for name in dict.fromkeys(needed + names) if (value := self._member(kind, name))
            ]
            return f"{{ {', '.join(members)} }}"
        options = {"Boolean": ("true", "false"), "Int": ("1", "2")}.get(kind.name)
        if options is not None:
            return dice.pick(options)
        texts = {"Date": DATES, "DateTime": INSTANTS, "Decimal": NUMBERS}.get(kind.name, self._samples.words)
        return json.dumps(dice.pick(texts))

    def _member(self, kind: GraphQLInputObjectType, name: str) -> str | None:
        """One field of an input; a reference to a record is one that there is."""
        declared: list[Any] = kind.extensions["strawberry-definition"].fields
        field = next(field for field in declared if name in {field.graphql_name, to_camel_case(field.python_name)})
        refers_to: str | None = field.metadata.get("refers_to")
        if refers_to is not None and refers_to in registry.modules():
            return json.dumps(self.id_of(refers_to))
        value = self._of_kind(_named(kind.fields[name]))
        many = str(kind.fields[name].type).startswith("[")
        return f"[{value}]" if many else value


def _named(member: object) -> GraphQLNamedType:
    return cast("GraphQLNamedType", get_named_type(cast("Any", member).type))
