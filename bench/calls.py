"""The calls table: upstream calls and CRM credits of named operations, here, at best, and one call for each field.

Counted in the sandbox's call log for a caller who is known, response cache off. The naive figure is counted in the
answer's tree: one call for each field that yields records, for each of its parents, as resolvers mapped one to one make
them. The bound of one call a relation is that of a gateway with perfect batches: one call for each such field and type,
however many parents it has, and one for each record where a field is in no list's rows.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from graphql import (
    FieldNode,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    build_schema,
    get_named_type,
    parse,
)

from bench.operations import OPERATIONS, ROOTS, Operation
from bench.processes import answered, graphql
from bench.servers import gateway

SDL = Path(__file__).parents[1] / "schema" / "schema.graphql"
GOAL = 11
# How many operations are to take fewer calls than one a relation; all others as many.
GOAL_BELOW = 4
# Get Records with a saved view; every other call that the graph makes costs one.
VIEW_CREDITS = 3


@dataclass(frozen=True, slots=True)
class Bill:
    """What one operation cost: calls by product, CRM's credits, and the numbers of calls of other ways."""

    operation: Operation
    calls: dict[str, int]
    credits: int
    naive: int
    a_relation: int

    @property
    def beside_relations(self) -> int:
        """How many calls it took more than one a relation, negative where it took fewer."""
        return sum(self.calls.values()) - self.a_relation

    @property
    def is_lowest(self) -> bool:
        """Whether no product is asked more often than it must: a composite request is one call, and may be below."""
        fewest = self.operation.fewest
        return self.credits <= self.operation.fewest_credits and all(
            number <= fewest.get(product, 0) for product, number in self.calls.items()
        )


@dataclass(frozen=True, slots=True)
class Yields:
    """A field that yields records, or what no list's row carries, once in an answer.

    `relation` is the response path, with the keys of the answer where the type is one of several.
    """

    relation: tuple[str, ...]
    is_lacking: bool


class AnswerTree:
    """What other ways of resolving would make of an answer."""

    def __init__(self, schema: GraphQLSchema, lacking: frozenset[str]) -> None:
        self._schema = schema
        self._lacking = lacking

    def yields(self, query: str, data: dict[str, Any]) -> list[Yields]:
        """The fields of a whole operation that yield records."""
        definition = cast("OperationDefinitionNode", parse(query).definitions[0])
        root = self._schema.query_type
        assert root is not None
        return list(self._within(definition.selection_set, root, data, ()))

    def _within(
        self, selections: SelectionSetNode, kind: GraphQLNamedType, value: dict[str, Any], path: tuple[str, ...]
    ) -> Iterator[Yields]:
        for selection in selections.selections:
            if isinstance(selection, InlineFragmentNode):
                assert selection.type_condition is not None
                inner = self._schema.type_map[selection.type_condition.name.value]
                shown = {node.name.value for node in selection.selection_set.selections if isinstance(node, FieldNode)}
                if shown <= value.keys():
                    yield from self._within(selection.selection_set, inner, value, path)
            elif isinstance(selection, FieldNode) and selection.selection_set is not None:
                yield from self._field(selection, kind, value, path)

    def _field(
        self, selection: FieldNode, kind: GraphQLNamedType, value: dict[str, Any], path: tuple[str, ...]
    ) -> Iterator[Yields]:
        name = selection.name.value
        key = selection.alias.value if selection.alias else name
        here, found = (*path, key), value.get(key)
        assert isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
        inner = cast("GraphQLNamedType", get_named_type(kind.fields[name].type))
        listed = cast("list[Any]", found if isinstance(found, list) else [found])
        items = [item for item in listed if item is not None]
        # A connection's nodes come with the connection.
        is_record = (_is_record(inner) and not _is_connection(kind)) or _is_connection(inner)
        if is_record or (name in self._lacking and not _is_record(inner)):
            for item in items:
                type_of = sorted(item) if isinstance(inner, GraphQLInterfaceType) else ()
                yield Yields((*here, *type_of), not is_record)
        assert selection.selection_set is not None
        for item in items:
            yield from self._within(selection.selection_set, inner, item, here)


