"""Texts that clients write: what office programs leave in them is cleaned, and what no product keeps is refused."""

import re

from domain.errors import BadUserInput
from domain.writes import ProblemCode, not_done

# More than any text of the products has: each of them knows its own limit.
LONGEST_TEXT = 65_535
# Tabs and line breaks are the only control characters that texts keep.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# What word processors write for a line within a paragraph, a new page, a hyphen that does not break and one that may.
_PASTED = str.maketrans({"\x0b": "\n", "\x0c": "\n", "\x1e": "-", "\x1f": None})


def checked_text(value: str, longest: int | None = None) -> str:
    """The text as a product takes it. Raises BadUserInput for one that is too long or has other control characters."""
    text = value.translate(_PASTED)
    control = CONTROL.search(text)
    if control is not None:
        raise BadUserInput(
            f"A text must have no control characters but tabs and line breaks: it has U+{ord(control[0]):04X} "
            f"as its character {control.start() + 1}."
        )
    most = LONGEST_TEXT if longest is None else longest
    if len(text) > most:
        raise BadUserInput(f"A text must have at most {most:,} characters here; this one has {len(text):,}.")
    return text


def text_at(value: str, longest: int, *path: str) -> str:
    """The same of a text that is no value of a record, and stands at `path`. Raises NotDone."""
    try:
        return checked_text(value, longest)
    except BadUserInput as error:
        raise not_done(ProblemCode.VALIDATION, error.message, *path) from None
