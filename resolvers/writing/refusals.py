"""The problem that a product's refusal of a write becomes for its author.

Books documents few codes for refusals, and none for locks and approvals, so that their words decide (Zoho Books v3,
"Errors").
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from adapters.refusals import WriteRefused
from domain.writes import InputPath, Problem, ProblemCode

_MODIFIED = ("ALREADY_MODIFIED", "RECORD_MODIFIED")
# The codes of Books and Billing (numbers) and of CRM (words) that determine the problem's code.
_BY_REASON: Mapping[str, ProblemCode] = {
    **dict.fromkeys(_MODIFIED, ProblemCode.CONFLICT),
    "DUPLICATE_DATA": ProblemCode.CONFLICT,
    # Another record depends on it.
    **dict.fromkeys(("36", "1004"), ProblemCode.CONFLICT),
    # Its words may list values, so that they could match any pattern.
    "INVALID_DATA": ProblemCode.VALIDATION,
    "NO_PERMISSION": ProblemCode.FIELD_NOT_EDITABLE,
    "NOT_APPROVED": ProblemCode.APPROVAL_REQUIRED,
    "RECORD_LOCKED": ProblemCode.TRANSACTION_LOCKED,
}
_BY_WORDS: tuple[tuple[re.Pattern[str], ProblemCode], ...] = (
    # It comes first, since it names the value, which may be any words.
    (re.compile(r"\balready exists\b", re.IGNORECASE), ProblemCode.CONFLICT),
    (re.compile(r"\bonly the comments that you\b", re.IGNORECASE), ProblemCode.FORBIDDEN),
    (re.compile(r"\block(ed|ing)?\b", re.IGNORECASE), ProblemCode.TRANSACTION_LOCKED),
    (re.compile(r"\bapproval is not enabled\b|\bcannot be [\w ]{1,40}? while\b", re.IGNORECASE), ProblemCode.CONFLICT),
    (re.compile(r"\bnot an approver\b|\bapproved by the user who submitted\b", re.IGNORECASE), ProblemCode.FORBIDDEN),
    (re.compile(r"\bapprov", re.IGNORECASE), ProblemCode.APPROVAL_REQUIRED),
    (re.compile(r"\bfrom[ _]address|\bsender\b", re.IGNORECASE), ProblemCode.NOT_YOUR_ADDRESS),
    (re.compile(r"\balready (exists|been)\b|\bmodified\b", re.IGNORECASE), ProblemCode.CONFLICT),
)
# The product's words in a message of `problem_of_refusal`.
_WORDS = re.compile(r"( refused it): .* (\(code [^()]*\))$", re.DOTALL)
_BLANK = re.compile(r"[^a-z0-9]+")


def problem_of_refusal(
    error: WriteRefused, keys: Mapping[str, InputPath], client_input: Mapping[str, Any], *, shows_words: bool
) -> Problem:
    """The problem of a refusal. `keys` are the paths in the client's input that set the product's keys.

    `shows_words` says that nothing of the module is hidden from the author: without it the product's own words, which
    may name a value, are left out. Words about a lock are always shown, since they name only its day and its reason.
    """
    # For a missing right CRM names the field, unless it is a right to the whole record.
    concerns_record = error.reason == "NO_PERMISSION" and not error.key
    code = ProblemCode.FORBIDDEN if concerns_record else _BY_REASON.get(error.reason)
    code = code or next((code for pattern, code in _BY_WORDS if pattern.search(error.words)), ProblemCode.VALIDATION)
    message = f"{error.message} (code {error.reason})"
    if error.words and (shows_words or code is ProblemCode.TRANSACTION_LOCKED):
        message = f"{error.message[:-1]}: {error.words} (code {error.reason})"
    return Problem(code, message, _path(error, keys, client_input))


def without_product_words(problem: Problem) -> Problem:
    """The problem without the product's own words, unless they are about a lock."""
    if problem.code is ProblemCode.TRANSACTION_LOCKED:
        return problem
    return replace(problem, message=_WORDS.sub(r"\1. \2", problem.message))


def _path(error: WriteRefused, keys: Mapping[str, InputPath], client_input: Mapping[str, Any]) -> InputPath:
    """The path in the input that the product names: by its key, by the longest key in its words, or by the value."""
    if error.key:
        return keys.get(error.key, ())
    if error.reason in _MODIFIED and client_input.get("expected_updated_at") is not None:
        return ("expectedUpdatedAt",)
    words = _spaced(error.words)
    for index, custom_field in enumerate(client_input.get("custom_fields") or ()):
        # Books names the label, from which it derives the name.
        if _spaced(str(custom_field.get("name")).removeprefix("cf_")) in words:
            return ("customFields", str(index))
    named_keys = [key for key in keys if _spaced(key) in words]
    # "Customer does not exist." names a key too; for lines the words do not show which one is meant.
    named_keys = named_keys or [
        key for key in keys if (len(keys[key]) == 1 or keys[key][0] == "party") and _spaced(_noun(key)) in words
    ]
    if named_keys:
        return keys[max(named_keys, key=len)]
    if path := _path_in_lines(client_input, words):
        return path
    named_values = {
        _camel_case(name)
        for name, value in client_input.items()
        if isinstance(value, str) and value and _spaced(value) in words
    }
    return next((path for path in keys.values() if path[0] in named_values), ())


def _path_in_lines(client_input: Mapping[str, Any], words: str) -> InputPath:
    """The place in a line whose noun the words have, "Tax does not exist."; all lines where several may be meant."""
    lines: Sequence[Mapping[str, Any]] = client_input.get("line_items") or ()
    places = [
        (str(index), name, value)
        for index, line in enumerate(lines)
        for name, value in line.items()
        if value not in (None, "") and _spaced(_noun(name)) in words
    ]
    if not places:
        return ()
    index, name, _ = places[0]
    is_one = len({(name, value) for _, name, value in places if isinstance(value, str | int)}) == 1
    return ("lineItems", index, _camel_case(name)) if is_one else ("lineItems",)


def _noun(key: str) -> str:
    """What a key names, as the words of a refusal have it: `tax` of `tax_id`, `salesperson` of `salesperson_name`."""
    return key.removesuffix("_id").removesuffix("_name")


def _spaced(text: str) -> str:
    return f" {_BLANK.sub(' ', text.lower()).strip()} "


def _camel_case(name: str) -> str:
    """A field's name as the graph has it."""
    first, *others = name.split("_")
    return first + "".join(map(str.title, others))
