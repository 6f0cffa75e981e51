"""Compiled operations: rows are requested level by level and projected as a whole.

It returns what the standard executor returns, or raises: the standard executor then runs over the same rows and
reports what is wrong and where.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from graphql import GraphQLField, GraphQLSchema, OperationDefinitionNode, OperationType
from graphql.execution.values import VariableValues, get_argument_values, get_variable_values
from strawberry.types.arguments import convert_arguments
from strawberry.types.field import StrawberryField

from domain.queries import Row
from domain.sources import TYPE
from schema.engine.declare.awaiting import all_of
from schema.engine.declare.connections import ConnectionValue
from schema.engine.declare.objects import NotCompilable, ResponseObject
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.plan import OperationPlan
from schema.engine.declare.projected import LinkProjection, OpenRows, Projection, ProjectionContext
from schema.engine.declare.selections import SelectedField, Variables
from schema.engine.execute.projection import projection_of


class WrongVariables(Exception):
    """The client's variables do not fit: the standard executor reports why."""


@dataclass(frozen=True, slots=True)
class CompiledOperation:
    """A query that can be answered without the standard executor."""

    schema: GraphQLSchema
    operation: OperationDefinitionNode
    root: Projection
    written: dict[SelectedField, Mapping[str, Any]] = field(default_factory=dict["SelectedField", "Mapping[str, Any]"])

    async def data(self, operation: OperationContext, variables: Variables) -> ResponseObject:
        """The answer's data, whose root fields are filled side by side.

        Raises what stands in its way, as it is, when everything that was asked for has ended.
        """
        values = coerced_variables(self.schema, self.operation, variables)
        operation.arguments = ConvertedArguments(self.schema, values, self.written)
        context = ProjectionContext(operation, operation.arguments)
        still_open: list[OpenRows] = []
        [data] = self.root.of([{}], context, still_open)
        await _all_followed(still_open, context)
        return data


def compiled_operation(
    schema: GraphQLSchema, operation: OperationDefinitionNode, plan: OperationPlan
) -> CompiledOperation | None:
    """The operation compiled, None where it is no query of records alone."""
    if operation.operation is not OperationType.QUERY or schema.query_type is None:
        return None
    try:
        return CompiledOperation(schema, operation, projection_of(plan.root, schema.query_type.name, ()))
    except NotCompilable:
        return None


def coerced_variables(
    schema: GraphQLSchema, operation: OperationDefinitionNode, variables: Variables
) -> VariableValues | None:
    """The variables as the operation declares them, None where it declares none. Raises WrongVariables."""
    definitions = operation.variable_definitions
    if not definitions:
        return None
    # The first mistake decides. Telling all of them takes minutes where an object has thousands of unknown fields.
    values = get_variable_values(schema, definitions, dict(variables), max_errors=0)
    if isinstance(values, list):
        raise WrongVariables
    return values


@dataclass(slots=True)
class ConvertedArguments:
    """The arguments of each field of an operation, converted once however many rows are above it.

    `written` are those that stand in the document whole: they are the same for every operation.
    """

    schema: GraphQLSchema
    variables: VariableValues | None
    written: dict[SelectedField, Mapping[str, Any]] = field(default_factory=dict["SelectedField", "Mapping[str, Any]"])
    _converted: dict[SelectedField, Mapping[str, Any]] = field(
        default_factory=dict["SelectedField", "Mapping[str, Any]"]
    )

    def __call__(self, selected: SelectedField) -> Mapping[str, Any]:
        """The arguments of one field. Raises what graphql-core finds wrong with them."""
        arguments = self.written.get(selected) or self._converted.get(selected)
        if arguments is None:
            kept = self.written if self.variables is None else self._converted
            arguments = kept[selected] = self._arguments(selected.field, selected)
        return arguments

    def _arguments(self, definition: GraphQLField, selected: SelectedField) -> Mapping[str, Any]:
        if not definition.args:
            return {}
        declared: StrawberryField = definition.extensions["strawberry-definition"]
        values = get_argument_values(definition, selected.nodes[0], self.variables)
        # Where Strawberry keeps its own schema, and looks for it.
        strawberry = vars(self.schema)["_strawberry_schema"]
        converter = strawberry.schema_converter
        return convert_arguments(values, declared.arguments, converter.scalar_registry, strawberry.config)


def arguments_of(schema: GraphQLSchema, operation: OperationDefinitionNode, variables: Variables) -> ConvertedArguments:
    """The arguments of an operation's fields. Raises WrongVariables."""
    return ConvertedArguments(schema, coerced_variables(schema, operation, variables))


async def _followed(link: LinkProjection, above: OpenRows, context: ProjectionContext) -> None:
    still_open: list[OpenRows] = []
    targets = await link.declared.followed(above.rows, context, link)
    if link.connection is not None:
        pages = cast("list[ConnectionValue | None]", targets)
        objects = [None if page is None else link.connection(page, context, still_open) for page in pages]
    else:
        objects = _objects(link, targets, context, still_open)
    for parent, below in zip(above.objects, objects, strict=True):
        parent[link.selected.key] = below
    await _all_followed(still_open, context)


async def _all_followed(still_open: Sequence[OpenRows], context: ProjectionContext) -> None:
    if still_open:
        await all_of([_followed(each, rows, context) for rows in still_open for each in rows.projection.links])


def _objects(
    link: LinkProjection, targets: Sequence[Any], context: ProjectionContext, still_open: list[OpenRows]
) -> list[Any]:
    """The objects of other records: one for each row, however many lead to it."""
    flat = [row for each in targets for row in (cast("list[Any]", each) if isinstance(each, list) else (each,))]
    by_type: dict[str, dict[int, Row]] = {}
    for row in flat:
        if isinstance(row, Exception):
            raise row
        if row is not None:
            by_type.setdefault(_type_of(link, row), {})[id(row)] = row
    objects: dict[int, ResponseObject] = {}
    for type_name, rows in by_type.items():
        of_type = link.targets[type_name].of(list(rows.values()), context, still_open)
        objects.update(zip(rows, of_type, strict=True))
    if any(isinstance(each, list) for each in targets):
        return [None if each is None else [objects.get(id(row)) for row in each] for each in targets]
    return [objects.get(id(row)) for row in targets]


def _type_of(link: LinkProjection, row: Row) -> str:
    types = link.selected.below
    return next(iter(types)) if len(types) == 1 else str(row[TYPE])
