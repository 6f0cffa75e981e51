"""The TOML files that settings name: integration grants and the gateway's policy."""

import tomllib
from pathlib import Path
from typing import Any

from domain.grants import Grants, grants_of
from domain.policy import Policy, policy_of
from schema.engine.declare import registry
from schema.engine.visibility.guarded_fields import guarded_fields
from schema.graph import graph


def grants_in(path: Path) -> tuple[Grants, ...]:
    """The integration users in a file and what they were granted. Raises ValueError that says all that is wrong."""
    return grants_of(_document(path))


def policy_in(path: Path) -> Policy:
    """The policy in a file, over the graph's fields and modules. Raises ValueError that says all that is wrong."""
    modules = registry.modules()
    coordinates = {field.coordinate for fields in guarded_fields(graph(), modules).values() for field in fields}
    return policy_of(_document(path), coordinates, modules.values())


def _document(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"{path} is no TOML: {error}") from error
