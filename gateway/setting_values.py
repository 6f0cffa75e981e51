"""Values of settings that several groups of them have: texts with commas, JSON, and keys that seal."""

from typing import Annotated

import msgspec
from pydantic import AfterValidator, BeforeValidator, SecretStr
from pydantic_settings import NoDecode

SHORTEST_KEY = 32


def parts_of(value: object) -> object:
    """The parts of a text with commas; anything else as it is."""
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def json_of(value: object) -> object:
    """What a text in JSON says; anything else as it is. Raises ValueError."""
    if not isinstance(value, str):
        return value
    try:
        return msgspec.json.decode(value)
    except (msgspec.DecodeError, RecursionError):
        raise ValueError("this is not JSON") from None


def _long_enough(keys: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
    if any(len(key.get_secret_value()) < SHORTEST_KEY for key in keys):
        raise ValueError(f"each key has {SHORTEST_KEY} characters or more")
    return keys


# Comma separated, the first seals and all open.
SealingKeys = Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(parts_of), AfterValidator(_long_enough)]
