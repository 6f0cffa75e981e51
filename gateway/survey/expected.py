"""What the graph's declarations expect of a module's records, and how records of the product compare with it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Literal, cast

from domain.errors import SuitegraphError
from domain.modules.module import Module
from domain.queries import Row
from domain.sources import Source
from gateway.survey.observations import Side
from schema.engine.declare import registry
from schema.engine.declare.fields import UpstreamField, fields_of
from schema.engine.declare.kinds import SourcedField
from schema.engine.declare.values import is_blank, is_enum, is_part, value_at
from schema.graph import graph

Outcome = Literal["as expected", "blank", "missing", "malformed"]


@dataclass(slots=True)
class RecordComparison:
    """How fields compare, by path and side, `Invoice.lineItems.rate`, and the words of fields that have fixed ones.

    `words` are those that were sent, `known_words` those that the graph knows.
    """

    outcomes: dict[str, dict[Side, Outcome]] = field(default_factory=lambda: defaultdict(dict[Side, Outcome]))
    words: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set[str]))
    known_words: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])


def _fields(module: Module) -> Mapping[str, SourcedField]:
    graph()
    return fields_of(registry.class_of(registry.type_of(module)))


def columns_of(module: Module) -> frozenset[str]:
    """The product's keys that the fields of a module's records are read from."""
    return frozenset(column for declared in _fields(module).values() for column in _keys(declared.source))


def containers_of(module: Module) -> frozenset[str]:
    """The keys under which objects lie that the graph reads."""
    fields = _fields(module).values()
    inside = {declared.source.inside[0] for declared in fields if declared.source.inside}
    parts = {
        column
        for declared in fields
        if isinstance(declared, UpstreamField) and declared.shape is not None and is_part(declared.shape.kind)
        for column in declared.source.columns
    }
    return frozenset(inside | parts)


def twins_of(module: Module) -> frozenset[str]:
    """The fields of the CRM mirror with which fields of a module's records are hidden."""
    return frozenset(declared.source.crm for declared in _fields(module).values() if declared.source.crm is not None)


def compare(module: Module, rows: Iterable[Row], side: Side, comparison: RecordComparison) -> None:
    """Add how the records of one answer compare with the declarations."""
    _compare(registry.type_of(module), _fields(module), list(rows), side, comparison)


def _compare(
    place: str, fields: Mapping[str, SourcedField], rows: list[Row], side: Side, comparison: RecordComparison
) -> None:
    for name, declared in fields.items():
        source, coordinate = declared.source, f"{place}.{name}"
        if source.custom or not _keys(source) or not rows or not _decides(source, side):
            continue
        if not any(_holds(row, source) for row in rows):
            comparison.outcomes[coordinate][side] = "missing"
        elif isinstance(declared, UpstreamField):
            comparison.outcomes[coordinate][side] = _read(coordinate, declared, rows, side, comparison)
        else:
            comparison.outcomes[coordinate][side] = "as expected"


def _read(place: str, declared: UpstreamField, rows: list[Row], side: Side, comparison: RecordComparison) -> Outcome:
    """How the values of one field are read, with the words and the parts in them."""
    kind: Any = None if declared.shape is None else declared.shape.kind
    if _is_enum(kind):
        comparison.known_words[place] = frozenset(str(member.value) for member in kind)
        comparison.words[place] |= {word for row in rows for word in _words(row, declared.source)}
    try:
        values = [value for row in rows if (value := declared.read(row)) is not None]
    except SuitegraphError:
        return "malformed"
    if not values:
        return "blank"
    if kind is not None and is_part(kind):
        inner = [part for value in values for part in _members(value)]
        _compare(place, _members_of(kind, declared.source), inner, side, comparison)
    return "as expected"


def _members_of(kind: Any, source: Source) -> Mapping[str, SourcedField]:
    """The fields of a part; of one that is put together from columns those that have one."""
    fields = fields_of(kind)
    names = dict(source.parts)
    return {name: each for name, each in fields.items() if not names or set(each.source.columns) & names.keys()}


def _decides(source: Source, side: Side) -> bool:
    """Whether an answer of this side is to have the field."""
    return not (source.detail if side == "list" else source.listed)


def _keys(source: Source) -> tuple[str, ...]:
    return source.columns or tuple(column for _, column in source.parts)


def _holds(row: Row, source: Source) -> bool:
    return any(key in row for key in _keys(source)) or value_at(row, source.inside) is not None


def _words(row: Row, source: Source) -> Iterator[str]:
    key = source.columns[0]
    value: Any = row[key] if key in row else value_at(row, source.inside)
    for each in _members(value):
        if not is_blank(each):
            yield str(each)


def _members(value: Any) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else [value]


def _is_enum(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Enum) and is_enum(kind)
