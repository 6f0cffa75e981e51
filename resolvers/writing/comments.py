"""What people write on records: comments in Books, notes in CRM.

Source: Zoho Books v3, `/{document}/{id}/comments`; Zoho CRM v8, "Notes".
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from adapters.answers import mapping
from domain.journal import Intent, JournalQuery
from domain.modules.books import PURCHASE_ORDERS
from domain.modules.module import Module
from domain.queries import Row
from domain.writes import NotDone, ProblemCode, not_done
from resolvers.caller.authors import author_of
from resolvers.catalogue import CRM, FINANCE, key_of
from resolvers.reading.comments import comments_of, notes_of
from resolvers.reading.loader import RecordLoader
from resolvers.writing.documents import CurrentRecord, MutationRequest
from resolvers.writing.mutation_command import MutationCommand, RequiredRight
from resolvers.writing.reconciliation import CLOCK_SKEW, holds_values, is_made_since
from resolvers.writing.write_pipeline import perform_mutation
from resolvers.writing.write_result import MutationResult

LONGEST_COMMENT = 2000
# Books' `comment_type` of those that customers read.
SHOWN = "client"
LONGEST_NOTE = 65_535
LONGEST_TITLE = 120


async def add_comment(
    loader: RecordLoader, asking: MutationRequest, module: Module, record_id: str, text: str, *, to_customer: bool
) -> MutationResult:
    """Write a comment on a document: three calls."""
    standing, earlier = CurrentRecord(loader, module, record_id), set[str]()

    async def check() -> Row:
        row = await standing.look()
        if module == PURCHASE_ORDERS and not row.get("delivery_date"):
            text = "Books wants the day of delivery with a comment on a purchase order: give it a `deliveryOn` first."
            raise not_done(ProblemCode.VALIDATION, text, "id")
        # The same was perhaps said before, and comments do not tell when.
        earlier.update(str(each["comment_id"]) for each in await comments_of(loader, module, record_id))
        return row

    async def send(_mark: str) -> Row | None:
        values: dict[str, Any] = {"description": text, "show_comment_to_clients": to_customer}
        if module == PURCHASE_ORDERS:
            # Books wants the day with each comment on one.
            values["expected_delivery_date"] = (standing.row or {}).get("delivery_date")
        await (await loader.books()).write("POST", FINANCE[module].path, record_id, "comments", values=values)
        return standing.row

    async def find(intent: Intent) -> Row | None:
        if standing.row is None or await _is_of_another_write(loader, asking, intent, record_id):
            return None
        mine = (await author_of(loader)).books_id
        new = [row for row in await comments_of(loader, module, record_id) if str(row["comment_id"]) not in earlier]
        said = any(row.get("commented_by_id") == mine and row.get("description") == text for row in new)
        return await standing.look() if said else None

    # Whether it has the day would be told.
    needs = [RequiredRight(module, carries=frozenset({"delivery_date"}))] if module == PURCHASE_ORDERS else []
    write = asking.write(module, "edit", send, record_id=record_id, check=check, find=find, needs=needs)
    return await perform_mutation(loader, write)


async def _is_of_another_write(loader: RecordLoader, asking: MutationRequest, intent: Intent, record_id: str) -> bool:
    """Whether another write said something on the record meanwhile: what is found may be that one's."""
    at = intent.entry.at - CLOCK_SKEW
    asked = JournalQuery(intent.entry.tenant, first=1, since=at, act=asking.act, record_id=record_id, result="done")
    return bool((await loader.journal.entries(asked)).entries)


async def change_comment(
    loader: RecordLoader,
    asking: MutationRequest,
    module: Module,
    record_id: str,
    comment_id: str,
    text: str,
    *,
    to_customer: bool | None,
) -> MutationResult:
    """Change what a comment says: two calls. Whose comments one may change is the product's to say.

    Where it is not said whether it is shown `to_customer`, that stays.
    """
    before: list[Row] = []

    async def look() -> Row:
        before[:] = [await _comment(loader, module, record_id, comment_id)]
        return _with_comment(module, record_id, before[0])

    async def send(_mark: str) -> Row:
        shown = before[0].get("comment_type") == SHOWN if to_customer is None else to_customer
        values: dict[str, Any] = {"description": text, "show_comment_to_clients": shown}
        await (await loader.books()).write("PUT", *_place(module, record_id, comment_id), values=values)
        return _with_comment(module, record_id, {"description": text})

    async def find(_intent: Intent) -> Row | None:
        row = await look()
        is_so = to_customer is None or (before[0].get("comment_type") == SHOWN) is to_customer
        return row if row["comment"]["description"] == text and is_so else None

    return await perform_mutation(loader, _comment_command(asking, module, record_id, send, look, find))


