"""Which types of the graph are records, and of which module: filled by their declarations."""

import strawberry

from domain.errors import NotFound
from domain.modules.module import Module
from domain.queries import Row
from schema.engine.declare.ids import node_of, parts_of, record_id_of

ID = strawberry.ID
_MODULES: dict[str, Module] = {}
_NAMES: dict[Module, str] = {}
_TYPES: dict[str, type] = {}
_FIELDS: dict[str, frozenset[str]] = {}
_FORMER_NAMES: dict[str, str] = {}
# A type of this name is taken for the root of its operations by clients, printers and merging tools.
ROOT_NAMES = frozenset({"Query", "Mutation", "Subscription"})


def register(
    type_name: str, module: Module, record_class: type, fields: frozenset[str], former_name: str | None = None
) -> None:
    """Make a record type known. Each type and each module stands for one record.

    `former_name` is the type's name in ids that clients may still keep. Raises ValueError for a name that cannot be.
    """
    if type_name in ROOT_NAMES:
        raise ValueError(
            f"A record type may not be called {type_name}: it is GraphQL's default name of a root type, and clients "
            f"take a type of this name for the root. Put the product's name before it."
        )
    if type_name in _MODULES or module in _NAMES:
        raise ValueError(f"{type_name} or {module} is declared twice")
    _MODULES[type_name] = module
    _NAMES[module] = type_name
    _TYPES[type_name] = record_class
    _FIELDS[type_name] = fields
    if former_name is not None:
        _FORMER_NAMES[former_name] = type_name


def module_of(type_name: str) -> Module:
    """The module behind a record type."""
    return _MODULES[type_name]


def type_of(module: Module) -> str:
    """The record type of a module."""
    return _NAMES[module]


def class_of(type_name: str) -> type:
    """The class of a record type."""
    return _TYPES[type_name]


def record_types() -> list[type]:
    """Every record type."""
    return list(_TYPES.values())


def modules() -> dict[str, Module]:
    """Module by type name."""
    return dict(_MODULES)


def fields_of(type_name: str) -> frozenset[str]:
    """The names of a record type's fields, as the graph has them."""
    return _FIELDS[type_name]


def record_id(value: str, type_name: str) -> str:
    """The product's own id behind an id of the graph. Raises BadUserInput."""
    return record_id_of(value, type_name, _MODULES, _FORMER_NAMES)


def type_and_id_of(value: str) -> tuple[str, str]:
    """Type name and record id of an opaque id. Raises BadUserInput."""
    return node_of(value, _MODULES, _FORMER_NAMES)


def type_named_by(value: str) -> str | None:
    """The name of the type that an opaque id is of, None for what is no such id, or one of no type."""
    parts = parts_of(value, _FORMER_NAMES)
    return None if parts is None or parts[0] not in _MODULES else parts[0]


def present_row(row: Row | None) -> Row:
    """The row. Raises NotFound for none."""
    if row is None:
        raise NotFound("There is no such record, or the caller may not see it.")
    return row
