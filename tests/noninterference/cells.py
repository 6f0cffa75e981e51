"""Every value that the products hold, read from the graph's declarations; each with a canary of its own.

This walks the declarations by itself: what permissions make of them is what is put to the test.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, cast

from graphql import GraphQLEnumType, GraphQLField, GraphQLObjectType

from domain.modules import crm
from domain.modules.module import Module
from domain.permissions import ColumnPath
from domain.queries import Row
from domain.sources import Source
from resolvers.catalogue import key_of
from schema.engine.declare import registry
from schema.engine.declare.kinds import declaration
from schema.engine.declare.selections import named_type
from schema.engine.declare.values import UNKNOWN
from schema.graph import graph

ROWS = 3
# The join of products: keys that links between them need, which are no fields for that purpose.
JOINS = frozenset({"zcrm_account_id", "zcrm_contact_id", "zcrm_vendor_id"})
CRM_CUSTOM: Mapping[str, str] = {"Region": "text", "Tier": "text", "Score": "integer", "Bonus": "Money"}
# Custom values of finance products by what they hold: the product's word for it, and the kind of the cell.
FINANCE_CUSTOM: Mapping[str, tuple[str, str]] = {"text": ("string", "String"), "amount": ("amount", "Money")}
CUSTOM_AMOUNT = "CustomAmount.amount"
_TYPES = {module: name for name, module in registry.modules().items()}
MODULES = tuple(_TYPES)
_BEGIN = dt.date(1900, 1, 1)
_CODES = 1_000_000
_CANARY = re.compile(rb"(?<!\w)9([01])(\d{6})(?!\w)")
_DAY = re.compile(rb"(?<!\d)(19[0-9]{2}-\d\d-\d\d)")
_DAYS_APART = 15_000
# What differs between two worlds.
Changed = Mapping[Module, frozenset[ColumnPath]]
NOWHERE: frozenset[ColumnPath] = frozenset()
# The column whose value a look-up to a module of CRM carries.
_NAMES = {
    crm.USERS: "full_name",
    crm.ACCOUNTS: "Account_Name",
    crm.CONTACTS: "Full_Name",
    crm.DEALS: "Deal_Name",
    crm.VENDORS: "Vendor_Name",
    crm.PRODUCTS: "Product_Name",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of a record: where it stands in a row, its kind, and the declared fields that show it or a part of it.

    `twins` are the CRM mirror's fields of those; `target` is the type that a key leads to.
    """

    path: ColumnPath
    kind: str
    coordinates: frozenset[str]
    twins: frozenset[str]
    words: tuple[str, ...] = ()
    target: str | None = None
    serial: int = 0

    def value(self, row: int, world: int) -> Any:
        """What a product sends for it of one of its rows, in one of two worlds."""
        serial = self.serial + row
        if self.target is not None:
            return id_of(registry.module_of(self.target), (row + world) % ROWS)
        if self.words:
            return self.words[(serial + world) % len(self.words)]
        return _VALUES.get(self.kind, _text)(serial, world)


def _text(serial: int, world: int) -> Any:
    return f"canary {_code(serial, world)}"


def _code(serial: int, world: int) -> int:
    return (90 + world) * _CODES + serial


def _day(serial: int, world: int) -> str:
    return (_BEGIN + dt.timedelta(serial + world * _DAYS_APART)).isoformat()


def _fraction(serial: int, world: int) -> Any:
    return _code(serial, world) + 0.5


def _instant(serial: int, world: int) -> Any:
    return f"{_day(serial, world)}T00:00:00+00:00"


