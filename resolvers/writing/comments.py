"""Comments on Books' documents and notes on CRM's records: add, change, delete.

Source: Zoho Books v3, `/{document}/{id}/comments`; Zoho CRM v8, "Notes".
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from adapters.crm.lookups import lookup_id
from domain.journal import Intent
from domain.modules.books import PURCHASE_ORDERS
from domain.modules.module import Module
from domain.queries import EntryWindow, Row
from domain.writes import NotDone, ProblemCode, not_done
from resolvers.caller.authors import author_of
from resolvers.catalogue import CRM, FINANCE, key_of
from resolvers.reading.comments import comments_of, notes_of
from resolvers.reading.loader import RecordLoader
from resolvers.writing.current_record import CurrentRecord
from resolvers.writing.mutation_command import MutationCommand, MutationRequest, RequiredRight
from resolvers.writing.reconciliation import another_write_was_done, holds_values, is_made_since
from resolvers.writing.write_pipeline import perform_mutation
from resolvers.writing.write_result import MutationResult

LONGEST_COMMENT = 2000
# Books' `comment_type` of the comments that customers see.
SHOWN_TO_CUSTOMER = "client"
LONGEST_NOTE = 65_535
LONGEST_TITLE = 120
# Where a note is looked for whose answer was lost.
NEWEST_NOTES = EntryWindow(10)


async def add_comment(
    loader: RecordLoader, request: MutationRequest, module: Module, record_id: str, text: str, *, to_customer: bool
) -> MutationResult:
    """Add a comment to a document: three calls."""
    current, ids_before = CurrentRecord(loader, module, record_id), set[str]()

    async def check() -> Row:
        row = await current.read()
        if module == PURCHASE_ORDERS and not row.get("delivery_date"):
            text = "Books wants the day of delivery with a comment on a purchase order: give it a `deliveryOn` first."
            raise not_done(ProblemCode.VALIDATION, text, "id")
        # There may be an equal comment already, and the instants of comments are not exact.
        ids_before.update(str(each["comment_id"]) for each in await comments_of(loader, module, record_id))
        return row

    async def send(_mark: str) -> Row | None:
        values: dict[str, Any] = {"description": text, "show_comment_to_clients": to_customer}
        if module == PURCHASE_ORDERS:
            # Books requires the date with each comment on a purchase order.
            values["expected_delivery_date"] = (current.row or {}).get("delivery_date")
        await (await loader.books()).write("POST", FINANCE[module].path, record_id, "comments", values=values)
        return current.row

    async def find(intent: Intent) -> Row | None:
        if current.row is None or await another_write_was_done(loader, intent, record_id):
            return None
        own_id = (await author_of(loader.permissions)).books_id
        new = [row for row in await comments_of(loader, module, record_id) if str(row["comment_id"]) not in ids_before]
        is_added = any(row.get("commented_by_id") == own_id and row.get("description") == text for row in new)
        return await current.read() if is_added else None

    # The write reveals whether the purchase order has a date of delivery.
    needs = [RequiredRight(module, carries=frozenset({"delivery_date"}))] if module == PURCHASE_ORDERS else []
    command = request.command(module, "edit", send, record_id=record_id, check=check, find=find, needs=needs)
    return await perform_mutation(loader, command)


async def change_comment(
    loader: RecordLoader,
    request: MutationRequest,
    module: Module,
    record_id: str,
    comment_id: str,
    text: str,
    *,
    to_customer: bool | None,
) -> MutationResult:
    """Change the text of a comment: two calls. Books decides whose comments a user may change.

    With None for `to_customer` it stays as it is whether the customer sees the comment.
    """
    comments: list[Row] = []

    async def read() -> Row:
        comments[:] = [await _comment(loader, module, record_id, comment_id)]
        return _with_comment(module, record_id, comments[0])

    async def send(_mark: str) -> Row:
        is_shown = comments[0].get("comment_type") == SHOWN_TO_CUSTOMER if to_customer is None else to_customer
        values: dict[str, Any] = {"description": text, "show_comment_to_clients": is_shown}
        await (await loader.books()).write("PUT", *_comment_path(module, record_id, comment_id), values=values)
        return _with_comment(module, record_id, {"description": text})

    async def find(_intent: Intent) -> Row | None:
        row = await read()
        is_shown = comments[0].get("comment_type") == SHOWN_TO_CUSTOMER
        return row if row["comment"]["description"] == text and to_customer in {None, is_shown} else None

    return await perform_mutation(loader, _change_command(request, module, record_id, send, read, find))


async def delete_comment(
    loader: RecordLoader, request: MutationRequest, module: Module, record_id: str, comment_id: str
) -> MutationResult:
    """Delete a comment: two calls."""

    async def read() -> Row:
        return _with_comment(module, record_id, await _comment(loader, module, record_id, comment_id))

    async def send(_mark: str) -> Row:
        await (await loader.books()).write("DELETE", *_comment_path(module, record_id, comment_id))
        return {key_of(module): record_id}

    async def find(_intent: Intent) -> Row | None:
        rows = await comments_of(loader, module, record_id)
        return None if any(row["comment_id"] == comment_id for row in rows) else {key_of(module): record_id}

    return await perform_mutation(loader, _change_command(request, module, record_id, send, read, find))


def _comment_path(module: Module, record_id: str, comment_id: str) -> tuple[str, ...]:
    return FINANCE[module].path, record_id, "comments", comment_id


def _with_comment(module: Module, record_id: str, row: Row) -> Row:
    """The row that the audit log records: the record's id and the text of the comment."""
    return {key_of(module): record_id, "comment": {"description": row.get("description")}}


