"""What one operation carries through its resolvers."""

from dataclasses import dataclass

from graphql.pyutils import Path

from resolvers.desk import Desk
from schema.engine.cursors import Cursors
from schema.engine.plan import Place, Plan


@dataclass(slots=True)
class Operation:
    """The context of one executed operation: never shared between requests."""

    desk: Desk
    plan: Plan
    cursors: Cursors


def place_of(path: Path) -> Place:
    """The response keys that lead to a path, without list positions."""
    keys: list[str] = []
    step: Path | None = path
    while step is not None:
        if isinstance(step.key, str):
            keys.append(step.key)
        step = step.prev
    return tuple(reversed(keys))
