"""Amounts that a declaration leaves open: what to write for each, so that it is hidden and logged as its record is."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from graphql import GraphQLObjectType, GraphQLSchema, is_leaf_type

from domain.modules.module import Module
from domain.permissions import ColumnPath
from resolvers.catalogue import FINANCE
from schema.engine.declare.fields import UpstreamField
from schema.engine.declare.kinds import declaration
from schema.engine.declare.selections import named_type
from schema.engine.declare.sub_resources import PartsField
from schema.engine.declare.values import is_part
from schema.engine.visibility.guarded_fields import ShownValue, shown_values


def open_amounts(
    schema: GraphQLSchema, records: Mapping[str, Module], is_mirrored: Callable[[Module], bool]
) -> Iterator[str]:
    """The sentences about each amount that nothing would hide or log, though the declarations could say so."""
    columns: dict[Module, frozenset[str]] = {}
    for type_name, module in records.items():
        kind = schema.type_map.get(type_name)
        if not isinstance(kind, GraphQLObjectType):
            continue
        values = [*shown_values(kind, records)]
        yield from _not_logged(values)
        if is_mirrored(module):
            columns[module] = frozenset(path[0] for value in values for path in value.paths if len(path) == 1)
            yield from _not_hidden(values, module)
            yield from _contradicting(values, module)
    yield from _compared(schema, columns)


def _not_logged(values: Sequence[ShownValue]) -> Iterator[str]:
    """Amounts in parts that are asked for apart, whose field says that there are none."""
    for value in values:
        apart = [each for each in value.outer if isinstance(each, PartsField) and not each.tells_amounts]
        if apart and isinstance(value.declared, UpstreamField) and value.declared.tells_amounts:
            yield (
                f"{value.coordinate}: it shows an amount, and the field that answers its part says "
                '`tells_amounts=False`; write `tells_amounts=True`, or say why it is none, `public="…"`.'
            )


def _not_hidden(values: Sequence[ShownValue], module: Module) -> Iterator[str]:
    """Values of a mirrored module from which amounts can be read and that name neither a twin nor a reason."""
    for value in values:
        source = value.declared.source
        is_id = not value.outer and value.declared.identifies(module)
        is_twin = source.crm is not None or source.same_as is not None
        if is_id or is_twin or _is_covered(value) or _decides_itself(value) or _holds_parts(value):
            continue
        if source.public is None and value.declared.may_tell_amounts([step for path in value.paths for step in path]):
            yield (
                f"{value.coordinate}: an amount can be read from it that the CRM mirror of {module} hides. Name its "
                f'twin there, `crm="Grand_Total"`, or say why everybody who sees the record may see it, `public="…"`.'
            )


def _is_covered(value: ShownValue) -> bool:
    """Whether it goes as a whole with the twin of the field that its part is in."""
    return any(each.source.crm is not None for each in value.outer)


def _decides_itself(value: ShownValue) -> bool:
    """Whether what it leads to, or its own look at the view, decides; a plain value leads nowhere."""
    declared = value.declared
    return declared.guards_itself and not (declared.yields_rows and is_leaf_type(named_type(value.field)))


def _holds_parts(value: ShownValue) -> bool:
    """Whether what lies in it says for itself what may be hidden of it."""
    declared = value.declared
    return isinstance(declared, UpstreamField) and declared.shape is not None and is_part(declared.shape.kind)


def _contradicting(values: Sequence[ShownValue], module: Module) -> Iterator[str]:
    """Two fields that show the same value, hidden with a twin by one and for everybody by the other."""
    hidden: defaultdict[ColumnPath, set[str]] = defaultdict(set)
    shown: defaultdict[ColumnPath, set[str]] = defaultdict(set)
    for value in values:
        source = value.declared.source
        for path in value.paths if not _is_covered(value) else ():
            if source.crm is not None:
                hidden[path].add(value.coordinate)
            elif source.public is not None:
                shown[path].add(value.coordinate)
    for path in hidden.keys() & shown.keys():
        for coordinate in shown[path]:
            yield (
                f"{coordinate}: `public` shows `{'.'.join(path)}` of {module} to everybody, and `crm` of "
                f"{', '.join(sorted(hidden[path]))} hides the same value; write the same for both."
            )


def _compared(schema: GraphQLSchema, columns: Mapping[Module, frozenset[str]]) -> Iterator[str]:
    """Filters and orders by a column of a mirrored module that no field of its record shows."""
    for kind in schema.type_map.values():
        for field in kind.fields.values() if isinstance(kind, GraphQLObjectType) else ():
            declared = declaration(field)
            for coordinate, module, name, refers_to in () if declared is None else declared.compared(field):
                column = dict(FINANCE[module].compares).get(name, name) if module in FINANCE else name
                if module in columns and refers_to is None and column not in columns[module]:
                    yield (
                        f"{coordinate}: it compares `{column}` of {module}, which no field of the record shows, so "
                        "that nothing could hide it. Declare the field, with its twin in the CRM mirror."
                    )
