"""The tables that the documentation shows, made from the code: `python -m tests.gateway.tables` prints them."""

import sys
from collections.abc import Iterator
from typing import Any, cast

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from domain import errors
from domain.errors import SuitegraphError
from gateway.http.refusals import status_of
from gateway.settings import PREFIX, Settings

SETTINGS = "| `SUITEGRAPH_"


def settings_rows() -> list[str]:
    """A row of each setting: its variable, its default and its meaning."""
    return [
        f"| `{PREFIX}{name.upper()}` | {_default(field)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]


def _default(field: FieldInfo) -> str:
    value: Any = field.get_default(call_default_factory=True, validated_data={})
    several = cast("tuple[object, ...]", value if isinstance(value, tuple) else (value,))
    if any(isinstance(each, SecretStr) for each in several):
        return "made at start"
    if value is None or value in ((), {}):
        return "none"
    if isinstance(value, bool):
        return f"`{value}`".lower()
    if isinstance(value, tuple):
        return f"`{','.join(cast('tuple[str, ...]', value))}`"
    return f"`{value:g}`" if isinstance(value, float) else f"`{value}`"


def codes() -> dict[str, int]:
    """The status of a request that is refused with it, by code, in the order of the tree."""
    return {kind.code: status_of(kind.__new__(kind)) for kind in _leaves(SuitegraphError)}


def _leaves(kind: type[SuitegraphError]) -> Iterator[type[SuitegraphError]]:
    below = [child for child in kind.__subclasses__() if child.__module__ == errors.__name__]
    for child in below:
        yield from _leaves(child)
    if not below:
        yield kind


def main() -> None:
    """Print both."""
    sys.stdout.write("\n".join([*settings_rows(), "", *(f"| `{code}` | {told} |" for code, told in codes().items())]))


if __name__ == "__main__":
    main()
