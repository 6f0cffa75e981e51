"""The desk of one operation: where every field of the graph asks for its rows.

It lives as long as the operation and belongs to its caller, so that what it holds needs no further partition.
"""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from adapters.billing.client import Billing
from adapters.books.client import Books
from adapters.crm.client import Crm
from adapters.exchange import Upstream
from domain.errors import Forbidden
from domain.journal import Journal
from domain.modules.module import Module
from domain.products import ZohoProduct
from domain.queries import EMPTY_PAGE, ListQuery, Position, Row, RowPage
from domain.sources import CURRENCY, Needs
from resolvers.caller.caller_cache import CallerCache
from resolvers.caller.organizations import Organizations
from resolvers.caller.permissions import PermissionRules, Permissions
from resolvers.catalogue import key_of
from resolvers.gathering import Once
from resolvers.journal import JournalWriter, RequestMetadata
from resolvers.reading.batches import Batches, RowsById
from resolvers.reading.crm_records import CrmRecords
from resolvers.reading.finance_records import LINKS, FinanceRecords
from resolvers.reading.row_cache import RowCache

if TYPE_CHECKING:
    # It writes down what was read at a desk.
    from resolvers.reading.amounts_read import AmountsRead

# What the single answer of a finance product holds.
WHOLE_RECORD = Needs(detail=True, every=True)


