"""Comments in Books and notes in CRM, as they are read."""

from domain.modules.module import Module
from domain.queries import Row
from resolvers.catalogue import CRM, FINANCE
from resolvers.reading.loader import RecordLoader

NOTE_FIELDS = "id,Note_Title,Note_Content,Created_By,Created_Time,Modified_Time,Owner"


async def comments_of(loader: RecordLoader, module: Module, record_id: str, most_pages: int = 1) -> list[Row]:
    """A record's comments and history in Books, oldest first: one call, for customers and vendors one per page."""
    return await (await loader.books()).comments(FINANCE[module], record_id, most_pages)


async def notes_of(loader: RecordLoader, module: Module, record_id: str, first: int) -> list[Row]:
    """A CRM record's notes, the newest first: one call."""
    params = (("fields", NOTE_FIELDS), ("per_page", str(first)), ("sort_by", "Created_Time"), ("sort_order", "desc"))
    return await loader.crm.related((CRM[module].api_name, record_id, "Notes"), params)
