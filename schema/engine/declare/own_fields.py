"""Fields with resolvers of their own, which belong to no record of a product."""

from collections.abc import Sequence
from typing import Any

import strawberry

from domain.actions import ActionName
from domain.modules.module import Module
from schema.engine.declare.costs import COSTS, OwnCosts
from schema.engine.declare.kinds import ACTS

# For fields that need only what is cached of a caller: identity, organisations and permissions.
REMEMBERED: OwnCosts = {}


def own_field(
    description: str,
    *,
    costs: OwnCosts,
    acts: tuple[Sequence[Module], ActionName] | None = None,
    answers: Any = None,
) -> Any:
    """A field with a resolver: the calls that it takes itself, and what it does to records of which modules.

    `answers` is its type where the resolver's annotation is that of rows.
    """
    metadata: dict[str, Any] = {COSTS: costs}
    if acts is not None:
        metadata[ACTS] = (tuple(acts[0]), acts[1])
    return strawberry.field(description=description, graphql_type=answers, metadata=metadata)
