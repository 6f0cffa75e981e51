"""Exchange rates of a currency, as Books keeps them."""

from domain.modules.module import Module
from domain.queries import EntryWindow, RowPage
from resolvers.reading.loader import RecordLoader


async def exchange_rates_of(loader: RecordLoader, module: Module, record_id: str, window: EntryWindow) -> RowPage:
    """The exchange rates of a currency, the latest first: one call."""
    rows = await (await loader.books()).exchange_rates(record_id)
    return window.of(sorted(rows, key=lambda row: str(row.get("effective_date")), reverse=True))
