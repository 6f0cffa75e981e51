"""What waits for the caller's approval."""

from typing import Annotated

import strawberry
from strawberry.types import Info

from domain.errors import BadUserInput
from domain.modules.books import DOCUMENTS
from domain.queries import Row
from domain.sources import PRODUCT
from resolvers.writing.approvals import MOST_READ, waiting_for
from resolvers.writing.write_result import MutationResult
from schema.engine.declare import registry
from schema.engine.declare.costs import OwnCosts
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.payloads import Payload, changed_node
from schema.engine.declare.records import part, upstream

MOST_PENDING = 100
FirstPending = Annotated[int, strawberry.argument(description=f"How many at most, up to {MOST_PENDING}.")]


# A call per module that may be approved in, one for each document, and who the caller is.
APPROVAL_CALLS: OwnCosts = {"books": len(DOCUMENTS) + 1 + MOST_READ, "crm": 1}


@part
class PendingApproval:
    """A document that waits for your approval."""

    document: Row | None = changed_node("The document.")
    submitted_on: str | None = upstream("submitted_date", "When it was submitted, as Books writes it.")
    submitted_by: str | None = upstream("submitted_by_name", "Who submitted it.")
    is_own: bool | None = upstream("is_own", "Whether that was you: most organisations want somebody else to approve.")


async def pending_approvals_of(info: Info[OperationContext, None], first: int) -> list[Row]:
    """What waits for the caller."""
    if not 1 <= first <= MOST_PENDING:
        raise BadUserInput(f"`first` is 1 to {MOST_PENDING}.")
    loader = info.context.loader
    hidden = {coordinate for module in DOCUMENTS for coordinate in (await loader.permissions.of(module)).hidden}
    return [
        Payload(
            MutationResult(each.module, each.record_id),
            **{PRODUCT: each.module.product},
            **({} if f"{registry.type_of(each.module)}.approval" in hidden else _submission(each.row)),
            is_own=each.is_own,
        )
        for each in await waiting_for(loader, first)
    ]


def _submission(row: Row) -> Row:
    return {key: row.get(key) for key in ("submitted_date", "submitted_by_name")}
