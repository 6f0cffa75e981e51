"""Values of the graph's answers."""

from collections.abc import Mapping
from typing import Any, cast


def value_at(data: object, *path: str) -> Any:
    """The value at a path of an answer, None where something on the way is null."""
    for name in path:
        if not isinstance(data, Mapping):
            return None
        data = cast("Mapping[str, object]", data).get(name)
    return data
