"""Approvals of documents: submit, approve, reject, and which documents wait for the caller.

Books has no list of waiting documents, so it is computed from their status. Source: Zoho Books help, "Transaction
approval"; Zoho Books v3, `status`, `approvers_list`, `/{document}/{id}/submit`, `/approve`, `/reject`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.books.approvals import may_wait, next_approvers
from domain.errors import NotFound, PermissionUnknown, SuitegraphError, UpstreamUnavailable
from domain.modules.books import DOCUMENTS
from domain.modules.module import Module
from domain.queries import RECORD_ID, Position, Row
from resolvers.caller.authors import author_of
from resolvers.catalogue import FINANCE
from resolvers.gathering import gathered
from resolvers.reading.loader import WHOLE_RECORD, RecordLoader
from resolvers.writing.mutation_command import MutationRequest
from resolvers.writing.transitions import move_document
from resolvers.writing.write_result import MutationResult

# Only the single record says whom a document waits for, and since when.
MOST_READ = 100
# The key of the user who took each step.
_SUBMITTER, _APPROVER = "submitter_id", "approver_id"


async def submit_document(
    loader: RecordLoader, request: MutationRequest, module: Module, record_id: str
) -> MutationResult:
    """Submit a document for approval: three calls."""
    statuses = frozenset({loader.permissions.rules.pending_status})
    return await move_document(
        loader, request, module, record_id, ("submit",), to=statuses, by=_SUBMITTER, even_unapproved=True
    )


async def approve_document(
    loader: RecordLoader, request: MutationRequest, module: Module, record_id: str, *, is_final: bool
) -> MutationResult:
    """Approve a document: three calls. Administrators of Books may skip the levels that remain, with `is_final`."""
    return await move_document(
        loader,
        request,
        module,
        record_id,
        ("approve", "final") if is_final else ("approve",),
        to=frozenset({"approved"}),
        by=_APPROVER,
        action="approve",
        even_unapproved=True,
        reserved=("isFinal",) if is_final else (),
    )


async def reject_document(
    loader: RecordLoader, request: MutationRequest, module: Module, record_id: str, reason: str | None
) -> MutationResult:
    """Reject a document that waits for approval: three calls."""
    return await move_document(
        loader,
        request,
        module,
        record_id,
        ("reject",),
        to=frozenset({"rejected"}),
        by=_APPROVER,
        action="approve",
        params=(("reason", reason),) if reason else (),
        even_unapproved=True,
    )


@dataclass(frozen=True, slots=True)
class WaitingDocument:
    """A document that waits for the caller's approval; `is_own` says that the caller submitted it.

    `position` is where it stands among the others, whichever of them have been decided since.
    """

    module: Module
    record_id: str
    row: Row
    is_own: bool

    @property
    def position(self) -> Position:
        """By submission, then by module and id."""
        return str(self.row.get("submitted_date") or ""), str(self.module), self.record_id


async def waiting_for(loader: RecordLoader) -> list[WaitingDocument]:
    """The documents that wait for the caller's approval, the oldest submission first.

    One call per module in which the caller may approve, and one for each document that waits there for anybody, at most
    MOST_READ, those with the oldest dates. Raises the error of a product that could not be asked.
    """
    views = [await loader.permissions.of(module) for module in DOCUMENTS]
    modules = [view.module for view in views if view.is_viewable() and "approve" in view.actions]
    lists = await gathered([_pending(loader, module) for module in modules])
    for pending in lists:
        if isinstance(pending, SuitegraphError):
            raise pending
    candidates = [each for pending in lists if not isinstance(pending, SuitegraphError) for each in pending]
    oldest = [(module, id_) for _, module, id_ in sorted(candidates, key=lambda each: each[0])[:MOST_READ]]
    client = await loader.books()
    rows = await gathered([client.one(FINANCE[module], id_) for module, id_ in oldest])
    own_id = (await author_of(loader.permissions)).books_id
    waiting: list[WaitingDocument] = []
    for (module, id_), row in zip(oldest, rows, strict=True):
        if isinstance(row, SuitegraphError):
            if isinstance(row, NotFound):
                # Somebody has deleted it since.
                continue
            raise row
        if may_wait(row) and _waits_for(row, own_id):
            loader.store_row(module, row, WHOLE_RECORD)
            waiting.append(WaitingDocument(module, id_, row, bool(own_id) and row.get("submitter_id") == own_id))
    return sorted(waiting, key=lambda each: each.position)


async def _pending(loader: RecordLoader, module: Module) -> Sequence[tuple[str, Module, str]]:
    """Date, module and id of each document of a module that waits for approval."""
    finance_module, client = FINANCE[module], await loader.books()
    params = (
        ("status", loader.permissions.rules.pending_status),
        ("filter_by", finance_module.every or ""),
        ("per_page", "200"),
    )
    page = await client.rows(finance_module, params)
    # A status that Books does not filter by would leave every document in the list.
    rows = [row for row in page.rows if may_wait(row)]
    pending = [(str(row.get("date")), module, str(row[finance_module.id])) for row in rows]
    if not all(RECORD_ID.fullmatch(id_) for _, _, id_ in pending):
        raise UpstreamUnavailable("Zoho Books answered with something that is no answer.", service="books")
    return pending


def _waits_for(row: Row, own_id: str | None) -> bool:
    """Whether the caller may approve the document next, as far as Books says who may.

    Raises PermissionUnknown where it names the approvers, and not the caller's own id.
    """
    approvers = next_approvers(row)
    if approvers and own_id is None:
        raise PermissionUnknown("Zoho Books does not say which of its users the caller is.", service="books")
    return not approvers or any(own_id in ids for ids in approvers)
