"""The record loader of one operation: every field of the graph loads its rows here.

It lives as long as the operation and belongs to its caller, so that its contents need no further partition.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from adapters.billing.client import Billing
from adapters.books.client import Books
from adapters.crm.client import Crm
from adapters.exchange import Upstream
from domain.custom_fields import CustomKind
from domain.errors import Forbidden, NotFound
from domain.instants import instant_in_zone
from domain.journal import Journal
from domain.modules.module import Module
from domain.products import ZohoProduct
from domain.queries import ListQuery, Row, RowPage
from domain.saved_views import SavedViews
from domain.sources import CURRENCY, HOME_CURRENCY, Needs
from resolvers.analytics_resources import AnalyticsResources
from resolvers.caller.caller_cache import CallerCache
from resolvers.caller.organizations import FinanceProduct, Organizations
from resolvers.caller.permission_rules import PermissionRules
from resolvers.caller.permissions import Permissions
from resolvers.catalogue import key_of
from resolvers.directory_sync import DirectorySync
from resolvers.gathering import Once
from resolvers.journal import JournalWriter, RequestMetadata
from resolvers.reading.amounts_read import AmountsRead
from resolvers.reading.batches import Batches, RowsById
from resolvers.reading.crm_records import CrmRecords, leaves_out
from resolvers.reading.currencies import RememberedCurrencies
from resolvers.reading.finance_records import LINKS, FinanceRecords
from resolvers.reading.refused_lists import refusal_of_list
from resolvers.reading.related_pages import page_of_parent, pages_within
from resolvers.reading.row_cache import RowCache

# The needs that a single record of a finance product satisfies.
WHOLE_RECORD = Needs(detail=True, every=True)


class RecordLoader:
    """Rows of all products for one caller and one operation."""

    def __init__(
        self,
        upstream: Upstream,
        caller_cache: CallerCache,
        configured: dict[str, str],
        rules: PermissionRules,
        journal_writer: JournalWriter | None = None,
        request_metadata: RequestMetadata | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        saved_views: SavedViews | None = None,
        analytics: AnalyticsResources | None = None,
        directories: DirectorySync | None = None,
    ) -> None:
        """`configured` names the organisation of a finance product where the operator has chosen one.

        Without a `journal_writer` nothing can be written, without `analytics` no data set outlives the operation.
        """
        self.upstream = upstream
        self.now = now
        self.saved_views = saved_views
        self._journal_writer = journal_writer
        self._configured = configured
        self.request_metadata = request_metadata or RequestMetadata()
        self.analytics = analytics or AnalyticsResources()
        self.directories = directories
        self.amounts_read: AmountsRead | None = None  # in a gateway that logs reads
        self.caller_cache, self.once = caller_cache, Once()
        self.organizations = Organizations(upstream, caller_cache, configured, self.once)
        self.permissions = Permissions(upstream, caller_cache, self.organizations, rules)
        self.crm = Crm(upstream)
        self._crm_records = CrmRecords(
            self.crm, self._custom_fields_of, self._hides_custom, self.organizations.currency_of_crm
        )
        self._records: dict[ZohoProduct, CrmRecords | FinanceRecords] = {
            "crm": self._crm_records,
            "books": self._finance_records("books", self.books),
            "billing": self._finance_records("billing", self.billing),
        }
        self._finance: dict[ZohoProduct, Callable[[], Awaitable[Books | Billing]]] = {
            "books": self.books,
            "billing": self.billing,
        }
        self._zones: dict[ZohoProduct, Callable[[], Awaitable[ZoneInfo]]] = {
            "books": lambda: self.organizations.zone_of("books"),
            "billing": lambda: self.organizations.zone_of("billing"),
        }
        self._batches = Batches(self._load, self._covers)
        self._row_cache = RowCache(self._covers)
        self._links: dict[tuple[Module, str, str], str] = {}

    def _finance_records(
        self, product: FinanceProduct, client: Callable[[], Awaitable[Books | Billing]]
    ) -> FinanceRecords:
        async def today() -> date:
            return self.now().astimezone(await self._zones[product]()).date()

        return FinanceRecords(client, lambda: self.organizations.currency_of(product), today)

    async def _custom_fields_of(self, api_name: str) -> list[Row]:
        return (await self.permissions.sources.crm_fields(api_name)).custom

    def _hides_custom(self, module: Module, kind: CustomKind) -> bool:
        view = self.permissions.known(module)
        return view is not None and view.hides_custom(kind)

    def in_background(self, seconds: float) -> "RecordLoader":
        """A loader of the same caller for so many seconds, whose calls wait behind those of people."""
        deadline = asyncio.get_running_loop().time() + seconds
        upstream = self.upstream.exchange.upstream(self.upstream.caller, deadline)
        upstream.bulk = True
        rules, kept = self.permissions.rules, self.analytics
        return RecordLoader(upstream, self.caller_cache, self._configured, rules, analytics=kept)

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
        """One page of a module, whose rows are cached for later links to them."""
        if query.within is not None and len(query.within.values) != 1:
            return await pages_within(query, lambda part: self.page(module, part, needs))
        if not module.mirrors_self:
            # What refuses the list of organisations has refused no module.
            await self.finance(module)
        try:
            page = await self._records[module.product].page(module, query, needs)
        except (Forbidden, NotFound) as error:
            names_none = query.within is None and not query.conditions
            refusal = await refusal_of_list(self.permissions, module, error, names_none=names_none)
            raise refusal from None if refusal is error else error
        if query.within is not None and query.within.exactly is not None:
            page = page_of_parent(page, query.within.exactly, query.within.values[0])
        rows = _without_errors(page.rows)
        if leaves_out(module, needs, rows):
            self.permissions.outdated()
        await self._add_currency(module, rows, needs)
        await self._add_instants(module, rows, needs)
        self._strip_hidden(module, rows)
        self._row_cache.store_list(module, self._records[module.product].needs_met_by_list(needs), rows)
        return page

    async def count(self, module: Module, query: ListQuery) -> int:
        """How many records a list has, as the product counts them: one call. Raises RuntimeError where none does."""
        if not module.traits.counts_records:
            raise RuntimeError(f"{module} is not counted by its product")
        if query.within is not None and not query.within.values:
            return 0
        return await self._crm_records.count(module, query)

    async def one(self, module: Module, id_: str, needs: Needs) -> Row | None:
        """One record, None where the caller sees none. Records that are loaded concurrently share calls."""
        row = (await self.many(module, (id_,), needs))[id_]
        if isinstance(row, Exception):
            raise row
        return row

    async def many(self, module: Module, ids: Collection[str], needs: Needs) -> RowsById:
        """Records by id, None for one that the caller does not see, and the error of each that failed.

        One call per hundred in CRM, one each in Books and Billing; none for records that the operation has read before.
        """
        records = self._records[module.product]
        rows_by_id = self._row_cache.cached(module, ids, needs)
        missing = [id_ for id_ in ids if id_ not in rows_by_id]
        if missing:
            loaded = await self._batches.rows(module, missing, records.needs_met_by_record(module, needs))
            for id_ in missing:
                rows_by_id[id_] = row = loaded[id_]
                if isinstance(row, Exception):
                    self._row_cache.store_error(module, id_, needs, row)
            rows_by_id = {id_: rows_by_id[id_] for id_ in ids}
        rows = _without_errors(rows_by_id.values())
        for row in rows:
            records.add_custom_fields(row, needs)
        await self._add_currency(module, rows, needs)
        await self._add_instants(module, rows, needs)
        self._strip_hidden(module, rows)
        return rows_by_id

    async def _load(self, module: Module, ids: list[str], needs: Needs) -> RowsById:
        try:
            rows = await self._records[module.product].many(module, ids, needs)
        except Forbidden:
            self.permissions.outdated()
            raise
        if leaves_out(module, needs, rows):
            self.permissions.outdated()
        for id_, row in zip(ids, rows, strict=True):
            if isinstance(row, Forbidden):
                self.permissions.outdated()
            if not isinstance(row, Exception):
                self._row_cache.store(module, id_, needs, row)
        return dict(zip(ids, rows, strict=True))

    def _covers(self, module: Module, held: Needs, needs: Needs) -> bool:
        return self._records[module.product].covers(held, needs)

    @property
    def journal_writer(self) -> JournalWriter:
        """The writer of the journal. Raises RuntimeError where there is none."""
        if self._journal_writer is None:
            raise RuntimeError("this operation has no journal")
        return self._journal_writer

    @property
    def has_journal(self) -> bool:
        """Whether the operation has a journal."""
        return self._journal_writer is not None

    @property
    def journal(self) -> Journal:
        """The journal. Raises RuntimeError where there is none."""
        return self.journal_writer.journal

    def forget_rows(self, module: Module, row: Row | None) -> None:
        """Forget all rows, so that they are read again, except the whole `row` that a write to the module returned."""
        self._batches.close()
        self._batches = Batches(self._load, self._covers)
        self._row_cache = RowCache(self._covers)
        self.analytics.data_sets.outdate(self.upstream.caller.partition)
        if row is not None and module.traits.answers_writes_whole:
            self.store_row(module, row, WHOLE_RECORD)

    def close(self) -> None:
        """Cancel the loads that the operation has begun."""
        self._batches.close()

    def _strip_hidden(self, module: Module, rows: Sequence[Row]) -> None:
        """Remove what the caller may not see from the rows: no hidden value leaves the loader."""
        view = self.permissions.known(module)
        if view is None or not (view.dropped or view.withheld):
            return
        for row in rows:
            if not LINKS.isdisjoint(row):
                self._store_links(module, row)
        view.strip(rows)

    def _store_links(self, module: Module, row: Row) -> None:
        """Store where a row's links to CRM lead: a join needs no permission, whichever field shows the column."""
        for link in LINKS & row.keys():
            if row[link] is not None and row[link] != "":
                self.store_link(module, str(row[key_of(module)]), link, str(row[link]))

    def store_row(self, module: Module, row: Row, needs: Needs) -> None:
        """Store a row, which satisfies `needs`, for later links to it in this operation."""
        self._row_cache.store(module, str(row.get(key_of(module))), needs, row)

    def store_link(self, module: Module, id_: str, link: str, value: str) -> None:
        """Store that a record's `link` leads to `value`."""
        self._links[module, id_, link] = value

    def stored_link(self, module: Module, id_: str, link: str) -> str | None:
        """Where a record's link leads, None where this operation has not seen it."""
        return self._links.get((module, id_, link))

    async def _add_instants(self, module: Module, rows: Sequence[Row], needs: Needs) -> None:
        """Put the start of a day in the organisation's time zone where a product reports an instant as a day."""
        if not rows or not needs.local:
            return
        zone = await self._zones[module.product]()
        for row in rows:
            row.update({key: instant_in_zone(row[key], zone) for key in needs.local & row.keys()})

    async def _add_currency(self, module: Module, rows: Sequence[Row], needs: Needs) -> None:
        records = self._records[module.product]
        in_force = needs.home_currency or records.lacks_currency(rows, needs)
        if rows and (in_force or needs.base_currency):
            home = await records.home_currency()
            for row in rows:
                row[HOME_CURRENCY] = home
                if in_force:
                    row[CURRENCY] = home
        if rows and isinstance(records, FinanceRecords):
            await records.name_currencies(module, rows, needs, self._currencies_of)

    async def _currencies_of(self, module: Module, ids: Collection[str]) -> Mapping[str, str]:
        """The currencies of customers or vendors by id: one call each, which is remembered."""
        organization = await self.organizations.id_of("books")
        remembered = RememberedCurrencies(self.caller_cache, self.upstream.caller, module, organization)
        return await remembered.of(ids, self.many)


def _without_errors(rows: Collection[Row | Exception | None]) -> list[Row]:
    return [row for row in rows if isinstance(row, dict)]
