"""Checks that a schema's declarations are closed: an omission in a declaration is an error when the schema is built.

Nothing is visible, free of cost or left out of the log of reads because a declaration was forgotten.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema

from domain.modules.module import Module
from resolvers.catalogue import FINANCE
from schema.engine.declare.costs import COSTS
from schema.engine.declare.kinds import ACTS, SourcedField, declaration
from schema.engine.declare.selections import named_type
from schema.engine.declare.values import is_amount, is_part
from schema.engine.visibility.open_amounts import open_amounts


class NotClosedError(TypeError):
    """Declarations leave something open; the message names each with what to write."""


def check_closed(schema: GraphQLSchema, records: Mapping[str, Module], is_mirrored: Callable[[Module], bool]) -> None:
    """Raise NotClosedError where a declaration does not say what it must.

    `records` are the modules of the record types by the types' names; `is_mirrored` says of a module whether a module
    of CRM can hide values of it.
    """
    ends = (
        _plain_ends(schema, records),
        _outside_of_records(schema),
        _says_nothing(schema),
        _undecided(schema, records),
        _repeats_nothing(schema, records),
        open_amounts(schema, records, is_mirrored),
    )
    open_ends = sorted({sentence for each in ends for sentence in each})
    if open_ends:
        raise NotClosedError("\n".join(open_ends))


def _plain_ends(schema: GraphQLSchema, records: Mapping[str, Module]) -> Iterator[str]:
    """Fields that are of no kind where only kinds may be, and resolvers that do not say what they cost or do."""
    for kind, name, field in _fields(schema):
        coordinate, declared = f"{kind.name}.{name}", field.extensions.get("strawberry-definition")
        if isinstance(declared, SourcedField):
            continue
        if kind.name in records or is_part(_origin(kind)):
            yield f"{coordinate}: declare it with `upstream`, `link`, `related` or another kind of field."
            continue
        if declared is not None and declared.base_resolver is not None and COSTS not in declared.metadata:
            yield f"{coordinate}: it has a resolver; say with `own_field(costs=…)` which calls it takes."
        if kind is schema.mutation_type and (declared is None or ACTS not in declared.metadata):
            yield (
                f"{coordinate}: declare it with `mutation`, which says what it does to which records, or with "
                "`own_field(acts=NO_RECORDS)`."
            )


def _outside_of_records(schema: GraphQLSchema) -> Iterator[str]:
    """Amounts that are no part of a record: of a type that a field answers, unless it lies in records."""
    declared = [(declaration(field), named_type(field).name) for _, _, field in _fields(schema)]
    held = {name for each, answered in declared if each is not None for name in each.held_types(answered)}
    roots = {kind.name for kind in (schema.query_type, schema.mutation_type) if kind is not None}
    answered = roots | {name for _, name in declared}
    for kind, name, field in _fields(schema):
        names = {kind.name, *(each.name for each in kind.interfaces)}
        is_plain = declaration(field) is None and not is_part(_origin(kind))
        if is_plain and is_amount(_origin(named_type(field))) and names & answered and not names & held:
            yield (
                f"{kind.name}.{name}: it shows an amount outside of a record, which no permission hides and no log of "
                "reads knows. Declare it as a field of the record or of a part in it."
            )


def _says_nothing(schema: GraphQLSchema) -> Iterator[str]:
    """Twins without a name, reasons without a word, and both at once."""
    for kind, name, field in _fields(schema):
        declared = declaration(field)
        if declared is None:
            continue
        coordinate, twin, reason = f"{kind.name}.{name}", declared.source.crm, declared.source.public
        if twin is not None and not twin.strip():
            yield f'{coordinate}: `crm` names no field; write the twin\'s API name, `crm="Grand_Total"`.'
        if reason is not None and not reason.strip():
            yield f'{coordinate}: `public` gives no reason; write the reason why everybody may see it, `public="…"`.'
        if twin is not None and reason is not None:
            yield f"{coordinate}: `crm` hides it and `public` shows it to everybody; write one of them."


def _undecided(schema: GraphQLSchema, records: Mapping[str, Module]) -> Iterator[str]:
    """Fields that both answers decide, and fields that lists decide where no row is found again in its list."""
    for kind, name, field in _fields(schema):
        declared = declaration(field)
        if declared is None or not declared.source.listed or kind.name not in records:
            continue
        module = records[kind.name]
        if declared.source.detail:
            yield f"{kind.name}.{name}: write `detail` or `listed`; one answer decides."
        if module not in FINANCE or FINANCE[module].number is None:
            yield (
                f"{kind.name}.{name}: lists decide it, and nothing finds one row of {module} in its list. Name the key "
                "of its number in the adapter, `number=`."
            )


def _repeats_nothing(schema: GraphQLSchema, records: Mapping[str, Module]) -> Iterator[str]:
    """Repetitions of what is no field, or of what repeats another field itself."""
    fields = {f"{kind.name}.{name}": declaration(field) for kind, name, field in _fields(schema)}
    sources = {coordinate: declared.source for coordinate, declared in fields.items() if declared is not None}
    for coordinate, source in sources.items():
        # A graph without records of that type has nothing to repeat.
        if source.same_as is not None and source.same_as.partition(".")[0] in records:
            original = sources.get(source.same_as)
            if original is None or original.same_as is not None:
                yield f"{coordinate}: `same_as` names no field of a record that shows a value of its own, `User.email`."


def _origin(kind: Any) -> Any:
    return getattr(kind.extensions.get("strawberry-definition"), "origin", None)


def _fields(schema: GraphQLSchema) -> Iterator[tuple[GraphQLObjectType, str, GraphQLField]]:
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__"):
            yield from ((kind, name, field) for name, field in kind.fields.items())
