"""What a product's refusal of a write means to its author.

Books documents few codes for it, and none for locks and approvals: there the words decide (Zoho Books v3, "Errors").
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from adapters.answers import WriteRefused
from domain.writes import Problem, ProblemCode

_MODIFIED = ("ALREADY_MODIFIED", "RECORD_MODIFIED")
# Codes of Books and Billing, and the words of CRM, that say which kind of reason it is.
_BY_REASON: Mapping[str, ProblemCode] = {
    **dict.fromkeys(_MODIFIED, ProblemCode.CONFLICT),
    "DUPLICATE_DATA": ProblemCode.CONFLICT,
    # Something else rests on it.
    **dict.fromkeys(("36", "1004"), ProblemCode.CONFLICT),
    # Its words may list values, which may be any words.
    "INVALID_DATA": ProblemCode.VALIDATION,
    "NO_PERMISSION": ProblemCode.FIELD_NOT_EDITABLE,
    "NOT_APPROVED": ProblemCode.APPROVAL_REQUIRED,
    "RECORD_LOCKED": ProblemCode.TRANSACTION_LOCKED,
}
_BY_WORDS: tuple[tuple[re.Pattern[str], ProblemCode], ...] = (
    # First of all: it names the value.
    (re.compile(r"\balready exists\b", re.IGNORECASE), ProblemCode.CONFLICT),
    (re.compile(r"\bonly the comments that you\b", re.IGNORECASE), ProblemCode.FORBIDDEN),
    (re.compile(r"\block(ed|ing)?\b", re.IGNORECASE), ProblemCode.TRANSACTION_LOCKED),
    (re.compile(r"\bapproval is not enabled\b|\bcannot be [\w ]{1,40}? while\b", re.IGNORECASE), ProblemCode.CONFLICT),
    (re.compile(r"\bnot an approver\b|\bapproved by the user who submitted\b", re.IGNORECASE), ProblemCode.FORBIDDEN),
    (re.compile(r"\bapprov", re.IGNORECASE), ProblemCode.APPROVAL_REQUIRED),
    (re.compile(r"\bfrom[ _]address|\bsender\b", re.IGNORECASE), ProblemCode.NOT_YOUR_ADDRESS),
    (re.compile(r"\balready (exists|been)\b|\bmodified\b", re.IGNORECASE), ProblemCode.CONFLICT),
)
# As `explained` writes them.
_WORDS = re.compile(r"( refused it): .* (\(code [^()]*\))$", re.DOTALL)
_BLANK = re.compile(r"[^a-z0-9]+")


def problem_of_refusal(
    error: WriteRefused, keys: Mapping[str, tuple[str, ...]], given: Mapping[str, Any], *, whole: bool
) -> Problem:
    """The problem behind a refusal. `keys` say where in the input, which is `given`, the product's keys come from.

    The product's own words go on only where `whole` says that nothing of the module is hidden from the author: they may
    name a value. Those about a lock name its day and its reason alone.
    """
    # Of a right that is missing CRM names the field, unless it is one to the record.
    is_records = error.reason == "NO_PERMISSION" and not error.key
    code = ProblemCode.FORBIDDEN if is_records else _BY_REASON.get(error.reason)
    code = code or next((code for pattern, code in _BY_WORDS if pattern.search(error.words)), ProblemCode.VALIDATION)
    message = f"{error.message} (code {error.reason})"
    if error.words and (whole or code is ProblemCode.TRANSACTION_LOCKED):
        message = f"{error.message[:-1]}: {error.words} (code {error.reason})"
    return Problem(code, message, _path(error, keys, given))


def without_product_words(problem: Problem) -> Problem:
    """The problem without the product's own words, but for those about a lock."""
    if problem.code is ProblemCode.TRANSACTION_LOCKED:
        return problem
    return replace(problem, message=_WORDS.sub(r"\1. \2", problem.message))


def _path(error: WriteRefused, keys: Mapping[str, tuple[str, ...]], given: Mapping[str, Any]) -> tuple[str, ...]:
    """The place in the input that the product names: by its key, by the longest key in its words, or by the value."""
    if error.key:
        return keys.get(error.key, ())
    if error.reason in _MODIFIED and given.get("expected_updated_at") is not None:
        return ("expectedUpdatedAt",)
    words = _spaced(error.words)
    for place, each in enumerate(given.get("custom_fields") or ()):
        # Books says its label, of which its name is made.
        if _spaced(str(each.get("name")).removeprefix("cf_")) in words:
            return ("customFields", str(place))
    named = [key for key in keys if _spaced(key) in words]
    # "Customer does not exist."; of lines nothing says which.
    named = named or [key for key in keys if len(keys[key]) == 1 and _spaced(key.removesuffix("_id")) in words]
    if named:
        return keys[max(named, key=len)]
    said = {name for name, value in given.items() if isinstance(value, str) and value and _spaced(value) in words}
    return next((path for path in keys.values() if path[0] in {to_camel(name) for name in said}), ())


def _spaced(text: str) -> str:
    return f" {_BLANK.sub(' ', text.lower()).strip()} "


def to_camel(name: str) -> str:
    """A field's name as the graph has it."""
    first, *others = name.split("_")
    return first + "".join(map(str.title, others))
