"""Checks that a schema's declarations are closed: an omission in a declaration is an error when the schema is built.

Nothing is visible, free of cost or left out of the log of reads because a declaration was forgotten.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema

from domain.modules.module import Module
from schema.engine.declare.costs import COSTS
from schema.engine.declare.fields import UpstreamField
from schema.engine.declare.kinds import SourcedField, declaration
from schema.engine.declare.selections import named_type
from schema.engine.declare.values import is_amount, is_part

# Kinds of values that amounts, rates and shares are sent as.
NUMBERS = (Decimal, int, float)
# Keys of texts from which amounts may be read: `total_formatted`, `discount`.
MONEY = re.compile(
    r"(^|_)(bcy|amount|total|balance|price|rate|cost|fee|charge|discount|credits?|paid|outstanding|formatted|percent"
    r"|percentage|share|margin|commission|adjustment|receivable|payable)(s?)(_|$)"
)


class NotClosedError(TypeError):
    """Declarations leave something open; the message names each with what to write."""


def check_closed(schema: GraphQLSchema, records: Mapping[str, Module], is_mirrored: Callable[[Module], bool]) -> None:
    """Raise NotClosedError where a declaration does not say what it must.

    `records` are the modules of the record types by the types' names; `is_mirrored` says of a module whether a module
    of CRM can hide values of it.
    """
    open_ends = sorted({*_plain_ends(schema, records), *_amount_ends(schema, records, is_mirrored)})
    if open_ends:
        raise NotClosedError("\n".join(open_ends))


def _plain_ends(schema: GraphQLSchema, records: Mapping[str, Module]) -> Iterator[str]:
    """Fields that are of no kind where only kinds may be, and resolvers that do not say what they cost."""
    for kind, name, field in _fields(schema):
        coordinate, declared = f"{kind.name}.{name}", field.extensions.get("strawberry-definition")
        if isinstance(declared, SourcedField):
            continue
        origin: Any = getattr(kind.extensions.get("strawberry-definition"), "origin", None)
        if kind.name in records or is_part(origin):
            yield f"{coordinate}: declare it with `upstream`, `link`, `related` or another kind of field."
        elif declared is not None and declared.base_resolver is not None and COSTS not in declared.metadata:
            yield f"{coordinate}: it has a resolver; say with `own_field(costs=…)` which calls it takes."
        elif kind is schema.mutation_type and (declared is None or COSTS not in declared.metadata):
            yield f"{coordinate}: declare it with `mutation`, which says what it does to which records."


def _amount_ends(
    schema: GraphQLSchema, records: Mapping[str, Module], is_mirrored: Callable[[Module], bool]
) -> Iterator[str]:
    """Values of mirrored modules that may show amounts and name neither a twin nor a reason."""
    for type_name, module in records.items():
        kind = schema.type_map.get(type_name)
        if isinstance(kind, GraphQLObjectType) and is_mirrored(module):
            yield from _of_type(kind, module, records)


def _of_type(kind: GraphQLObjectType, module: Module, records: Mapping[str, Module]) -> Iterator[str]:
    for name, field in kind.fields.items():
        declared = declaration(field)
        if declared is None or declared.guards_itself or declared.source.crm is not None or declared.identifies(module):
            continue
        coordinate, part = f"{kind.name}.{name}", named_type(field)
        if isinstance(declared, UpstreamField) and declared.shape is not None and is_part(declared.shape.kind):
            # Its own fields are checked one by one.
            if isinstance(part, GraphQLObjectType) and part.name not in records:
                yield from _of_type(part, module, records)
        elif declared.source.public is None and may_tell_amounts(declared):
            yield (
                f"{coordinate}: it may show an amount that the CRM mirror of {module} hides. Name its twin there, "
                f'`crm="Grand_Total"`, or say why everybody who sees the record may see it, `public="…"`.'
            )


def may_tell_amounts(declared: SourcedField) -> bool:
    """Whether amounts may be read from a field's values: of a kind that is not known here, they may."""
    if not isinstance(declared, UpstreamField) or declared.shape is None:
        return True
    kind: Any = declared.shape.kind
    if declared.source.amount or is_amount(kind) or kind in NUMBERS:
        return True
    return kind is str and any(MONEY.search(column) for column in declared.columns())


def _fields(schema: GraphQLSchema) -> Iterator[tuple[GraphQLObjectType, str, GraphQLField]]:
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__"):
            yield from ((kind, name, field) for name, field in kind.fields.items())
