"""Definitions of saved views, held against a graph: what they list, and whether their reader may see all of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from graphql import GraphQLError, GraphQLInputObjectType, GraphQLObjectType, GraphQLSchema
from graphql.utilities import (
    coerce_input_value,  # pyright: ignore[reportUnknownVariableType]  # partly untyped there
    validate_input_value,  # pyright: ignore[reportUnknownVariableType]  # as above
)
from strawberry.types.arguments import convert_argument

from domain.errors import SuitegraphError
from domain.permissions import Denial
from domain.queries import ListQuery
from domain.saved_views import LONGEST_DEFINITION, MOST_COLUMNS, ViewDefinition
from domain.writes import ProblemCode, json_value, not_done
from resolvers.caller.query_rights import compared_columns, display_name, hidden_column
from schema.engine.declare import registry
from schema.engine.declare.kinds import declaration
from schema.engine.declare.listings import Listing, order_input
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.selections import named_type


@dataclass(frozen=True, slots=True)
class HiddenPart:
    """What of a view is hidden from its reader, as a part of a sentence, and who hides it."""

    text: str
    denial: Denial


async def documented(operation: OperationContext) -> GraphQLSchema:
    """The graph that definitions are held against, as documents are: looked up once in an operation."""
    strict = operation.strict
    return await operation.loader.once(
        "documented graph", lambda: operation.graph.documented(operation.loader, strict=strict)
    )


def query_of(listing: Listing, definition: ViewDefinition, schema: GraphQLSchema) -> ListQuery:
    """What a definition lists: its conditions and its order. Raises NotDone with the place of what the graph lacks."""
    arguments: dict[str, Any] = {}
    if definition.filter is not None:
        arguments["filter"] = _input_value(schema, listing.filter, definition.filter, "filter")
    if definition.order is not None:
        field, direction = definition.order
        kind = None if listing.order is None else order_input(listing.type_name, listing.order)
        arguments["order_by"] = _input_value(schema, kind, {"field": field, "direction": direction}, "orderBy")
    _check_columns(listing, definition.columns, schema)
    try:
        return listing.query(arguments, registry.record_id)
    except SuitegraphError as error:
        raise not_done(ProblemCode.VALIDATION, error.message, "filter") from None


async def hidden_part(
    operation: OperationContext, listing: Listing, definition: ViewDefinition, query: ListQuery, schema: GraphQLSchema
) -> HiddenPart | None:
    """The first column, comparison or order of a view that is hidden from its reader, None where all is visible."""
    view = await operation.loader.permissions.of(listing.module)
    permissions = operation.loader.permissions
    compared = hidden_column(view, compared_columns(query))
    if compared is not None:
        return HiddenPart(f"compares or orders by {display_name(permissions, view, compared[0])}", compared[1])
    for name in definition.columns:
        coordinate = f"{listing.type_name}.{name}"
        denial = view.hidden.get(coordinate) or permissions.hidden(coordinate)
        if denial is None:
            denial = await _target_denial(operation, listing, name, schema)
        if denial is not None:
            return HiddenPart(f"shows `{coordinate}`", denial)
    return None


async def _target_denial(
    operation: OperationContext, listing: Listing, name: str, schema: GraphQLSchema
) -> Denial | None:
    """Why the records that a column leads to may not be viewed, None where they may or it leads to none."""
    field = cast("GraphQLObjectType", schema.type_map[listing.type_name]).fields[name]
    declared = declaration(field)
    module = None if declared is None else declared.leads_to(named_type(field).name, registry.modules())
    return None if module is None else (await operation.loader.permissions.of(module)).denial("view")


def _input_value(schema: GraphQLSchema, kind: type | None, value: Mapping[str, Any], place: str) -> Any:
    """The value as the list's argument takes it. Raises NotDone."""
    name = "" if kind is None else cast("Any", kind).__strawberry_definition__.name
    declared = schema.type_map.get(name)
    if not isinstance(declared, GraphQLInputObjectType):
        raise not_done(ProblemCode.VALIDATION, f"These records have no `{place}`.", place)
    problems = [*_problems(value, declared)]
    if problems:
        raise not_done(ProblemCode.VALIDATION, problems[0], place)
    # Where Strawberry keeps its own schema, and looks for it.
    strawberry = vars(schema)["_strawberry_schema"]
    registered = strawberry.schema_converter.scalar_registry
    return convert_argument(coerce_input_value(dict(value), declared), cast("Any", kind), registered, strawberry.config)


def _problems(value: Mapping[str, Any], kind: GraphQLInputObjectType) -> Iterator[str]:
    messages: list[str] = []

    def note(error: GraphQLError, path: Any) -> None:
        place = ".".join(str(each) for each in path)
        messages.append(f"{error.message} (`{place}`)" if place else error.message)

    validate_input_value(dict(value), kind, note)
    yield from messages


def _check_columns(listing: Listing, columns: tuple[str, ...], schema: GraphQLSchema) -> None:
    kind = schema.type_map.get(listing.type_name)
    known = {*kind.fields} if isinstance(kind, GraphQLObjectType) else set[str]()
    if len(columns) > MOST_COLUMNS:
        raise not_done(ProblemCode.VALIDATION, f"A view has at most {MOST_COLUMNS} columns.", "columns")
    if len({*columns}) != len(columns):
        raise not_done(ProblemCode.VALIDATION, "A view shows each column once.", "columns")
    for at, name in enumerate(columns):
        if name not in known:
            raise not_done(
                ProblemCode.VALIDATION, f"`{name[:100]}` is not a field of {listing.type_name}.", "columns", str(at)
            )


def check_size(definition: ViewDefinition) -> None:
    """Raise NotDone for a definition that is too large to be kept; it was held against the graph before."""
    size = len(repr(json_value(definition.filter))) + sum(map(len, definition.columns))
    if size > LONGEST_DEFINITION:
        text = f"A view's filter and columns have at most {LONGEST_DEFINITION:,} characters; these have {size:,}."
        raise not_done(ProblemCode.VALIDATION, text, "filter")
