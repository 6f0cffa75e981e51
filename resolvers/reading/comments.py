"""Comments in Books and notes in CRM, as they are read."""

from domain.modules.module import Module
from domain.queries import LARGEST_PAGE, EntryWindow, Row, RowPage, windows
from resolvers.catalogue import CRM, FINANCE
from resolvers.reading.loader import RecordLoader

NOTE_FIELDS = "id,Note_Title,Note_Content,Created_By,Created_Time,Modified_Time,Owner"


async def comments_of(loader: RecordLoader, module: Module, record_id: str, most_pages: int = 1) -> list[Row]:
    """A record's comments and history in Books, oldest first: one call, for customers and vendors one per page."""
    return await (await loader.books()).comments(FINANCE[module], record_id, most_pages)


async def notes_of(loader: RecordLoader, module: Module, record_id: str, window: EntryWindow) -> RowPage:
    """A CRM record's notes, the newest first: one call, two where the window spans two pages of the product."""
    path = (CRM[module].api_name, record_id, "Notes")
    order = (("fields", NOTE_FIELDS), ("sort_by", "Created_Time"), ("sort_order", "desc"))
    rows: list[Row] = []
    more = False
    for number, size, start, end in windows(window.offset, window.first, LARGEST_PAGE):
        page = await loader.crm.related(path, (*order, ("page", str(number)), ("per_page", str(size))))
        rows += page.rows[start:end]
        more = page.more or len(page.rows) > end
        if not more:
            break
    return window.page(rows, more=more)
