"""What people write on records: comments in Books, notes in CRM.

Source: Zoho Books v3, `/{document}/{id}/comments`; Zoho CRM v8, "Notes".
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from adapters.answers import mapping, row_list
from adapters.finance import LARGEST_PAGE
from domain.journal import Intent, Question
from domain.queries import Row
from domain.sources import Module
from domain.writes import NotDone, ProblemCode, fault
from resolvers.authors import author_of
from resolvers.catalogue import CRM, FINANCE, key_of
from resolvers.desk import Desk
from resolvers.documents import PURCHASE_ORDERS, Asking, Standing
from resolvers.lost import SKEW, has, is_since
from resolvers.write import Need, Write
from resolvers.writing import Made, made

LONGEST_COMMENT = 2000
# Books' `comment_type` of those that customers read.
SHOWN = "client"
LONGEST_NOTE = 65_535
LONGEST_TITLE = 120
NOTE_FIELDS = "id,Note_Title,Note_Content,Created_By,Created_Time,Modified_Time,Owner"


async def comments_of(desk: Desk, module: Module, record_id: str, most_pages: int = 1) -> list[Row]:
    """A record's comments and history as Books keeps them, oldest first: one call.

    Those of customers and vendors come in pages: a call each.
    """
    client, path = await desk.books(), FINANCE[module].path
    if path != "contacts":
        return row_list("books", await client.read(path, record_id, "comments"), "comments", "comment_id")
    found: list[Row] = []
    for page in range(1, most_pages + 1):
        params = (("page", str(page)), ("per_page", str(LARGEST_PAGE)))
        body = await client.read(path, record_id, "comments", params=params)
        found += row_list("books", body, "contact_comments", "comment_id")
        if not mapping(body.get("page_context")).get("has_more_page"):
            break
    return found


async def notes_of(desk: Desk, module: Module, record_id: str, first: int) -> list[Row]:
    """A CRM record's notes, the newest first: one call."""
    params = (("fields", NOTE_FIELDS), ("per_page", str(first)), ("sort_by", "Created_Time"), ("sort_order", "desc"))
    return await desk.crm.related((CRM[module].api_name, record_id, "Notes"), params)


async def add_comment(
    desk: Desk, asking: Asking, module: Module, record_id: str, text: str, *, to_customer: bool
) -> Made:
    """Write a comment on a document: three calls."""
    standing, earlier = Standing(desk, module, record_id), set[str]()

    async def check() -> Row:
        row = await standing.look()
        if module == PURCHASE_ORDERS and not row.get("delivery_date"):
            text = "Books wants the day of delivery with a comment on a purchase order: give it a `deliveryOn` first."
            raise fault(ProblemCode.VALIDATION, text, "id")
        # The same was perhaps said before, and comments do not tell when.
        earlier.update(str(each["comment_id"]) for each in await comments_of(desk, module, record_id))
        return row

    async def send(_mark: str) -> Row | None:
        values: dict[str, Any] = {"description": text, "show_comment_to_clients": to_customer}
        if module == PURCHASE_ORDERS:
            # Books wants the day with each comment on one.
            values["expected_delivery_date"] = (standing.row or {}).get("delivery_date")
        await (await desk.books()).write("POST", FINANCE[module].path, record_id, "comments", values=values)
        return standing.row

    async def find(intent: Intent) -> Row | None:
        if standing.row is None or await _is_said_by_another(desk, asking, intent, record_id):
            return None
        mine = (await author_of(desk)).books_id
        new = [row for row in await comments_of(desk, module, record_id) if str(row["comment_id"]) not in earlier]
        said = any(row.get("commented_by_id") == mine and row.get("description") == text for row in new)
        return await standing.look() if said else None

    # Whether it has the day would be told.
    needs = [Need(module, carries=frozenset({"delivery_date"}))] if module == PURCHASE_ORDERS else []
    write = asking.write(module, "edit", send, record_id=record_id, check=check, find=find, needs=needs)
    return await made(desk, write)


async def _is_said_by_another(desk: Desk, asking: Asking, intent: Intent, record_id: str) -> bool:
    """Whether another write said something on the record meanwhile: what is found may be that one's."""
    at = intent.entry.at - SKEW
    asked = Question(intent.entry.tenant, first=1, since=at, act=asking.act, record_id=record_id, result="done")
    return bool((await desk.journal.entries(asked)).entries)


async def change_comment(
    desk: Desk, asking: Asking, module: Module, record_id: str, comment_id: str, text: str, *, to_customer: bool | None
) -> Made:
    """Change what a comment says: two calls. Whose comments one may change is the product's to say.

    Where it is not said whether it is shown `to_customer`, that stays.
    """
    before: list[Row] = []

    async def look() -> Row:
        before[:] = [await _comment(desk, module, record_id, comment_id)]
        return _with_comment(module, record_id, before[0])

    async def send(_mark: str) -> Row:
        shown = before[0].get("comment_type") == SHOWN if to_customer is None else to_customer
        values: dict[str, Any] = {"description": text, "show_comment_to_clients": shown}
        await (await desk.books()).write("PUT", *_place(module, record_id, comment_id), values=values)
        return _with_comment(module, record_id, {"description": text})

    async def find(_intent: Intent) -> Row | None:
        row = await look()
        is_so = to_customer is None or (before[0].get("comment_type") == SHOWN) is to_customer
        return row if row["comment"]["description"] == text and is_so else None

    return await made(desk, _remark(asking, module, record_id, send, look, find))


