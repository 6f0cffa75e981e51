"""Values of the graph's answers."""

from collections.abc import Mapping, Sequence
from typing import Any, cast


def value_at(data: object, *path: str) -> Any:
    """The value at a path of an answer, None where something on the way is null."""
    for name in path:
        if not isinstance(data, Mapping):
            return None
        data = cast("Mapping[str, object]", data).get(name)
    return data


def messages_in(errors: Sequence[Mapping[str, object]]) -> list[str]:
    """What the errors of an answer say, each once."""
    return [*dict.fromkeys(str(error["message"]) for error in errors)]