def _currency(serial: int, world: int) -> Any:
    return "".join(chr(65 + (serial // 26**place + 13 * world) % 26) for place in range(3))


# Values of which products know a few alone, by the last key.
_SMALL = {"interval": "few", **dict.fromkeys(("currency", "currency_code", "Currency"), "currency")}
_VALUES: Mapping[str, Callable[[int, int], Any]] = {
    "Int": _code,
    "integer": _code,
    "Money": _fraction,
    "Decimal": _fraction,
    "Boolean": lambda serial, world: bool((serial + world) % 2),
    "Date": _day,
    "DateTime": _instant,
    "currency": _currency,
    "few": lambda serial, world: 1 + (serial + world) % 12,
}
# What stands between the values of both worlds, by kind: whoever compares with it tells them apart.
BORDERS: Mapping[str, str] = {
    "String": "canary 91",
    "Int": "90900000",
    "Money": "90900000",
    "Decimal": "90900000",
    "Date": "1930-01-01",
    "DateTime": "1930-01-01T00:00:00+00:00",
}


def canaries_in(text: bytes, *, days: bool = True) -> set[tuple[int, int]]:
    """Serial and world of every canary in a text: numbers, words and, unless they are not looked for, days."""
    found = {(int(serial), int(world)) for world, serial in _CANARY.findall(text)}
    for day in _DAY.findall(text) if days else ():
        since = (dt.date.fromisoformat(day.decode()) - _BEGIN).days
        found.add((since % _DAYS_APART, since // _DAYS_APART))
    return found


def id_of(module: Module, row: int) -> str:
    """The id of one of a module's rows."""
    return str(4_000_000_000 + MODULES.index(module) * 1000 + row)


@dataclass(frozen=True, slots=True)
class Table:
    """A module's cells by path, and the paths at which a row holds a list of objects."""

    module: Module
    cells: Mapping[ColumnPath, Cell]
    lists: frozenset[ColumnPath]

    def row(self, row: int, changed: Changed) -> Row:
        """One row, with the other world's values where they changed."""
        made: Row = {key_of(self.module): id_of(self.module, row)}
        own = changed.get(self.module, NOWHERE)
        for path, cell in self.cells.items():
            value = cell.value(row, int(path in own))
            if self.module.product == "crm" and cell.target is not None:
                value = _look_up(registry.module_of(cell.target), str(value), changed)
            self._put(made, path, value)
        return made

    def _put(self, made: Row, path: ColumnPath, value: object) -> None:
        if path[0] == "custom_fields":
            held_kinds = cast("list[Row]", made.setdefault("custom_fields", []))
            data_type, _ = FINANCE_CUSTOM[path[1]]
            named = {"api_name": f"cf_{path[1]}", "label": path[1], "data_type": data_type}
            held_kinds.append({**named, "value": value})
            return
        inner = made
        for depth in range(1, len(path)):
            # A list holds one object: what is hidden in one is hidden in the next.
            held: Any = inner.setdefault(path[depth - 1], cast("Any", [{}] if path[:depth] in self.lists else {}))
            inner = cast("Row", held[0] if path[:depth] in self.lists else held)
        inner[path[-1]] = value


def _look_up(module: Module, id_: str, changed: Changed) -> Row:
    """What a look-up of CRM carries of the record that it leads to."""
    found: Row = {"id": id_}
    own, cells = changed.get(module, NOWHERE), tables()[module].cells
    for name, column in (("name", _NAMES[module]), ("email", "email")):
        cell = cells.get((column,))
        if cell is not None:
            found[name] = cell.value(int(id_) % 1000, int(cell.path in own))
    return found


@dataclass(frozen=True, slots=True)
class _Way:
    """How the walk came to a type: the path in the row and the fields on it."""

    path: ColumnPath = ()
    coordinates: frozenset[str] = frozenset()
    twins: frozenset[str] = frozenset()

    def through(self, coordinate: str, source: Source) -> "_Way":
        """The way through a field."""
        twins = frozenset({source.crm}) if source.crm else frozenset[str]()
        return _Way(self.path, self.coordinates | {coordinate}, self.twins | twins)


def _cells(kind: GraphQLObjectType, way: _Way, names: Mapping[str, str], module: Module) -> Iterator[Cell | ColumnPath]:
    """The cells below a type, and the paths of its lists. `names` are the row's own words for a part's columns."""
    for name, field in kind.fields.items():
        declared = declaration(field)
        if declared is None or named_type(field).name.endswith("Connection"):
            continue
        source = declared.source
        if not (source.columns or source.parts or source.custom):
            continue
        onward = way.through(f"{kind.name}.{name}", source)
        if source.custom:
            yield from _custom(onward, module)
            continue
        for path in _paths(source, names):
            if (*way.path, *path) != (key_of(module),):
                yield from _below(field, source, replace(onward, path=(*way.path, *path)), module, declared)


def _paths(source: Source, names: Mapping[str, str]) -> list[ColumnPath]:
    if not source.columns:
        return [()]
    if names and source.columns[0] not in names:
        return []
    own = [(names.get(source.columns[0], source.columns[0]),)]
    return [*own, source.inside] if source.inside else [*own]


def _below(
    field: GraphQLField, source: Source, way: _Way, module: Module, declared: object
) -> Iterator[Cell | ColumnPath]:
    kind = named_type(field)
    if kind.name in registry.modules():
        # Where a product lies between, the key is another link's.
        target = kind.name if getattr(declared, "hop", None) is None else None
        yield Cell(way.path, "key", way.coordinates, way.twins, target=target)
    elif isinstance(kind, GraphQLObjectType) and kind.name != "Money":
        if str(cast("object", field.type)).startswith("["):
            yield way.path
        yield from _cells(kind, way, dict(source.parts), module)
    else:
        yield Cell(way.path, _SMALL.get(way.path[-1], kind.name), way.coordinates, way.twins, _words(kind))
        if source.currency and len(way.path) == 1:
            yield Cell((source.currency,), "currency", frozenset(), frozenset())
        if source.base:
            amounts = {coordinate.removesuffix("InBase") for coordinate in way.coordinates}
            yield Cell((source.base,), kind.name, way.coordinates | amounts, way.twins)


def _words(kind: object) -> tuple[str, ...]:
    if not isinstance(kind, GraphQLEnumType):
        return ()
    return tuple(str(value.value) for value in kind.values.values() if value.value != UNKNOWN)


def _custom(way: _Way, module: Module) -> Iterator[Cell]:
    """The custom values: the twin in a mirror hides the amounts among them, the policy's rules either."""
    amounts = way.coordinates | {CUSTOM_AMOUNT}
    if module.product == "crm":
        for name, kind in CRM_CUSTOM.items():
            yield Cell((name,), kind, amounts if kind == "Money" else way.coordinates, way.twins)
    else:
        for name, (_, kind) in FINANCE_CUSTOM.items():
            is_amount = kind == "Money"
            coordinates, twins = (amounts, way.twins) if is_amount else (way.coordinates, frozenset[str]())
            yield Cell(("custom_fields", name), kind, coordinates, twins)


@cache
def tables() -> Mapping[Module, Table]:
    """Every module's cells."""
    made: dict[Module, Table] = {}
    serial = 0
    for module, name in _TYPES.items():
        cells: dict[ColumnPath, Cell] = {}
        lists: set[ColumnPath] = set()
        for found in _cells(cast("GraphQLObjectType", graph().type_map[name]), _Way(), {}, module):
            if isinstance(found, tuple):
                lists.add(found)
                continue
            known = cells.get(found.path)
            if known is None:
                cells[found.path] = replace(found, serial=serial)
                serial += ROWS
            else:
                cells[found.path] = replace(
                    known,
                    coordinates=known.coordinates | found.coordinates,
                    twins=known.twins | found.twins,
                    target=known.target or found.target,
                )
        made[module] = Table(module, cells, frozenset(lists))
    return made


@cache
def changeable(module: Module) -> frozenset[ColumnPath]:
    """All that can be hidden of a module."""
    return frozenset(path for path in tables()[module].cells if path[-1] not in JOINS)
