"""What a specification of Vega-Lite may not have: nothing outside it is read, linked to or evaluated."""

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

# `file:` is read by the renderer whatever addresses it allows (vl-convert 1.9.0, seen in November 2026).
FORBIDDEN_KEYS = frozenset({"url", "href", "expr", "signal", "usermeta", "lookup", "sequence", "graticule", "sphere"})
FORBIDDEN_MARKS = frozenset({"image", "geoshape"})
# What is drawn as text and never followed.
SHOWN_KEYS = frozenset({"values", "datasets", "domain", "sort", "title", "text"})
SCHEMA = "$schema"
MOST_PARTS = 50_000
DEEPEST = 40


class ChartRefusedError(Exception):
    """The specification may not be drawn; the message says why and quotes none of its values."""


def check_specification(specification: object) -> None:
    """Raise ChartRefusedError for a specification that names an address, a font or an expression, or is too large."""
    for count, (key, part, is_shown, depth) in enumerate(_parts(specification)):
        if count > MOST_PARTS or depth > DEEPEST:
            raise ChartRefusedError("The chart is too large.")
        if key in FORBIDDEN_KEYS or (isinstance(part, str) and not is_shown and _is_foreign(key, part)):
            name = key if key in FORBIDDEN_KEYS else "a font, a mark or an address of its own"
            raise ChartRefusedError(f"A chart may not have `{name}`: it shows its own values alone.")


def _is_foreign(key: str, text: str) -> bool:
    if key in {"mark", "type"} and text in FORBIDDEN_MARKS:
        return True
    if key != SCHEMA and ("://" in text or text.lower().startswith(("data:", "file:", "//"))):
        return True
    return "font" in key.lower() and not all(character.isalnum() or character in " ,-" for character in text)


def _parts(root: object) -> Iterator[tuple[str, object, bool, int]]:
    """Every part with the key under which it stands, whether it is only shown, and its depth."""
    pending: list[tuple[str, object, bool, int]] = [("", root, False, 0)]
    while pending:
        key, part, is_shown, depth = pending.pop()
        yield key, part, is_shown, depth
        if isinstance(part, Mapping):
            entries = cast("Mapping[str, object]", part)
            pending += [(name, each, is_shown or name in SHOWN_KEYS, depth + 1) for name, each in entries.items()]
        elif isinstance(part, Sequence) and not isinstance(part, str):
            pending += [("" if is_shown else key, each, is_shown, depth + 1) for each in cast("Sequence[object]", part)]