async def delete_comment(
    loader: RecordLoader, asking: MutationRequest, module: Module, record_id: str, comment_id: str
) -> MutationResult:
    """Delete a comment: two calls."""

    async def look() -> Row:
        return _with_comment(module, record_id, await _comment(loader, module, record_id, comment_id))

    async def send(_mark: str) -> Row:
        await (await loader.books()).write("DELETE", *_place(module, record_id, comment_id))
        return {key_of(module): record_id}

    async def find(_intent: Intent) -> Row | None:
        rows = await comments_of(loader, module, record_id)
        return None if any(row["comment_id"] == comment_id for row in rows) else {key_of(module): record_id}

    return await perform_mutation(loader, _comment_command(asking, module, record_id, send, look, find))


def _place(module: Module, record_id: str, comment_id: str) -> tuple[str, ...]:
    return FINANCE[module].path, record_id, "comments", comment_id


def _with_comment(module: Module, record_id: str, row: Row) -> Row:
    """What the audit log keeps: the record's id and what was said."""
    return {key_of(module): record_id, "comment": {"description": row.get("description")}}


async def _comment(loader: RecordLoader, module: Module, record_id: str, comment_id: str) -> Row:
    """One comment as it stands. Raises NotDone where there is none. One call."""
    await loader.upstream.forget("books")
    for row in await comments_of(loader, module, record_id):
        if row["comment_id"] == comment_id:
            return row
    raise not_done(ProblemCode.NOT_FOUND, "There is no such comment on this record.", "commentId")


def _comment_command(
    asking: MutationRequest,
    module: Module,
    record_id: str,
    send: Callable[[str], Awaitable[Row]],
    look: Callable[[], Awaitable[Row]],
    find: Callable[[Intent], Awaitable[Row | None]],
) -> MutationCommand:
    """The write of something that is said already: again is the same, and the record itself is not answered."""
    return asking.write(module, "edit", send, record_id=record_id, check=look, find=find, repeatable=True, whole=False)


async def add_note(
    loader: RecordLoader, asking: MutationRequest, module: Module, record_id: str, title: str | None, text: str
) -> MutationResult:
    """Write a note on a CRM record: one call."""
    known = CRM[module]
    values = {"Note_Content": text, **({"Note_Title": title} if title else {})}

    async def send(_mark: str) -> Row:
        await loader.crm.write("POST", (known.api_name, record_id, "Notes"), [values])
        return {"id": record_id}

    async def find(intent: Intent) -> Row | None:
        mine = (await author_of(loader)).crm_id
        if await _is_of_another_write(loader, asking, intent, record_id):
            return None
        for row in await notes_of(loader, module, record_id, 10):
            if mapping(row.get("Created_By")).get("id") == mine:
                said = row.get("Note_Content") == text and is_made_since(row, "Created_Time", intent)
                return {"id": record_id} if said else None
        return None

    return await perform_mutation(loader, asking.write(module, "edit", send, record_id=record_id, find=find))


async def change_note(
    loader: RecordLoader,
    asking: MutationRequest,
    module: Module,
    record_id: str,
    note_id: str,
    values: Mapping[str, Any],
) -> MutationResult:
    """Change a note's title or text: two calls."""
    path = (CRM[module].api_name, record_id, "Notes", note_id)

    async def look() -> Row:
        return {"id": record_id, "note": await _note(loader, path)}

    async def send(_mark: str) -> Row:
        await loader.crm.write("PUT", path, [dict(values)])
        return {"id": record_id, "note": dict(values)}

    async def find(_intent: Intent) -> Row | None:
        row = await look()
        return row if holds_values(row["note"], values) else None

    return await perform_mutation(loader, _comment_command(asking, module, record_id, send, look, find))


async def delete_note(
    loader: RecordLoader, asking: MutationRequest, module: Module, record_id: str, note_id: str
) -> MutationResult:
    """Delete a note: two calls."""
    path = (CRM[module].api_name, record_id, "Notes", note_id)

    async def look() -> Row:
        return {"id": record_id, "note": await _note(loader, path)}

    async def send(_mark: str) -> Row:
        await loader.crm.write("DELETE", path, [])
        return {"id": record_id}

    async def find(_intent: Intent) -> Row | None:
        try:
            await look()
        except NotDone:
            return {"id": record_id}
        return None

    return await perform_mutation(loader, _comment_command(asking, module, record_id, send, look, find))


async def _note(loader: RecordLoader, path: tuple[str, ...]) -> Row:
    """One note as it stands. Raises NotDone where there is none. One call."""
    await loader.upstream.forget("crm")
    rows = await loader.crm.related(path, (("fields", "Note_Title,Note_Content"),))
    if not rows:
        raise not_done(ProblemCode.NOT_FOUND, "There is no such note on this record.", "noteId")
    return {key: rows[0].get(key) for key in ("Note_Title", "Note_Content")}
