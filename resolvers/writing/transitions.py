"""The steps of Books' documents, and their addresses: what has endpoints of its own.

Source: Zoho Books v3, the modules' pages.
"""

from collections.abc import Mapping
from typing import Any

from adapters.answers import mapping
from domain.actions import ActionName
from domain.journal import Intent
from domain.modules.module import Module
from domain.queries import Row
from resolvers.caller.authors import author_of
from resolvers.catalogue import FINANCE
from resolvers.reading.loader import RecordLoader
from resolvers.writing import reconciliation
from resolvers.writing.approvals import FINAL_APPROVAL
from resolvers.writing.documents import CurrentRecord, MutationRequest
from resolvers.writing.write_pipeline import perform_mutation
from resolvers.writing.write_result import MutationResult

# The parts of a document's address.
ADDRESS_KEYS = ("attention", "address", "street2", "city", "state", "zip", "country", "phone", "fax")


async def move_document(
    loader: RecordLoader,
    asking: MutationRequest,
    module: Module,
    record_id: str,
    path: tuple[str, ...],
    *,
    to: frozenset[str],
    by: str | None = None,
    action: ActionName = "edit",
    values: Mapping[str, Any] | None = None,
    params: tuple[tuple[str, str], ...] = (),
    even_unapproved: bool = False,
) -> MutationResult:
    """Take a document a step on, `("status", "sent")` or `("approve",)`: three calls.

    `to` are the statuses that it leads to, and `by` the key of whoever took the step, where the document tells: then a
    lost answer is found where that is the caller, and it is not sent again, since it may be another's turn by then.
    """
    standing, known = CurrentRecord(loader, module, record_id), FINANCE[module]

    async def send(_mark: str) -> Row | None:
        client = await loader.books()
        await client.write("POST", known.path, record_id, *path, params=params, values=values)
        return await standing.again()

    async def find(_intent: Intent) -> Row | None:
        row = await standing.look()
        if row.get("status") not in to:
            return None
        return row if by is None or row.get(by) == (await author_of(loader)).books_id else None

    check = standing.look if even_unapproved else standing.approved
    write = asking.write(
        module,
        action,
        send,
        record_id=record_id,
        check=check,
        find=find,
        repeatable=by is None,
        reserved=("isFinal",) if path == FINAL_APPROVAL else (),
    )
    return await perform_mutation(loader, write)


async def set_address(
    loader: RecordLoader, asking: MutationRequest, module: Module, record_id: str, kind: str, values: Mapping[str, Any]
) -> MutationResult:
    """Change what is sent of a document's billing or shipping address and nothing else: three calls."""
    standing, known = CurrentRecord(loader, module, record_id), FINANCE[module]

    async def send(_mark: str) -> Row | None:
        client = await loader.books()
        # The rest is sent as it stands: whether Books keeps or empties what is left out, it does not say.
        before = mapping((standing.row or {}).get(f"{kind}_address"))
        whole = {key: before[key] for key in ADDRESS_KEYS if before.get(key)} | dict(values)
        await client.write("PUT", known.path, record_id, "address", kind, values=whole)
        return await standing.again()

    async def find(_intent: Intent) -> Row | None:
        row = await standing.look()
        return row if reconciliation.holds_values(row, {f"{kind}_address": values}) else None

    write = asking.write(module, "edit", send, record_id=record_id, check=standing.look, find=find, repeatable=True)
    return await perform_mutation(loader, write)
