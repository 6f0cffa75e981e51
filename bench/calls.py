"""The calls table: upstream calls and CRM credits of named operations, here, at best, and one call for each field.

Counted in the sandbox's call log for a caller who is known, response cache off. The naive figure is counted in the
answer's tree: one call for each field that yields records, for each of its parents, as resolvers mapped one to one make
them.
"""

import json
from collections import Counter
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
# Get Records with a saved view; every other call that the graph makes costs one.
VIEW_CREDITS = 3


@dataclass(frozen=True, slots=True)
class Bill:
    """What one operation cost: calls by product, CRM's credits, and the naive number of calls."""

    operation: Operation
    calls: dict[str, int]
    credits: int
    naive: int

    @property
    def is_lowest(self) -> bool:
        """Whether no product is asked more often than it must."""
        return self.calls == self.operation.fewest and self.credits == self.operation.fewest_credits


class Naive:
    """Counts what resolvers of one call each would make of an answer."""

    def __init__(self, schema: GraphQLSchema, lacking: frozenset[str]) -> None:
        self._schema = schema
        self._lacking = lacking

    def calls(self, query: str, data: dict[str, Any]) -> int:
        """For a whole operation."""
        definition = cast("OperationDefinitionNode", parse(query).definitions[0])
        root = self._schema.query_type
        assert root is not None
        return self._within(definition.selection_set, root, data)

    def _within(self, selections: SelectionSetNode, kind: GraphQLNamedType, value: dict[str, Any]) -> int:
        total = 0
        for selection in selections.selections:
            if isinstance(selection, InlineFragmentNode):
                assert selection.type_condition is not None
                inner = self._schema.type_map[selection.type_condition.name.value]
                shown = {node.name.value for node in selection.selection_set.selections if isinstance(node, FieldNode)}
                total += self._within(selection.selection_set, inner, value) if shown <= value.keys() else 0
            elif isinstance(selection, FieldNode) and selection.selection_set is not None:
                total += self._field(selection, kind, value)
        return total

    def _field(self, selection: FieldNode, kind: GraphQLNamedType, value: dict[str, Any]) -> int:
        name = selection.name.value
        found = value.get(selection.alias.value if selection.alias else name)
        assert isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
        inner = cast("GraphQLNamedType", get_named_type(kind.fields[name].type))
        items = cast("list[Any]", found if isinstance(found, list) else [found] if found is not None else [])
        # A connection's nodes come with the connection.
        yields = (_is_record(inner) and not _is_connection(kind)) or _is_connection(inner)
        own = len(items) if yields or (name in self._lacking and not _is_record(inner)) else 0
        assert selection.selection_set is not None
        return own + sum(self._within(selection.selection_set, inner, item) for item in items if item is not None)


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
            naive = Naive(schema, operation.lacking).calls(operation.query, answer["data"])
            bills.append(Bill(operation, dict(Counter(call["product"] for call in made)), _credits(made), naive))
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
        "| operation | calls here | credits | at best | credits | one call a field | equal | why no fewer |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for bill in bills:
        best = bill.operation
        lines.append(
            f"| {best.name} | {_told(bill.calls)} | {bill.credits} | {_told(best.fewest)} | {best.fewest_credits} "
            f"| {bill.naive} | {'yes' if bill.is_lowest else 'no'} | {best.why} |"
        )
    equal = sum(bill.is_lowest for bill in bills)
    reached = "reached" if equal >= GOAL else "not reached"
    head = f"{equal} of {len(bills)} at the lower bound (goal: {GOAL}, {reached}); a known caller, response cache off."
    return f"## Calls\n\n{head}\n\n" + "\n".join(lines) + "\n"


def _told(calls: dict[str, int]) -> str:
    return ", ".join(f"{product} {number}" for product, number in sorted(calls.items())) or "none"
