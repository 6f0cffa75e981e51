"""Why a write may be refused, and when two writes are the same. Pure."""

import hashlib
import json
import re
from base64 import b32encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, cast

# The place of a value in a mutation's input: the names of fields and the indexes of lists that lead to it.
InputPath = tuple[str, ...]
# A key of the client's own choice; UUIDs are the usual ones.
IDEMPOTENCY_KEY = re.compile(r"^[\x21-\x7e]{1,200}$")
# An address as mail servers take it, without a name beside it.
EMAIL_ADDRESS = re.compile(r"^[^\s@<>,;:\"()\[\]\\]{1,64}@[A-Za-z0-9]([A-Za-z0-9.-]{0,250})\.[A-Za-z0-9-]{2,63}$")


class ProblemCode(Enum):
    """Why a write was not made, or is not known to have been made."""

    FORBIDDEN = "FORBIDDEN"
    FIELD_NOT_EDITABLE = "FIELD_NOT_EDITABLE"
    APPROVAL_REQUIRED = "APPROVAL_REQUIRED"
    WRONG_STATUS = "WRONG_STATUS"
    TRANSACTION_LOCKED = "TRANSACTION_LOCKED"
    NOT_YOUR_ADDRESS = "NOT_YOUR_ADDRESS"
    CONFLICT = "CONFLICT"
    VALIDATION = "VALIDATION"
    NOT_FOUND = "NOT_FOUND"
    OUTCOME_UNKNOWN = "OUTCOME_UNKNOWN"


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason. `path` leads from the input's own fields to the value that it is about."""

    code: ProblemCode
    message: str
    path: InputPath = ()

    def as_json(self) -> dict[str, object]:
        """The problem as it is stored with an intent."""
        return {"code": self.code.value, "message": self.message, "path": list(self.path)}


def problem_of(kept: Mapping[str, Any]) -> Problem:
    """The stored problem."""
    return Problem(ProblemCode(kept["code"]), str(kept["message"]), tuple(kept["path"]))


class NotDone(Exception):
    """A write that was not made, for reasons that its author can act on."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(", ".join(problem.code.value for problem in problems))
        self.problems = problems


def not_done(code: ProblemCode, message: str, *path: str) -> NotDone:
    """The exception for one reason."""
    return NotDone(Problem(code, message, path))


def json_value(value: object) -> object:
    """A value as JSON has it: decimals and times as texts, enums by their values."""
    if isinstance(value, Enum):
        return json_value(cast("object", value.value))
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): json_value(each) for key, each in cast("Mapping[object, object]", value).items()}
    if isinstance(value, list | tuple):
        return [json_value(each) for each in cast("Iterable[object]", value)]
    return value


def fingerprint_of(act: str, client_input: Mapping[str, Any]) -> str:
    """The SHA-256 of a mutation and its input: equal for equal requests."""
    canonical = json.dumps([act, json_value(client_input)], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def mark_of(owner: str, key: str) -> str:
    """What stands in a product's unique field for an owner's key: 26 letters and digits that reveal neither."""
    digest = hashlib.sha256(f"{owner}\0{key}".encode()).digest()
    return b32encode(digest)[:26].decode().lower()
