"""Transitions of Books' documents between statuses, and their addresses: each has an endpoint of its own.

Source: Zoho Books v3, the modules' pages.
"""

from collections.abc import Mapping
from typing import Any

from adapters.books.addresses import changed_address
from domain.actions import ActionName
from domain.journal import Intent
from domain.modules.module import Module
from domain.queries import Row
from domain.writes import InputPath
from resolvers.caller.authors import author_of
from resolvers.catalogue import FINANCE
from resolvers.reading.loader import RecordLoader
from resolvers.writing import reconciliation
from resolvers.writing.current_record import CurrentRecord
from resolvers.writing.mutation_command import MutationRequest
from resolvers.writing.write_pipeline import perform_mutation
from resolvers.writing.write_result import MutationResult


async def move_document(
    loader: RecordLoader,
    request: MutationRequest,
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
    reserved: InputPath = (),
) -> MutationResult:
    """Move a document to another status, by `("status", "sent")` or `("approve",)` say: three calls.

    `to` are the statuses that the transition leads to. `by` is the key of the user who made it, where the document has
    one: a lost answer is then found where that is the caller, and the transition is not sent again, since the next one
    may be another user's. Only administrators of Books may set the value at the path `reserved`.
    """
    current, finance_module = CurrentRecord(loader, module, record_id), FINANCE[module]

    async def send(_mark: str) -> Row | None:
        client = await loader.books()
        await client.write("POST", finance_module.path, record_id, *path, params=params, values=values)
        return await current.read_written()

    async def find(_intent: Intent) -> Row | None:
        row = await current.read()
        if row.get("status") not in to:
            return None
        return row if by is None or row.get(by) == (await author_of(loader.permissions)).books_id else None

    command = request.command(
        module,
        action,
        send,
        record_id=record_id,
        check=current.read if even_unapproved else current.read_approved,
        find=find,
        repeatable=by is None,
        reserved=reserved,
    )
    return await perform_mutation(loader, command)


async def set_address(
    loader: RecordLoader, request: MutationRequest, module: Module, record_id: str, kind: str, values: Mapping[str, Any]
) -> MutationResult:
    """Change parts of a document's billing or shipping address, and no others: three calls."""
    current, finance_module = CurrentRecord(loader, module, record_id), FINANCE[module]

    async def send(_mark: str) -> Row | None:
        client = await loader.books()
        address = changed_address(current.row or {}, kind, values)
        await client.write("PUT", finance_module.path, record_id, "address", kind, values=address)
        return await current.read_written()

    async def find(_intent: Intent) -> Row | None:
        row = await current.read()
        return row if reconciliation.holds_values(row, {f"{kind}_address": values}) else None

    command = request.command(module, "edit", send, record_id=record_id, check=current.read, find=find, repeatable=True)
    return await perform_mutation(loader, command)