class RecordLoader:
    """Rows of all products for one caller and one operation."""

    def __init__(
        self,
        upstream: Upstream,
        memory: CallerCache,
        configured: dict[str, str],
        rights: PermissionRules,
        journal_writer: JournalWriter | None = None,
        request_metadata: RequestMetadata | None = None,
    ) -> None:
        """`configured` names the organisation of a finance product where the operator chose one.

        Without a `scribe` nothing can be written at this desk.
        """
        self.upstream = upstream
        self._journal_writer = journal_writer
        self.request_metadata = request_metadata or RequestMetadata()
        # Where reads of amounts are logged.
        self.amounts_read: AmountsRead | None = None
        self.memory = memory
        self.once = Once()
        self.organizations = Organizations(upstream, memory, configured, self.once)
        self.permissions = Permissions(upstream, memory, self.organizations, rights)
        self.crm = Crm(upstream)
        self._records: dict[ZohoProduct, CrmRecords | FinanceRecords] = {
            "crm": CrmRecords(self.crm, self._custom_fields_of, self.organizations.currency_of_crm),
            "books": FinanceRecords(self.books, lambda: self.organizations.currency_of("books")),
            "billing": FinanceRecords(self.billing, lambda: self.organizations.currency_of("billing")),
        }
        self._finance: dict[ZohoProduct, Callable[[], Awaitable[Books | Billing]]] = {
            "books": self.books,
            "billing": self.billing,
        }
        self._batches = Batches(self._load, self._covers)
        self._known = RowCache(self._covers)
        self._learned: dict[tuple[Module, str, str], str] = {}

    async def _custom_fields_of(self, api_name: str) -> list[Row]:
        return (await self.permissions.facts.crm_fields(api_name)).custom

    async def books(self) -> Books:
        """Books in the caller's organisation."""
        return Books(self.upstream, await self.organizations.id_of("books"))

    async def billing(self) -> Billing:
        """Billing in the caller's organisation."""
        return Billing(self.upstream, await self.organizations.id_of("billing"))

    async def finance(self, module: Module) -> Books | Billing:
        """The finance product of a module, in the caller's organisation."""
        return await self._finance[module.product]()

    async def page(self, module: Module, query: ListQuery, needs: Needs) -> RowPage:
        """One page of a module, remembered for later links to its rows."""
        if query.within is not None and len(query.within.values) != 1:
            return await self._pages_within(module, query, needs)
        try:
            page = await self._records[module.product].page(module, query, needs)
        except Forbidden as error:
            if error.service == module.product:
                self.permissions.refused(module)
            raise
        if query.within is not None and query.within.exactly is not None:
            page = _page_of_parent(page, query.within.exactly, query.within.values[0])
        good = _read_rows(page.rows)
        await self._dress(module, good, needs)
        self._strip(module, good)
        self._known.keep_list(module, self._records[module.product].listed(needs), good)
        return page

    async def _pages_within(self, module: Module, query: ListQuery, needs: Needs) -> RowPage:
        """The rows of several parents, one parent after the other; their ordinal leads each position."""
        within = query.within
        if within is None or not within.values:
            return EMPTY_PAGE
        rows: list[Row | Exception] = []
        positions: list[Position] = []
        start, after = (0, None) if query.after is None else (int(query.after[0]), query.after[1:] or None)
        for ordinal in range(start, len(within.values)):
            part = replace(
                query,
                within=replace(within, values=(within.values[ordinal],)),
                first=query.first - len(rows),
                after=after if ordinal == start else None,
            )
            page = await self.page(module, part, needs)
            rows += page.rows
            positions += [(ordinal, *position) for position in page.positions]
            if page.more or len(rows) >= query.first:
                return RowPage(rows, positions, page.more or ordinal + 1 < len(within.values))
        return RowPage(rows, positions, more=False)

    async def one(self, module: Module, id_: str, needs: Needs) -> Row | None:
        """One record, None where the caller sees none. Asked for together, records share calls where they can."""
        row = (await self.many(module, (id_,), needs))[id_]
        if isinstance(row, Exception):
            raise row
        return row

    async def many(self, module: Module, ids: Collection[str], needs: Needs) -> RowsById:
        """Records by id, None for what the caller does not see, and the error of each that failed.

        One call per hundred in CRM, one each in Books and Billing; none for what the operation has read already.
        """
        records = self._records[module.product]
        found: dict[str, Row | Exception | None] = {}
        missing: list[str] = []
        for id_ in ids:
            known = self._known.row(module, id_, needs)
            if known is None:
                missing.append(id_)
            else:
                [found[id_]] = known
        if missing:
            fetched = await self._batches.fetched(module, missing, records.fetched(needs))
            for id_ in missing:
                found[id_] = row = fetched[id_]
                if isinstance(row, Exception):
                    self._known.keep_failed(module, id_, needs, row)
        good = _read_rows(found.values())
        for row in good:
            records.dress(row, needs)
        await self._dress(module, good, needs)
        self._strip(module, good)
        return found

    async def _load(self, module: Module, ids: list[str], needs: Needs) -> RowsById:
        rows = await self._records[module.product].many(module, ids, needs)
        for id_, row in zip(ids, rows, strict=True):
            if not isinstance(row, Exception):
                self._known.keep(module, id_, needs, row)
        return dict(zip(ids, rows, strict=True))

    def _covers(self, module: Module, held: Needs, needs: Needs) -> bool:
        return self._records[module.product].covers(held, needs)

    @property
    def journal_writer(self) -> JournalWriter:
        """Who writes down what is written."""
        if self._journal_writer is None:
            raise RuntimeError("nothing can be written at this desk")
        return self._journal_writer

    @property
    def has_journal(self) -> bool:
        """Whether anything is written down."""
        return self._journal_writer is not None

    @property
    def journal(self) -> Journal:
        """Where it is written down."""
        return self.journal_writer.journal

    def renew(self, module: Module, row: Row | None) -> None:
        """Read anew from now on, but for the whole `row` of the module that a write answered."""
        self._batches.close()
        self._batches = Batches(self._load, self._covers)
        self._known = RowCache(self._covers)
        if row is not None and module.traits.answers_writes_whole:
            self.know(module, row, WHOLE_RECORD)

    def close(self) -> None:
        """End what is still asked for the operation."""
        self._batches.close()

    def _strip(self, module: Module, rows: Sequence[Row]) -> None:
        """Take out of the rows what the caller may not see: nothing hidden goes further than this."""
        view = self.permissions.known(module)
        if view is None or not view.dropped:
            return
        for row in rows:
            if not LINKS.isdisjoint(row):
                self._keep_links(module, row)
        view.strip(rows)

    def _keep_links(self, module: Module, row: Row) -> None:
        """Learn where a row's links to CRM lead: a join needs no right, whichever field shows the same column."""
        for link in LINKS & row.keys():
            if row[link]:
                self.learn(module, str(row[key_of(module)]), link, str(row[link]))

    def know(self, module: Module, row: Row, needs: Needs) -> None:
        """Keep a row, fetched for `needs`, for later links to it in this operation."""
        self._known.keep(module, str(row.get(key_of(module))), needs, row)

    def learn(self, module: Module, id_: str, link: str, value: str) -> None:
        """Keep that a record's `link` leads to `value`, as the way to the record told."""
        self._learned[module, id_, link] = value

    def learned(self, module: Module, id_: str, link: str) -> str | None:
        """Where a record's link leads, if something told it in this operation."""
        return self._learned.get((module, id_, link))

    async def _dress(self, module: Module, rows: Sequence[Row], needs: Needs) -> None:
        records = self._records[module.product]
        if rows and (needs.home_currency or records.lacks_currency(rows, needs)):
            currency = await records.home_currency()
            for row in rows:
                row[CURRENCY] = currency


def _read_rows(rows: Collection[Row | Exception | None]) -> list[Row]:
    return [row for row in rows if isinstance(row, dict)]


def _page_of_parent(page: RowPage, key: str, value: str) -> RowPage:
    kept = [
        (row, position)
        for row, position in zip(page.rows, page.positions, strict=True)
        if not isinstance(row, dict) or row.get(key) == value
    ]
    return RowPage([row for row, _ in kept], [position for _, position in kept], page.more)
