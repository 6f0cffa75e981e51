"""Documents that wait for the caller's approval."""

from collections.abc import Container
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
from schema.engine.declare.payloads import MutationPayload, changed_node
from schema.engine.declare.records import part, upstream

MOST_PENDING = 100
FirstPending = Annotated[int, strawberry.argument(description=f"Maximum number of documents, up to {MOST_PENDING}.")]


# One call per module in which the caller may approve, one per document, and one to identify the caller.
APPROVAL_CALLS: OwnCosts = {"books": len(DOCUMENTS) + 1 + MOST_READ, "crm": 1}


@part
class PendingApproval:
    """A document that waits for your approval."""

    document: Row | None = changed_node("The document.")
    submitted_on: str | None = upstream("submitted_date", "Day of submission, as Books formats it.")
    submitted_by: str | None = upstream("submitted_by_name", "Name of the user who submitted it.")
    is_own: bool | None = upstream(
        "is_own", "Whether you submitted it yourself; most organisations require another approver."
    )


async def pending_approvals_of(info: Info[OperationContext, None], first: int) -> list[Row]:
    """The documents that wait for the caller's approval."""
    if not 1 <= first <= MOST_PENDING:
        raise BadUserInput(f"`first` must be between 1 and {MOST_PENDING}.")
    loader = info.context.loader
    hidden = {coordinate for module in DOCUMENTS for coordinate in (await loader.permissions.of(module)).hidden}
    return [
        MutationPayload(
            MutationResult(each.module, each.record_id),
            **{PRODUCT: each.module.product},
            **_submission(each.row, registry.type_of(each.module), hidden),
            is_own=each.is_own,
        )
        for each in await waiting_for(loader, first)
    ]


def _submission(row: Row, type_name: str, hidden: Container[str]) -> Row:
    """When and by whom it was submitted, without what is hidden of an approval."""
    if f"{type_name}.approval" in hidden:
        return {}
    shown = {"submitted_date": "Approval.submittedOn", "submitted_by_name": "Approval.submittedBy"}
    return {key: row.get(key) for key, coordinate in shown.items() if coordinate not in hidden}
