"""Which fields of each module permissions can hide, read from the declarations in the finished schema."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace

from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema

from domain.modules.module import Module
from domain.permissions import ColumnPath, GuardedField
from domain.sources import Source
from schema.engine.declare.kinds import SourcedField, declaration
from schema.engine.declare.selections import held_type


@dataclass(frozen=True, slots=True)
class ShownValue:
    """A declared field of a record or of a part in it, and the paths in the record's row at which its values lie.

    `outer` are the fields through which a part was reached.
    """

    coordinate: str
    field: GraphQLField
    declared: SourcedField
    paths: tuple[ColumnPath, ...]
    outer: tuple[SourcedField, ...] = ()


@dataclass(frozen=True, slots=True)
class _PartPlace:
    """Where a part lies in the row. `names` are the row's keys by the part's, None where they are the same."""

    above: ColumnPath = ()
    names: Mapping[str, str] | None = None
    outer: tuple[SourcedField, ...] = ()

    def path(self, steps: ColumnPath) -> ColumnPath | None:
        """The path in the row behind one in the part, None for a key that the part does not have."""
        first = steps[0] if self.names is None else self.names.get(steps[0])
        return None if first is None else (*self.above, first, *steps[1:])

    def paths(self, source: Source) -> tuple[ColumnPath, ...]:
        """The paths in the row of what is read from the part."""
        columns = source.columns or tuple(column for _, column in source.parts)
        steps: list[ColumnPath] = [(column,) for column in columns]
        if source.inside:
            steps.append(source.inside)
        return tuple(path for each in steps if (path := self.path(each)) is not None)

    def inner(self, coordinate: str, declared: SourcedField) -> Iterator["_PartPlace"]:
        """The places of the part that a field answers."""
        source, outer = declared.source, (*self.outer, declared)
        names = dict(source.parts) or None
        if declared.yields_rows:
            # It does not lie in the row: `PartsField` takes out of it what is hidden under this name.
            yield _PartPlace((coordinate,), None, outer)
        elif not source.columns:
            spread = {name: path[-1] for name, column in source.parts if (path := self.path((column,))) is not None}
            yield _PartPlace(self.above, spread, outer)
        else:
            places = (self.path((column,)) for column in source.columns)
            yield from (_PartPlace(path, names, outer) for path in places if path is not None)


def guarded_fields(schema: GraphQLSchema, modules: Mapping[str, Module]) -> dict[Module, tuple[GuardedField, ...]]:
    """The guarded fields by module. `modules` are those of the record types, by the types' names."""
    guarded: dict[Module, tuple[GuardedField, ...]] = {}
    for type_name, module in modules.items():
        kind = schema.type_map[type_name]
        if isinstance(kind, GraphQLObjectType):
            guarded[module] = tuple(dict.fromkeys(_of_record(kind, module, modules)))
    return guarded


def shown_values(
    kind: GraphQLObjectType, records: Container[str], place: _PartPlace = _PartPlace()
) -> Iterator[ShownValue]:
    """Every declared field of a record, and of the parts inside it however deep."""
    for name, field in kind.fields.items():
        declared = declaration(field)
        if declared is None:
            continue
        coordinate, part = f"{kind.name}.{name}", held_type(field)
        yield ShownValue(coordinate, field, declared, place.paths(declared.source), place.outer)
        if isinstance(part, GraphQLObjectType) and part.name not in records:
            for inner in place.inner(coordinate, declared):
                yield from shown_values(part, records, inner)


def _of_record(kind: GraphQLObjectType, module: Module, records: Mapping[str, Module]) -> Iterator[GuardedField]:
    for value in shown_values(kind, records):
        original = _original(value.declared.source, records)
        for guard in _guards(value, module):
            if original is None or guard.coordinate != value.coordinate:
                yield guard
            else:
                tells_amounts = value.declared.may_tell_amounts([step for path in value.paths for step in path])
                yield replace(guard, same_as=original, is_elsewhere=not tells_amounts)


def _guards(value: ShownValue, module: Module) -> Iterator[GuardedField]:
    source = value.declared.source
    if not value.outer:
        if not value.declared.identifies(module):
            yield from value.declared.guards(value.coordinate, module)
        return
    # One that nothing hides by itself is hidden where another field of the same values is.
    twin = None if module.mirrors_self else source.crm
    hiding = () if twin is None else (twin,)
    rests_on, is_one_value = value.declared.rests_on(), bool(source.inside)
    yield GuardedField(value.coordinate, value.paths, hiding, rests_on=rests_on, is_one_value=is_one_value)


def _original(source: Source, records: Mapping[str, Module]) -> tuple[Module, str] | None:
    """The field of another record whose value is repeated, with that record's module."""
    module = None if source.same_as is None else records.get(source.same_as.partition(".")[0])
    return None if source.same_as is None or module is None else (module, source.same_as)
