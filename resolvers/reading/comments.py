"""Comments in Books and notes in CRM, as they are read."""

from adapters.answers import mapping, row_list
from adapters.finance_platform.envelope import LARGEST_PAGE
from domain.modules.module import Module
from domain.queries import Row
from resolvers.catalogue import CRM, FINANCE
from resolvers.reading.loader import RecordLoader

NOTE_FIELDS = "id,Note_Title,Note_Content,Created_By,Created_Time,Modified_Time,Owner"


async def comments_of(loader: RecordLoader, module: Module, record_id: str, most_pages: int = 1) -> list[Row]:
    """A record's comments and history as Books keeps them, oldest first: one call.

    Those of customers and vendors come in pages: a call each.
    """
    client, path = await loader.books(), FINANCE[module].path
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


async def notes_of(loader: RecordLoader, module: Module, record_id: str, first: int) -> list[Row]:
    """A CRM record's notes, the newest first: one call."""
    params = (("fields", NOTE_FIELDS), ("per_page", str(first)), ("sort_by", "Created_Time"), ("sort_order", "desc"))
    return await loader.crm.related((CRM[module].api_name, record_id, "Notes"), params)
