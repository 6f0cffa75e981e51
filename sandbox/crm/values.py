"""Validation of written values against their fields, and the form in which records keep them."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from math import isfinite
from typing import Any, cast

from sandbox.crm.caller import Call
from sandbox.crm.clock import written
from sandbox.crm.metadata import Family, Field
from sandbox.crm.responses import CrmRefusal
from sandbox.crm.seed import user
from sandbox.people import PERSONAS

EMAIL = r"[^@\s]+@[^@\s]+\.[^@\s]+"
_USERS = {persona.crm_id: persona for persona in PERSONAS}


def kept(call: Call, field: Field, value: Any, json_path: str) -> Any:
    """The value as the record keeps it; a Refusal of INVALID_DATA that names the field and its place otherwise."""
    place = {"api_name": field.name, "json_path": json_path}
    try:
        return _KEPT[field.family](call, field, value)
    except _UnfitError as unfit:
        raise CrmRefusal("INVALID_DATA", unfit.message, **place, **unfit.details) from None


class _UnfitError(Exception):
    def __init__(self, message: str = "invalid data", **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.details = details


def _text(_: Call, field: Field, value: Any) -> str:
    if not isinstance(value, str):
        raise _UnfitError(expected_data_type="string")
    if len(value) > field.length:
        raise _UnfitError(maximum_length=field.length)
    if field.data_type == "email" and not re.fullmatch(EMAIL, value):
        raise _UnfitError(regex=EMAIL)
    return value


def _choice(call: Call, field: Field, value: Any) -> str:
    text = _text(call, field, value)
    if text not in field.choices:
        raise _UnfitError(supported_values=list(field.choices))
    return text


def _choices(call: Call, field: Field, value: Any) -> list[str]:
    if not isinstance(value, list):
        raise _UnfitError(expected_data_type="jsonarray")
    chosen = {_choice(call, field, option) for option in cast("list[Any]", value)}
    return [option for option in field.choices if option in chosen]


def _number(_: Call, field: Field, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise _UnfitError(expected_data_type=field.json_type)
    if not isfinite(value):
        raise _UnfitError(expected_data_type=field.json_type)
    if field.data_type == "integer" and not isinstance(value, int):
        raise _UnfitError(expected_data_type="integer")
    if len(str(abs(int(value)))) > field.length:
        raise _UnfitError(maximum_length=field.length)
    return round(value, 2) if field.data_type == "currency" else value


def _boolean(_: Call, __: Field, value: Any) -> bool:
    if not isinstance(value, bool):
        raise _UnfitError(expected_data_type="boolean")
    return value


def _date(_: Call, __: Field, value: Any) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise _UnfitError(expected_data_type="date") from None


def _datetime(_: Call, __: Field, value: Any) -> str:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise _UnfitError(expected_data_type="datetime") from None
    if moment.tzinfo is None:
        raise _UnfitError(expected_data_type="datetime")
    return written(moment)


def _lookup(call: Call, field: Field, value: Any) -> Any:
    if not isinstance(value, dict):
        raise _UnfitError(expected_data_type="jsonobject")
    id_ = str(cast("dict[str, Any]", value).get("id"))
    if not field.target:
        if id_ in _USERS:
            return user(_USERS[id_])
        raise _UnfitError("the id given seems to be invalid")
    target = call.modules.keyed[field.target]
    body = call.sandbox.store.body("crm", target.key, id_)
    if body is None:
        raise _UnfitError("the id given seems to be invalid")
    return {"name": body[target.display], "id": id_}


_KEPT: Mapping[Family, Callable[[Call, Field, Any], Any]] = {
    "boolean": _boolean,
    "choice": _choice,
    "date": _date,
    "datetime": _datetime,
    "id": _text,
    "lookup": _lookup,
    "multiple": _choices,
    "number": _number,
    "text": _text,
    "textarea": _text,
}
