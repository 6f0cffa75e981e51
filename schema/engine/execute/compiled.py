"""Compiled operations: rows are asked for level by level and projected as a whole.

It answers what the standard executor answers, or raises: then that one runs, from the same rows, and tells what is
wrong where.
"""

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from graphql import GraphQLField, GraphQLSchema, OperationDefinitionNode, OperationType
from graphql.execution.values import VariableValues, get_argument_values, get_variable_values
from strawberry.types.arguments import convert_arguments
from strawberry.types.field import StrawberryField

from domain.queries import Row
from domain.sources import TYPE
from schema.engine.declare.connections import ConnectionValue
from schema.engine.declare.fields import LinkField
from schema.engine.declare.objects import NotCompilable, ResponseObject
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.selections import SelectedField, Variables
from schema.engine.execute.plan import OperationPlan
from schema.engine.execute.projection import (
    LinkProjection,
    OpenRows,
    Projection,
    ProjectionContext,
    projection_of,
)


class WrongVariables(Exception):
    """The client's variables do not fit: the standard executor tells how."""


@dataclass(frozen=True, slots=True)
class CompiledOperation:
    """A query that can be answered without the standard executor."""

    schema: GraphQLSchema
    operation: OperationDefinitionNode
    branches: frozenset[str]
    root: Projection
    written: dict[SelectedField, Mapping[str, Any]] = field(default_factory=dict["SelectedField", "Mapping[str, Any]"])

    async def data(self, operation: OperationContext, variables: Variables) -> ResponseObject:
        """The answer's data. Raises what stands in its way, as it is."""
        operation.given = ConvertedArguments(self.schema, self._coerced(variables), self.written)
        context = ProjectionContext(operation, operation.given)
        still_open: list[OpenRows] = []
        [data] = self.root.of([{}], context, still_open)
        if still_open:
            await _filled(still_open, context)
        return data

    def _coerced(self, variables: Variables) -> VariableValues | None:
        found = coerced_variables(self.schema, self.operation, variables)
        if found is not None and not all(isinstance(found.coerced.get(name), bool) for name in self.branches):
            raise WrongVariables
        return found


def compiled_operation(
    schema: GraphQLSchema, operation: OperationDefinitionNode, plan: OperationPlan, branches: frozenset[str]
) -> CompiledOperation | None:
    """The operation compiled, None where it is no query of records alone. `branches` are the variables that choose."""
    if operation.operation is not OperationType.QUERY or schema.query_type is None:
        return None
    declared = {definition.variable.name.value for definition in operation.variable_definitions or ()}
    try:
        return CompiledOperation(
            schema, operation, branches & declared, projection_of(plan.root, schema.query_type.name, ())
        )
    except NotCompilable:
        return None


def coerced_variables(
    schema: GraphQLSchema, operation: OperationDefinitionNode, variables: Variables
) -> VariableValues | None:
    """The variables as the operation declares them, None where it declares none. Raises WrongVariables."""
    definitions = operation.variable_definitions
    if not definitions:
        return None
    found = get_variable_values(schema, definitions, dict(variables))
    if isinstance(found, list):
        raise WrongVariables
    return found


@dataclass(slots=True)
class ConvertedArguments:
    """The arguments of each field of an operation, converted once however many rows are above it.

    `written` are those that stand in the document whole: they are the same for every operation.
    """

    schema: GraphQLSchema
    variables: VariableValues | None
    written: dict[SelectedField, Mapping[str, Any]] = field(default_factory=dict["SelectedField", "Mapping[str, Any]"])
    _made: dict[SelectedField, Mapping[str, Any]] = field(default_factory=dict["SelectedField", "Mapping[str, Any]"])

    def __call__(self, chosen: SelectedField) -> Mapping[str, Any]:
        """The arguments of one field. Raises what graphql-core finds wrong with them."""
        made = self.written.get(chosen) or self._made.get(chosen)
        if made is None:
            keep = self.written if self.variables is None else self._made
            made = keep[chosen] = self._converted(chosen.field, chosen)
        return made

    def _converted(self, definition: GraphQLField, chosen: SelectedField) -> Mapping[str, Any]:
        if not definition.args:
            return {}
        declared: StrawberryField = definition.extensions["strawberry-definition"]
        values = get_argument_values(definition, chosen.nodes[0], self.variables)
        # Where Strawberry keeps its own schema, and looks for it.
        strawberry = vars(self.schema)["_strawberry_schema"]
        converter = strawberry.schema_converter
        return convert_arguments(values, declared.arguments, converter.scalar_registry, strawberry.config)


def arguments_of(schema: GraphQLSchema, operation: OperationDefinitionNode, variables: Variables) -> ConvertedArguments:
    """The arguments of an operation's fields. Raises WrongVariables."""
    return ConvertedArguments(schema, coerced_variables(schema, operation, variables))


async def _filled(waiting: Sequence[OpenRows], context: ProjectionContext) -> None:
    """Follow every link of rows that are open, and those of what they lead to."""
    await _all([_followed(link, each, context) for each in waiting for link in each.projection.links])


async def _all(works: Sequence[Awaitable[Any]]) -> list[Any]:
    """What several works come to. Raises the first error when all have ended: what they read is needed again then."""
    if len(works) == 1:
        return [await works[0]]
    found = await asyncio.gather(*works, return_exceptions=True)
    for each in found:
        if isinstance(each, BaseException):
            raise each
    return list(found)


async def _followed(link: LinkProjection, above: OpenRows, context: ProjectionContext) -> None:
    still_open: list[OpenRows] = []
    found = await _found(link, above.rows, context)
    if link.connection is not None:
        pages = cast("list[ConnectionValue | None]", found)
        objects = [None if page is None else link.connection(page, context, still_open) for page in pages]
    else:
        objects = _objects(link, found, context, still_open)
    for into, made in zip(above.objects, objects, strict=True):
        into[link.chosen.key] = made
    if still_open:
        await _filled(still_open, context)


async def _found(link: LinkProjection, rows: Sequence[Row], context: ProjectionContext) -> list[Any]:
    """What the link leads to from each row: a row or rows, a page, or nothing."""
    declared, operation = link.declared, context.operation
    if isinstance(declared, LinkField):
        return await declared.of_all(rows, operation, link.spot)
    given = context.given(link.chosen)
    return await _all([declared.found(row, operation, link.spot, given) for row in rows])


def _objects(
    link: LinkProjection, found: Sequence[Any], context: ProjectionContext, still_open: list[OpenRows]
) -> list[Any]:
    """The objects of other records: one for each row that is found, however many lead to it."""
    flat = [row for each in found for row in (cast("list[Any]", each) if isinstance(each, list) else (each,))]
    by_type: dict[str, dict[int, Row]] = {}
    for row in flat:
        if isinstance(row, Exception):
            raise row
        if row is not None:
            by_type.setdefault(_type_of(link, row), {})[id(row)] = row
    made: dict[int, ResponseObject] = {}
    for type_name, rows in by_type.items():
        objects = link.targets[type_name].of(list(rows.values()), context, still_open)
        made.update(zip(rows, objects, strict=True))
    if any(isinstance(each, list) for each in found):
        return [None if each is None else [made.get(id(row)) for row in each] for each in found]
    return [made.get(id(row)) for row in found]


def _type_of(link: LinkProjection, row: Row) -> str:
    types = link.chosen.below
    return next(iter(types)) if len(types) == 1 else str(row[TYPE])
