"""What changed in a list since it was last read: the few rows at its top, in place of all of its pages.

Source: Zoho Billing and Books, `sort_column`. No document says that the instant of the last change is such a column:
where a product refuses it, or sorts by something else, the list is read as a whole.
"""

import asyncio
from datetime import UTC, datetime, timedelta
from heapq import nlargest
from typing import Protocol

from domain.errors import BadUserInput, UpstreamRejected
from domain.modules.module import Module
from domain.queries import LARGEST_PAGE, ListQuery, Order, Row
from domain.sources import Needs
from resolvers.analytics.coverage import ReadCall
from resolvers.analytics.event_kinds import instant_of
from resolvers.analytics.fact_columns import COLUMNS
from resolvers.analytics.fact_rows import LISTS, Fact, FactRows
from resolvers.analytics.row_tables import RowTable
from resolvers.reading.loader import RecordLoader

# How far apart the product's clock and this one may be, and how late a change may appear in a list.
MARGIN = timedelta(minutes=5)
# What was deleted is missed by what changed: a list is read as a whole once a day.
WHOLE_AFTER = timedelta(hours=24)
EARLIEST = datetime.min.replace(tzinfo=UTC)


class ListReader(Protocol):
    """What reads a list: whose loader, into which rows, with how many calls at most."""

    @property
    def loader(self) -> RecordLoader:
        """The loader of the operation."""
        ...

    @property
    def rows(self) -> FactRows:
        """What was read so far."""
        ...

    def takes_call(self, fact: Fact) -> bool:
        """Whether a call is left, which is taken; where none is, that is a gap."""
        ...

    def note_progress(self) -> None:
        """Count an answer."""
        ...


async def renewed_rows(reader: ListReader, module: Module, fact: Fact, held: RowTable) -> RowTable | None:
    """The rows of a list with those that changed since it was read; None where it has to be read as a whole.

    One call per 200 changed rows. Rows that an earlier token has read count once this one was given the first page,
    and if each of them stands there that belongs there: one that does not was deleted, or is not shown any more.
    Raises the error of the first page.
    """
    offered, column = reader.rows.offered_of(fact), module.traits.changed_at_key
    source = offered or reader.rows
    began, since = source.began.get(fact), source.whole_since.get(fact)
    now = datetime.now(UTC)
    if began is None or since is None or now - since > WHOLE_AFTER or not _is_known(reader, module, column):
        return None
    table = held if offered is None else getattr(offered, LISTS[fact])
    newest = await asyncio.to_thread(lambda: nlargest(LARGEST_PAGE, _changes(table, column)))
    changed: list[Row] = []
    after = None
    while reader.takes_call(fact):
        query = ListQuery(first=LARGEST_PAGE, after=after, order=Order(column))
        try:
            page = await reader.loader.page(module, query, Needs(COLUMNS[module]))
        except (BadUserInput, UpstreamRejected):
            return None
        reader.note_progress()
        rows = [row for row in page.rows if isinstance(row, dict)]
        instants = [_changed_at(row, column) for row in rows]
        oldest = min(instants, default=EARLIEST)
        if len(rows) != len(page.rows) or instants != sorted(instants, reverse=True):
            return None
        if after is None and not page.more:
            reader.rows.read.add(fact)
            reader.rows.calls[fact] = {module.name: ReadCall(module.product, module.name, now, len(rows))}
            reader.rows.began[fact] = reader.rows.whole_since[fact] = now
            return RowTable(table.key, rows)
        if after is None:
            here = {str(row[table.key]) for row in rows}
            if any(id_ not in here for at, id_ in newest if at > oldest):
                return None
        reader.rows.read.add(fact)
        changed += rows
        call = ReadCall(module.product, module.name, now, len(rows))
        reader.rows.calls[fact] = {**source.calls.get(fact, {}), f"{module.name} changed": call}
        if not page.more or oldest < began - MARGIN:
            reader.rows.began[fact], reader.rows.whole_since[fact] = now, since
            return await asyncio.to_thread(table.renewed, changed)
        after = page.positions[-1]
    # So much has changed that it is read as a whole by the next reading, which may stop and go on.
    reader.rows.began.pop(fact, None)
    return table if fact in reader.rows.read else held


def _is_known(reader: ListReader, module: Module, column: str) -> bool:
    view = reader.loader.permissions.known(module)
    return view is not None and column not in view.columns and column in COLUMNS[module]


def _changes(table: RowTable, column: str) -> list[tuple[datetime, str]]:
    return [(_changed_at(row, column), id_) for id_, row in table.items()]


def _changed_at(row: Row, column: str) -> datetime:
    return instant_of(row.get(column)) or EARLIEST
