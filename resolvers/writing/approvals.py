"""Approvals of documents: what waits for the caller. Books has no list of it, so it is computed from the status.

Source: Zoho Books help, "Transaction approval"; Zoho Books v3, `status`, `approvers_list`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.answers import mapping
from domain.errors import SuitegraphError, UpstreamUnavailable
from domain.modules.books import DOCUMENTS
from domain.modules.module import Module
from domain.queries import RECORD_ID, Row
from resolvers.caller.authors import author_of
from resolvers.catalogue import FINANCE
from resolvers.gathering import gathered
from resolvers.reading.loader import WHOLE_RECORD, RecordLoader

PENDING = "pending_approval"
# Only a document itself tells whom it waits for, and since when.
MOST_READ = 100


@dataclass(frozen=True, slots=True)
class WaitingDocument:
    """A document that waits for the caller's approval."""

    module: Module
    record_id: str
    row: Row
    is_own: bool


async def waiting_for(loader: RecordLoader, first: int) -> list[WaitingDocument]:
    """What waits for the caller, the oldest submission first.

    One call per module that they may approve in, and one for each document that waits there for anybody: of more than
    MOST_READ, for those with the oldest days.
    Raises the error of a product that could not be asked.
    """
    views = [await loader.permissions.of(module) for module in DOCUMENTS]
    modules = [view.module for view in views if view.viewable and "approve" in view.actions]
    lists = await gathered([_pending(loader, module) for module in modules])
    pending = [each for rows in lists if not isinstance(rows, SuitegraphError) for each in rows]
    found = [(module, id_) for _, module, id_ in sorted(pending, key=lambda each: each[0])[:MOST_READ]]
    for failure in lists:
        if isinstance(failure, SuitegraphError):
            raise failure
    client = await loader.books()
    details = await gathered([client.one(FINANCE[module], id_) for module, id_ in found])
    mine = (await author_of(loader)).books_id
    waiting: list[WaitingDocument] = []
    for (module, id_), row in zip(found, details, strict=True):
        if not isinstance(row, SuitegraphError) and row.get("status") == PENDING and _waits_for(row, mine):
            loader.know(module, row, WHOLE_RECORD)
            waiting.append(WaitingDocument(module, id_, row, bool(mine) and row.get("submitter_id") == mine))
    return sorted(waiting, key=lambda each: str(each.row.get("submitted_date") or ""))[:first]


async def _pending(loader: RecordLoader, module: Module) -> Sequence[tuple[str, Module, str]]:
    """Day, module and id of each."""
    known, client = FINANCE[module], await loader.books()
    params = (("status", PENDING), ("filter_by", known.every or ""), ("per_page", "200"))
    page = await client.rows(known, params)
    # A status that Books does not filter by would leave every document in the list.
    found = [(str(row.get("date")), module, str(row[known.id])) for row in page.rows if row.get("status") == PENDING]
    if not all(RECORD_ID.fullmatch(id_) for _, _, id_ in found):
        raise UpstreamUnavailable("Zoho Books answered with something that is no answer.", service="books")
    return found


def _waits_for(row: Row, mine: str | None) -> bool:
    """Whether the next to approve is the caller, or whoever may."""
    rows = row.get("approvers_list")
    approvers = [mapping(each) for each in rows] if isinstance(rows, list) else []  # pyright: ignore[reportUnknownVariableType]  # each is looked at
    following = [each for each in approvers if each.get("is_next_approver") is True]
    if not following:
        return True
    return any(mine in {each.get("approver_user_id"), each.get("approver_id")} for each in following)


# Until it is approved, nothing is done with a document but looking at it, changing it and submitting it anew.
UNAPPROVED = frozenset({"pending_approval", "rejected"})


NOT_APPROVED = "It waits for approval, or was rejected: approve it first."


# The step past the levels that are left, for administrators of Books.
FINAL_APPROVAL = ("approve", "final")
