"""Ids: opaque ones that name a record across the graph, and the products' own."""

import re
from collections.abc import Mapping

from strawberry.relay.utils import from_base64, to_base64

from domain.errors import BadUserInput
from domain.modules.module import Module
from domain.queries import RECORD_CODE, RECORD_ID
from resolvers.catalogue import key_of

_NAME = re.compile(r"[A-Za-z]\w*", re.ASCII)
NO_GLOBAL_ID = "This is not a global id. Use the `id` of a record."


def global_id(type_name: str, record_id: str) -> str:
    """The opaque id of a record, as Relay has it: base64 of `Invoice:460000008000001`."""
    return to_base64(type_name, record_id)


def parts_of(value: str, former_names: Mapping[str, str]) -> tuple[str, str] | None:
    """Type name and record id of what has the form of an opaque id, None for anything else.

    The type need not exist: whether an id's type is hidden or none at all must make no difference, not even where a
    code, which may be any text, can stand as well. A former name stands for today's.
    """
    try:
        type_name, record_id = from_base64(value)
    except ValueError:
        return None
    return (former_names.get(type_name, type_name), record_id) if _NAME.fullmatch(type_name) else None


def form_of(module: Module) -> re.Pattern[str]:
    """The form of the ids, or codes, by which a product can be asked for a module's records."""
    return RECORD_ID if key_of(module).endswith("id") else RECORD_CODE


def checked(module: Module, type_name: str, record_id: str) -> str:
    """The product's own id when it could be one. Raises BadUserInput."""
    if form_of(module).fullmatch(record_id) is None:
        raise not_of_type(type_name)
    return record_id


def not_of_type(wanted: str) -> BadUserInput:
    """The error of what is no id of a type: the same for an id of any other type, which may be a hidden one."""
    return BadUserInput(f"This is not an id of type {wanted}. Use a record's `id`, or its id in the product.")


def record_id_of(value: str, type_name: str, types: Mapping[str, Module], former_names: Mapping[str, str]) -> str:
    """The product's own id, from an opaque id of this type or from the own id itself. Raises BadUserInput."""
    parts = parts_of(value, former_names)
    if parts is None:
        return checked(types[type_name], type_name, value)
    if parts[0] != type_name:
        raise not_of_type(type_name)
    return checked(types[type_name], type_name, parts[1])


def node_of(value: str, types: Mapping[str, Module], former_names: Mapping[str, str]) -> tuple[str, str]:
    """Type name and record id of an opaque id. Raises BadUserInput."""
    parts = parts_of(value, former_names)
    if parts is None or parts[0] not in types:
        raise BadUserInput(NO_GLOBAL_ID)
    return parts[0], checked(types[parts[0]], parts[0], parts[1])
