"""Values of the graph's answers."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from domain.errors import BadUserInput


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


def raise_refusal(data: object, errors: Sequence[Mapping[str, object]], field: str) -> None:
    """Raise BadUserInput with the reasons for which a mutation was not carried out, where there are any."""
    problems: Sequence[Mapping[str, object]] = value_at(data, field, "userErrors") or ()
    messages = [str(problem["message"]) for problem in problems] or messages_in(errors)
    if messages:
        raise BadUserInput(" ".join(messages))
