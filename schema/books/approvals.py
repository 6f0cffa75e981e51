"""Documents that wait for the caller's approval."""

from collections.abc import Container, Sequence
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import strawberry
from strawberry.types import Info

from domain.instants import instant_in_zone
from domain.modules.books import DOCUMENTS
from domain.queries import LARGEST_PAGE, Position, Row, RowPage, page_size
from domain.sources import PRODUCT
from resolvers.reading.loader import RecordLoader
from resolvers.writing.approvals import MOST_READ, WaitingDocument, waiting_for
from resolvers.writing.write_result import MutationResult
from schema.engine.declare import registry
from schema.engine.declare.connections import ConnectionValue, connection_of
from schema.engine.declare.costs import OwnCosts
from schema.engine.declare.cursors import Cursors
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.payloads import MutationPayload, changed_node
from schema.engine.declare.records import part, upstream

FirstPending = Annotated[int | None, strawberry.argument(description=f"Number of documents, 1 to {LARGEST_PAGE}.")]
AfterPending = Annotated[str | None, strawberry.argument(description="The `endCursor` of the previous page.")]
CURSOR_BINDING = b"pending approvals"

# One call per module in which the caller may approve, one per document, and one to identify the caller.
APPROVAL_CALLS: OwnCosts = {"books": len(DOCUMENTS) + 1 + MOST_READ, "crm": 1}


@part
class PendingApproval:
    """A document that waits for your approval."""

    document: Row | None = changed_node("The document.")
    submitted_at: datetime | None = upstream(
        "submitted_at", "When it was submitted; the start of the day where Books reports the day alone."
    )
    submitted_by: str | None = upstream("submitted_by_name", "Name of the user who submitted it.")
    is_own: bool | None = upstream(
        "is_own", "Whether you submitted it yourself; most organisations require another approver."
    )


PENDING_APPROVALS = connection_of("PendingApproval", PendingApproval)


class PendingCursors:
    """The cursors of the list: a document keeps its place, whichever before it have been decided since."""

    def __init__(self, cursors: Cursors) -> None:
        self._cursors = cursors

    def seal(self, position: Position) -> str:
        """The cursor of a position."""
        return self._cursors.seal(CURSOR_BINDING, position)

    def open(self, cursor: str) -> Position:
        """The position behind a cursor. Raises BadUserInput."""
        return self._cursors.open(CURSOR_BINDING, cursor)


async def pending_approvals_of(
    info: Info[OperationContext, None], first: int | None, after: str | None
) -> ConnectionValue:
    """A page of the documents that wait for the caller's approval."""
    size, cursors = page_size(first), PendingCursors(info.context.cursors)
    beyond = None if after is None else cursors.open(after)
    waiting = [
        each for each in await waiting_for(info.context.loader) if beyond is None or tuple(each.position) > beyond
    ]
    shown = waiting[:size]
    rows: list[Row | Exception] = [*await _rows(info.context.loader, shown)]
    return ConnectionValue(RowPage(rows, [each.position for each in shown], len(waiting) > size), cursors)


async def _rows(loader: RecordLoader, waiting: Sequence[WaitingDocument]) -> list[Row]:
    zone = await loader.organizations.zone_of("books")
    hidden = {coordinate for module in DOCUMENTS for coordinate in (await loader.permissions.of(module)).hidden}
    return [
        MutationPayload(
            MutationResult(each.module, each.record_id),
            **{PRODUCT: each.module.product},
            **_submission(each.row, registry.type_of(each.module), hidden, zone),
            is_own=each.is_own,
        )
        for each in waiting
    ]


def _submission(row: Row, type_name: str, hidden: Container[str], zone: ZoneInfo) -> Row:
    """When and by whom it was submitted, without what is hidden of an approval."""
    if f"{type_name}.approval" in hidden:
        return {}
    values = {
        "submitted_at": ("Approval.submittedAt", instant_in_zone(row.get("submitted_date"), zone)),
        "submitted_by_name": ("Approval.submittedBy", row.get("submitted_by_name")),
    }
    return {key: value for key, (coordinate, value) in values.items() if coordinate not in hidden}