def naive_calls(yields: list[Yields]) -> int:
    """The calls of resolvers of one call each."""
    return len(yields)


def calls_a_relation(yields: list[Yields]) -> int:
    """The calls of one for each relation, and of one for each record where a field is in no list's rows."""
    relations = {each.relation for each in yields if not each.is_lacking}
    return len(relations) + sum(each.is_lacking for each in yields)


def _is_record(kind: GraphQLNamedType) -> bool:
    if isinstance(kind, GraphQLObjectType):
        return any(interface.name == "Node" for interface in kind.interfaces)
    return kind.name == "Node"


def _is_connection(kind: GraphQLNamedType) -> bool:
    return isinstance(kind, GraphQLObjectType) and kind.name.endswith("Connection")


def measured(sandbox: str) -> list[Bill]:
    """Every operation, asked a second time by the same caller."""
    schema = build_schema(SDL.read_text("utf-8"))
    with gateway(sandbox) as server:
        variables = _variables(json.loads(graphql(server.url, ROOTS))["data"])
        bills: list[Bill] = []
        for operation in OPERATIONS:
            asked = {name: value for name, value in variables.items() if f"${name}:" in operation.query}
            graphql(server.url, operation.query, asked)
            mark = _log(sandbox, 0)[-1]["sequence"]
            answer = json.loads(graphql(server.url, operation.query, asked))
            if answer.get("errors") or answer["data"] is None:
                raise SystemExit(f"{operation.name} failed: {answer.get('errors')}")
            made = _log(sandbox, mark)
            yields = AnswerTree(schema, operation.lacking).yields(operation.query, answer["data"])
            by_product = dict(Counter(call["product"] for call in made))
            bills.append(Bill(operation, by_product, _credits(made), naive_calls(yields), calls_a_relation(yields)))
    return bills


def _variables(roots: dict[str, Any]) -> dict[str, Any]:
    ids = {name: [node["id"] for node in found["nodes"]] for name, found in roots.items() if name != "views"}
    return {
        "account": ids["account"][0],
        "invoice": ids["invoices"][0],
        "customer": ids["customers"][0],
        "vendor": ids["vendors"][0],
        "nodes": [*ids["accounts"], *ids["deals"], *ids["invoices"]],
        "view": roots["views"][0]["viewId"],
    }


def _log(sandbox: str, since: int) -> list[dict[str, Any]]:
    return json.loads(answered(f"{sandbox}/_sandbox/calls?since={since}") or b"[]")


def _credits(made: list[dict[str, Any]]) -> int:
    return sum(VIEW_CREDITS if "cvid=" in call["query"] else 1 for call in made if call["product"] == "crm")


def told(bills: list[Bill]) -> str:
    """The table."""
    lines = [
        "| operation | calls here | credits | at best | credits | one call a relation | one call a field | equal "
        "| why no fewer |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for bill in bills:
        best = bill.operation
        lines.append(
            f"| {best.name} | {_told(bill.calls)} | {bill.credits} | {_told(best.fewest)} | {best.fewest_credits} "
            f"| {bill.a_relation} | {bill.naive} | {'yes' if bill.is_lowest else 'no'} | {best.why} |"
        )
    equal = sum(bill.is_lowest for bill in bills)
    reached = "reached" if equal >= GOAL else "not reached"
    head = f"{equal} of {len(bills)} at the lower bound (goal: {GOAL}, {reached}); a known caller, response cache off."
    within, below = (sum(bill.beside_relations < more for bill in bills) for more in (1, 0))
    is_reached = within == len(bills) and below >= GOAL_BELOW
    head += (
        f"\n{within} of {len(bills)} take at most one call a relation (goal: all), {below} fewer (goal: {GOAL_BELOW}): "
        f"{'reached' if is_reached else 'not reached'}."
    )
    return f"## Calls\n\n{head}\n\n" + "\n".join(lines) + "\n"


def _told(calls: dict[str, int]) -> str:
    return ", ".join(f"{product} {number}" for product, number in sorted(calls.items())) or "none"
