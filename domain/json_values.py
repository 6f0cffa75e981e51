"""JSON values whose type is not known yet."""

from typing import Any, cast


def mapping(value: Any) -> dict[str, Any]:
    """The value if it is a JSON object, else an empty one."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def mappings(value: Any) -> list[dict[str, Any]]:
    """The members of a JSON array, each an object or empty; an empty list for anything that is no array."""
    return [mapping(member) for member in cast("list[object]", value)] if isinstance(value, list) else []
