"""What people write on records: comments in Books, notes in CRM.

Source: Zoho Books v3, `/{document}/{id}/comments`; Zoho CRM v8, "Notes".
"""

from typing import Any

from adapters.answers import mapping, row_list
from domain.journal import Intent, Question
from domain.queries import Row
from domain.sources import Module
from resolvers.authors import author_of
from resolvers.catalogue import CRM, FINANCE
from resolvers.desk import Desk
from resolvers.documents import Asking, Standing
from resolvers.lost import SKEW, is_since
from resolvers.writing import Made, made

LONGEST_COMMENT = 2000
LONGEST_NOTE = 65_535
LONGEST_TITLE = 120
NOTE_FIELDS = "id,Note_Title,Note_Content,Created_By,Created_Time,Modified_Time,Owner"


async def comments_of(desk: Desk, module: Module, record_id: str) -> list[Row]:
    """A document's comments and history as Books keeps them, oldest first: one call."""
    path = "contacts" if module.name in {"customers", "vendors"} else FINANCE[module].path
    key = "contact_comments" if path == "contacts" else "comments"
    body = await (await desk.books()).read(path, record_id, "comments")
    return row_list("books", body, key, "comment_id")


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
        # The same was perhaps said before, and comments do not tell when.
        earlier.update(str(each["comment_id"]) for each in await comments_of(desk, module, record_id))
        return row

    async def send(_mark: str) -> Row | None:
        values: dict[str, Any] = {"description": text, "show_comment_to_clients": to_customer}
        if module.name == "purchase_orders":
            # Books wants the day with each comment on one.
            values["expected_delivery_date"] = (standing.row or {}).get("delivery_date") or ""
        await (await desk.books()).write("POST", FINANCE[module].path, record_id, "comments", values=values)
        return standing.row

    async def find(_intent: Intent) -> Row | None:
        if standing.row is None:
            return None
        mine = (await author_of(desk)).books_id
        new = [row for row in await comments_of(desk, module, record_id) if str(row["comment_id"]) not in earlier]
        said = any(row.get("commented_by_id") == mine and row.get("description") == text for row in new)
        return await standing.look() if said else None

    write = asking.write(module, "edit", send, record_id=record_id, check=check, find=find)
    return await made(desk, write)


async def add_note(desk: Desk, asking: Asking, module: Module, record_id: str, title: str | None, text: str) -> Made:
    """Write a note on a CRM record: one call."""
    known = CRM[module]
    values = {"Note_Content": text, **({"Note_Title": title} if title else {})}

    async def send(_mark: str) -> Row:
        await desk.crm.write("POST", (known.api_name, record_id, "Notes"), [values])
        return {"id": record_id}

    async def find(intent: Intent) -> Row | None:
        mine, at = (await author_of(desk)).crm_id, intent.entry.at - SKEW
        asked = Question(intent.entry.tenant, first=1, since=at, act=asking.act, record_id=record_id, result="done")
        if (await desk.journal.entries(asked)).entries:
            # The note may be that one's.
            return None
        for row in await notes_of(desk, module, record_id, 10):
            if mapping(row.get("Created_By")).get("id") == mine:
                said = row.get("Note_Content") == text and is_since(row, "Created_Time", intent)
                return {"id": record_id} if said else None
        return None

    return await made(desk, asking.write(module, "edit", send, record_id=record_id, find=find))
