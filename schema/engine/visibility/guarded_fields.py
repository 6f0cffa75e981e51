"""Which fields of each module permissions can hide, read from the declarations in the finished schema."""

from collections.abc import Container, Iterator, Mapping

from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema

from domain.modules.module import Module
from domain.permissions import ColumnPath, GuardedField
from domain.sources import Source
from schema.engine.declare.kinds import declaration
from schema.engine.declare.selections import named_type


def guarded_fields(schema: GraphQLSchema, modules: Mapping[str, Module]) -> dict[Module, tuple[GuardedField, ...]]:
    """The guarded fields by module. `modules` are those of the record types, by the types' names."""
    guarded: dict[Module, tuple[GuardedField, ...]] = {}
    for type_name, module in modules.items():
        kind = schema.type_map[type_name]
        if isinstance(kind, GraphQLObjectType):
            guarded[module] = tuple(_of_record(kind, module, modules))
    return guarded


def _of_record(kind: GraphQLObjectType, module: Module, records: Container[str]) -> Iterator[GuardedField]:
    for name, field in kind.fields.items():
        declared = declaration(field)
        if declared is None or declared.identifies(module):
            continue
        yield from declared.guards(f"{kind.name}.{name}", module)
        if not module.mirrors_self and named_type(field).name not in records:
            yield from _of_part(field, declared.source.columns, declared.source, records)


def _of_part(field: GraphQLField, above: ColumnPath, outer: Source, records: Container[str]) -> Iterator[GuardedField]:
    """The values inside an object of the row, however deep, that have a twin of their own."""
    kind = named_type(field)
    if not isinstance(kind, GraphQLObjectType) or kind.name in records or not above or outer.parts:
        return
    for name, inner in kind.fields.items():
        declared = declaration(inner)
        if declared is None:
            continue
        source = declared.source
        paths = tuple((*above, column) for column in source.columns)
        if source.crm is not None:
            yield GuardedField(f"{kind.name}.{name}", paths, (source.crm,))
        for path in paths:
            yield from _of_part(inner, path, source, records)
