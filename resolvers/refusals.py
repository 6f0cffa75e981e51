"""What a product's refusal of a write means to its author.

Books documents few codes for it, and none for locks and approvals: there the words decide (Zoho Books v3, "Errors").
"""

import re
from collections.abc import Mapping

from adapters.answers import WriteRefused
from domain.writes import Problem, ProblemCode

# Codes of Books and Billing, and the words of CRM, that say which kind of reason it is.
_BY_REASON: Mapping[str, ProblemCode] = {
    "ALREADY_MODIFIED": ProblemCode.CONFLICT,
    "RECORD_MODIFIED": ProblemCode.CONFLICT,
    "DUPLICATE_DATA": ProblemCode.CONFLICT,
    "NO_PERMISSION": ProblemCode.FIELD_NOT_EDITABLE,
    "NOT_APPROVED": ProblemCode.APPROVAL_REQUIRED,
    "RECORD_LOCKED": ProblemCode.TRANSACTION_LOCKED,
}
_BY_WORDS: tuple[tuple[re.Pattern[str], ProblemCode], ...] = (
    (re.compile(r"\block(ed|ing)?\b", re.IGNORECASE), ProblemCode.TRANSACTION_LOCKED),
    (re.compile(r"\bapproval is not enabled\b", re.IGNORECASE), ProblemCode.CONFLICT),
    (re.compile(r"\bnot an approver\b|\bapproved by the user who submitted\b", re.IGNORECASE), ProblemCode.FORBIDDEN),
    (re.compile(r"\bapprov", re.IGNORECASE), ProblemCode.APPROVAL_REQUIRED),
    (re.compile(r"\bfrom[ _]address|\bsender\b", re.IGNORECASE), ProblemCode.NOT_YOUR_ADDRESS),
    (re.compile(r"\balready (exists|been)\b|\bmodified\b", re.IGNORECASE), ProblemCode.CONFLICT),
)
_BLANK = re.compile(r"[^a-z0-9]+")


def explained(error: WriteRefused, keys: Mapping[str, tuple[str, ...]], *, whole: bool) -> Problem:
    """The problem behind a refusal. `keys` say where in the input the product's keys come from.

    The product's own words go on only where `whole` says that nothing of the module is hidden from the author: they may
    name a value. Those about a lock name its day and its reason alone.
    """
    code = _BY_REASON.get(error.reason) or next(
        (code for pattern, code in _BY_WORDS if pattern.search(error.words)), ProblemCode.VALIDATION
    )
    message = f"{error.message} (code {error.reason})"
    if error.words and (whole or code is ProblemCode.TRANSACTION_LOCKED):
        message = f"{error.message[:-1]}: {error.words} (code {error.reason})"
    return Problem(code, message, _path(error, keys))


def _path(error: WriteRefused, keys: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The place in the input that the product names: by its key, or by the longest key that its words hold."""
    if error.key:
        return keys.get(error.key, ())
    words = f" {_BLANK.sub(' ', error.words.lower())} "
    named = [key for key in keys if f" {_BLANK.sub(' ', key.lower())} " in words]
    return keys[max(named, key=len)] if named else ()