async def _comment(loader: RecordLoader, module: Module, record_id: str, comment_id: str) -> Row:
    """A comment, read again: one call. Raises NotDone where there is none."""
    await loader.upstream.forget("books")
    for row in await comments_of(loader, module, record_id):
        if row["comment_id"] == comment_id:
            return row
    raise not_done(ProblemCode.NOT_FOUND, "There is no such comment on this record.", "commentId")


def _change_command(
    request: MutationRequest,
    module: Module,
    record_id: str,
    send: Callable[[str], Awaitable[Row]],
    read: Callable[[], Awaitable[Row]],
    find: Callable[[Intent], Awaitable[Row | None]],
) -> MutationCommand:
    """The write to an existing comment or note: it may be sent again, and does not return the record itself."""
    return request.command(
        module, "edit", send, record_id=record_id, check=read, find=find, repeatable=True, whole=False
    )


async def add_note(
    loader: RecordLoader, request: MutationRequest, module: Module, record_id: str, title: str | None, text: str
) -> MutationResult:
    """Add a note to a CRM record: one call."""
    path = (CRM[module].api_name, record_id, "Notes")
    values = {"Note_Content": text, **({"Note_Title": title} if title else {})}

    async def send(_mark: str) -> Row:
        await loader.crm.write("POST", path, [values])
        return {"id": record_id}

    async def find(intent: Intent) -> Row | None:
        own_id = (await author_of(loader.permissions)).crm_id
        if await another_write_was_done(loader, intent, record_id):
            return None
        for row in (await notes_of(loader, module, record_id, NEWEST_NOTES)).rows:
            if isinstance(row, dict) and lookup_id(row, "Created_By") == own_id:
                is_added = row.get("Note_Content") == text and is_made_since(row, "Created_Time", intent)
                return {"id": record_id} if is_added else None
        return None

    return await perform_mutation(loader, request.command(module, "edit", send, record_id=record_id, find=find))


async def change_note(
    loader: RecordLoader,
    request: MutationRequest,
    module: Module,
    record_id: str,
    note_id: str,
    values: Mapping[str, Any],
) -> MutationResult:
    """Change a note's title or text: two calls."""
    path = (CRM[module].api_name, record_id, "Notes", note_id)

    async def read() -> Row:
        return {"id": record_id, "note": await _note(loader, path)}

    async def send(_mark: str) -> Row:
        await loader.crm.write("PUT", path, [dict(values)])
        return {"id": record_id, "note": dict(values)}

    async def find(_intent: Intent) -> Row | None:
        row = await read()
        return row if holds_values(row["note"], values) else None

    return await perform_mutation(loader, _change_command(request, module, record_id, send, read, find))


async def delete_note(
    loader: RecordLoader, request: MutationRequest, module: Module, record_id: str, note_id: str
) -> MutationResult:
    """Delete a note: two calls."""
    path = (CRM[module].api_name, record_id, "Notes", note_id)

    async def read() -> Row:
        return {"id": record_id, "note": await _note(loader, path)}

    async def send(_mark: str) -> Row:
        await loader.crm.write("DELETE", path, [])
        return {"id": record_id}

    async def find(_intent: Intent) -> Row | None:
        try:
            await read()
        except NotDone:
            return {"id": record_id}
        return None

    return await perform_mutation(loader, _change_command(request, module, record_id, send, read, find))


async def _note(loader: RecordLoader, path: tuple[str, ...]) -> Row:
    """A note, read again: one call. Raises NotDone where there is none."""
    await loader.upstream.forget("crm")
    rows = (await loader.crm.related(path, (("fields", "Note_Title,Note_Content"),))).rows
    if not rows:
        raise not_done(ProblemCode.NOT_FOUND, "There is no such note on this record.", "noteId")
    return {key: rows[0].get(key) for key in ("Note_Title", "Note_Content")}
