"""Which coordinates of the graph show a column or a module of a product, read from the declarations in the schema."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLSchema,
)

from domain.actions import ActionName
from domain.modules.module import Module
from domain.permissions import ModuleView
from schema.engine.declare.inputs import WITHIN
from schema.engine.declare.kinds import ACTS, declaration
from schema.engine.visibility.reachable import named

ModuleColumn = tuple[Module, str]
CoordinateKey = TypeVar("CoordinateKey")
CoordinateValue = TypeVar("CoordinateValue")


@dataclass(frozen=True, slots=True)
class Coordinates:
    """What shows what.

    `modules` are those of the record types, by the types' names. `columns` are those behind a field, a filter's field
    or an order's value, which is hidden where all of them are; several modules may share a filter. `leading` are the
    coordinates that lead to a module's records or take their ids. `holders` are the modules whose records hold a part,
    by the part's type. `acts` are the root fields that do something to records of any of some modules; `written` are
    the records' fields behind those of an input, which goes where all of them are hidden.
    """

    modules: Mapping[str, Module]
    columns: Mapping[str, frozenset[ModuleColumn]]
    leading: Mapping[Module, frozenset[str]]
    holders: Mapping[str, frozenset[Module]]
    acts: Mapping[str, tuple[frozenset[Module], ActionName]]
    written: Mapping[str, frozenset[str]]

    def hidden_closure(
        self, columns: Mapping[Module, frozenset[str]], fields: frozenset[str], modules: frozenset[Module]
    ) -> frozenset[str]:
        """Every coordinate that goes with hidden columns, with hidden fields and with modules hidden as a whole.

        Coordinates in a hidden module's own type are left out, so that equal permissions give equal sets.
        """
        hidden = set(fields)
        for coordinate, behind in self.columns.items():
            seen = [(module, column) for module, column in behind if module not in modules]
            if seen and all(column in columns.get(module, ()) for module, column in seen):
                hidden.add(coordinate)
        hidden.update(*(self.leading.get(module, ()) for module in modules))
        types = {name for name, module in self.modules.items() if module in modules}
        return frozenset(types | {each for each in hidden if each.partition(".")[0] not in types})

    def hidden_from(self, views: Iterable[ModuleView], more: frozenset[str] = frozenset()) -> frozenset[str]:
        """Every coordinate that a caller with these views does not see. `more` are fields hidden beside them.

        A module without a view is hidden. A field of a part goes where every module that holds the part and may be
        looked at hides it.
        """
        seen = {view.module: view for view in views if view.viewable}
        fields = {field for view in seen.values() for field in view.hidden_names if self._everywhere(field, seen)}
        columns = {module: view.columns for module, view in seen.items()}
        idle = {coordinate for coordinate, (modules, action) in self.acts.items() if _is_idle(seen, modules, action)}
        hidden = self.hidden_closure(columns, more | fields | idle, frozenset(self.modules.values()) - seen.keys())
        return hidden | {coordinate for coordinate, shown in self.written.items() if shown and shown <= hidden}

    def _everywhere(self, field: str, seen: Mapping[Module, ModuleView]) -> bool:
        holders = self.holders.get(field.partition(".")[0], frozenset())
        return all(field in seen[module].hidden_names for module in holders if module in seen)


def coordinates_of(
    schema: GraphQLSchema, modules: Mapping[str, Module], naming: Mapping[str, Module] | None = None
) -> Coordinates:
    """The coordinates of a schema. `naming` are further ones that name a module, the values of an enum of modules."""
    columns: defaultdict[str, set[ModuleColumn]] = defaultdict(set)
    leading: defaultdict[Module, set[str]] = defaultdict(set)
    acts: dict[str, tuple[frozenset[Module], ActionName]] = {}
    written: defaultdict[str, set[str]] = defaultdict(set)
    for coordinate, module in (naming or {}).items():
        leading[module].add(coordinate)
    for kind, name, field in _fields(schema):
        own, target = modules.get(kind.name), _answered(field, modules)
        if own is not None:
            columns[f"{kind.name}.{name}"].update(_read(field, own))
        if target is not None:
            leading[target].add(f"{kind.name}.{name}")
        declared = declaration(field)
        compared = () if declared is None else declared.compared(field)
        for coordinate, module, column, refers_to in compared:
            columns[coordinate].add((module, column))
            if refers_to is not None:
                leading[modules[refers_to]].add(coordinate)
        doing = _metadata(field).get(ACTS)
        if doing is not None:
            acts[f"{kind.name}.{name}"] = (frozenset(doing[0]), doing[1])
            about = next((type_name for type_name, module in modules.items() if (module,) == doing[0]), "")
            for coordinate, shown, refers_to in _written(field.args.values(), about):
                written[coordinate] |= shown
                if refers_to is not None:
                    leading[modules[refers_to]].add(coordinate)
    holders = _frozen(_holders(schema, modules))
    return Coordinates(modules, _frozen(columns), _frozen(leading), holders, acts, _frozen(written))


def _is_idle(seen: Mapping[Module, ModuleView], modules: Iterable[Module], action: ActionName) -> bool:
    """Whether the caller may do it in none of the modules."""
    return not any(module in seen and action in seen[module].actions for module in modules)


def _metadata(member: GraphQLField | GraphQLInputField) -> Mapping[str, Any]:
    declared = member.extensions.get("strawberry-definition")
    return cast("Mapping[str, Any]", declared.metadata) if declared is not None else {}


def _written(
    members: Iterable[GraphQLArgument | GraphQLInputField], about: str
) -> Iterator[tuple[str, set[str], str | None]]:
    """What a mutation's input writes: its coordinate, the record's fields behind it and the type whose ids it takes."""
    for kind in map(named, members):
        if not isinstance(kind, GraphQLInputObjectType):
            continue
        for name, member in kind.fields.items():
            metadata = _metadata(member)
            shown = {f"{about}.{metadata['shows'] or name}"} if "shows" in metadata else set[str]()
            yield f"{kind.name}.{name}", shown, metadata.get("refers_to")
            yield from _written([member], about if metadata.get(WITHIN) else metadata.get("of") or "")


def _fields(schema: GraphQLSchema) -> Iterator[tuple[GraphQLObjectType, str, GraphQLField]]:
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLObjectType):
            yield from ((kind, name, field) for name, field in kind.fields.items())


def _read(field: GraphQLField, module: Module) -> Iterator[ModuleColumn]:
    """The columns behind a field of a record. Its id is behind none: without it a record is no record."""
    declared = declaration(field)
    if declared is not None and not declared.identifies(module):
        yield from ((module, column) for column in declared.columns())


def _answered(field: GraphQLField, modules: Mapping[str, Module]) -> Module | None:
    """The module whose records a field leads to."""
    declared = declaration(field)
    return None if declared is None else declared.leads_to(named(field).name, modules)


def _holders(schema: GraphQLSchema, modules: Mapping[str, Module]) -> dict[str, set[Module]]:
    """The modules by the parts that lie in their records."""
    holders: defaultdict[str, set[Module]] = defaultdict(set)
    for kind, _, field in _fields(schema):
        module, declared = modules.get(kind.name), declaration(field)
        if module is not None and declared is not None:
            for type_name in declared.held_types(named(field).name):
                holders[type_name].add(module)
    return holders


def _frozen(
    collected: Mapping[CoordinateKey, Iterable[CoordinateValue]],
) -> dict[CoordinateKey, frozenset[CoordinateValue]]:
    return {key: frozenset(values) for key, values in collected.items()}