async def delete_comment(desk: Desk, asking: Asking, module: Module, record_id: str, comment_id: str) -> Made:
    """Delete a comment: two calls."""

    async def look() -> Row:
        return _with_comment(module, record_id, await _comment(desk, module, record_id, comment_id))

    async def send(_mark: str) -> Row:
        await (await desk.books()).write("DELETE", *_place(module, record_id, comment_id))
        return {key_of(module): record_id}

    async def find(_intent: Intent) -> Row | None:
        rows = await comments_of(desk, module, record_id)
        return None if any(row["comment_id"] == comment_id for row in rows) else {key_of(module): record_id}

    return await made(desk, _remark(asking, module, record_id, send, look, find))


def _place(module: Module, record_id: str, comment_id: str) -> tuple[str, ...]:
    return FINANCE[module].path, record_id, "comments", comment_id


def _with_comment(module: Module, record_id: str, row: Row) -> Row:
    """What the audit log keeps: the record's id and what was said."""
    return {key_of(module): record_id, "comment": {"description": row.get("description")}}


async def _comment(desk: Desk, module: Module, record_id: str, comment_id: str) -> Row:
    """One comment as it stands. Raises NotDone where there is none. One call."""
    await desk.upstream.forget("books")
    for row in await comments_of(desk, module, record_id):
        if row["comment_id"] == comment_id:
            return row
    raise fault(ProblemCode.NOT_FOUND, "There is no such comment on this record.", "commentId")


def _remark(
    asking: Asking,
    module: Module,
    record_id: str,
    send: Callable[[str], Awaitable[Row]],
    look: Callable[[], Awaitable[Row]],
    find: Callable[[Intent], Awaitable[Row | None]],
) -> Write:
    """The write of something that is said already: again is the same, and the record itself is not answered."""
    return asking.write(module, "edit", send, record_id=record_id, check=look, find=find, repeatable=True, whole=False)


async def add_note(desk: Desk, asking: Asking, module: Module, record_id: str, title: str | None, text: str) -> Made:
    """Write a note on a CRM record: one call."""
    known = CRM[module]
    values = {"Note_Content": text, **({"Note_Title": title} if title else {})}

    async def send(_mark: str) -> Row:
        await desk.crm.write("POST", (known.api_name, record_id, "Notes"), [values])
        return {"id": record_id}

    async def find(intent: Intent) -> Row | None:
        mine = (await author_of(desk)).crm_id
        if await _is_said_by_another(desk, asking, intent, record_id):
            return None
        for row in await notes_of(desk, module, record_id, 10):
            if mapping(row.get("Created_By")).get("id") == mine:
                said = row.get("Note_Content") == text and is_since(row, "Created_Time", intent)
                return {"id": record_id} if said else None
        return None

    return await made(desk, asking.write(module, "edit", send, record_id=record_id, find=find))


async def change_note(
    desk: Desk, asking: Asking, module: Module, record_id: str, note_id: str, values: Mapping[str, Any]
) -> Made:
    """Change a note's title or text: two calls."""
    path = (CRM[module].api_name, record_id, "Notes", note_id)

    async def look() -> Row:
        return {"id": record_id, "note": await _note(desk, path)}

    async def send(_mark: str) -> Row:
        await desk.crm.write("PUT", path, [dict(values)])
        return {"id": record_id, "note": dict(values)}

    async def find(_intent: Intent) -> Row | None:
        row = await look()
        return row if has(row["note"], values) else None

    return await made(desk, _remark(asking, module, record_id, send, look, find))


async def delete_note(desk: Desk, asking: Asking, module: Module, record_id: str, note_id: str) -> Made:
    """Delete a note: two calls."""
    path = (CRM[module].api_name, record_id, "Notes", note_id)

    async def look() -> Row:
        return {"id": record_id, "note": await _note(desk, path)}

    async def send(_mark: str) -> Row:
        await desk.crm.write("DELETE", path, [])
        return {"id": record_id}

    async def find(_intent: Intent) -> Row | None:
        try:
            await look()
        except NotDone:
            return {"id": record_id}
        return None

    return await made(desk, _remark(asking, module, record_id, send, look, find))


async def _note(desk: Desk, path: tuple[str, ...]) -> Row:
    """One note as it stands. Raises NotDone where there is none. One call."""
    await desk.upstream.forget("crm")
    rows = await desk.crm.related(path, (("fields", "Note_Title,Note_Content"),))
    if not rows:
        raise fault(ProblemCode.NOT_FOUND, "There is no such note on this record.", "noteId")
    return {key: rows[0].get(key) for key in ("Note_Title", "Note_Content")}
