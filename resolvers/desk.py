"""The desk of one operation: where every field of the graph asks for its rows.

It lives as long as the operation and belongs to its caller, so that what it holds needs no further partition.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from strawberry.dataloader import DataLoader

from adapters.billing.client import Billing
from adapters.books.client import Books
from adapters.crm.client import Crm
from adapters.http import Upstream
from domain.errors import Forbidden
from domain.queries import EMPTY, Page, Position, Query, Row
from domain.sources import CURRENCY, Module, Needs, Product
from resolvers.catalogue import key_of
from resolvers.crm_records import CrmRecords
from resolvers.finance_records import FinanceRecords
from resolvers.gathering import Once
from resolvers.memory import Memory
from resolvers.organizations import Organizations
from resolvers.permissions import Permissions, Rights

# Keys of finance records that lead to CRM's.
LINKS = frozenset({"zcrm_account_id", "zcrm_contact_id", "zcrm_vendor_id"})


class Desk:
    """Rows of all products for one caller and one operation."""

    def __init__(self, upstream: Upstream, memory: Memory, configured: dict[str, str], rights: Rights) -> None:
        """`configured` names the organisation of a finance product where the operator chose one."""
        self.upstream = upstream
        self.memory = memory
        self.once = Once()
        self.organizations = Organizations(upstream, memory, configured, self.once)
        self.permissions = Permissions(upstream, memory, self.organizations, rights)
        self.crm = Crm(upstream)
        self._records: dict[Product, CrmRecords | FinanceRecords] = {
            "crm": CrmRecords(self.crm, self._custom_fields_of),
            "books": FinanceRecords(self.books),
            "billing": FinanceRecords(self.billing),
        }
        self._loaders: dict[tuple[Module, Needs], DataLoader[str, Row | None]] = {}
        self._known: dict[tuple[Module, str], tuple[Needs, Row]] = {}
        self._learned: dict[tuple[Module, str, str], str] = {}

    async def _custom_fields_of(self, api_name: str) -> list[Row]:
        return (await self.permissions.facts.crm_fields(api_name)).custom

    async def books(self) -> Books:
        """Books in the caller's organisation."""
        return Books(self.upstream, await self.organizations.id_of("books"))

    async def billing(self) -> Billing:
        """Billing in the caller's organisation."""
        return Billing(self.upstream, await self.organizations.id_of("billing"))

    async def page(self, module: Module, query: Query, needs: Needs) -> Page:
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
            page = _exactly(page, query.within.exactly, query.within.values[0])
        await self._dress(module, page.rows, needs)
        self._strip(module, page.rows)
        for row in page.rows:
            if isinstance(row, dict):
                self.know(module, row, replace(needs, listed=True))
        return page

    async def _pages_within(self, module: Module, query: Query, needs: Needs) -> Page:
        """The rows of several parents, one parent after the other; their ordinal leads each position."""
        within = query.within
        if within is None or not within.values:
            return EMPTY
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
                return Page(rows, positions, page.more or ordinal + 1 < len(within.values))
        return Page(rows, positions, more=False)

    async def one(self, module: Module, id_: str, needs: Needs) -> Row | None:
        """One record, None where the caller sees none. Asked for together, records share calls where they can."""
        records = self._records[module.product]
        held = self._known.get((module, id_))
        if held is not None and records.covers(held[0], needs):
            row = held[1]
        else:
            row = await self._loader(module, records.fetched(needs)).load(id_)
        records.dress(row, needs)
        await self._dress(module, [row], needs)
        self._strip(module, [row])
        return row

    def _loader(self, module: Module, needs: Needs) -> DataLoader[str, Row | None]:
        async def load(ids: list[str]) -> Sequence[Any]:
            rows = await self._records[module.product].many(module, ids, needs)
            for row in rows:
                if isinstance(row, dict):
                    self.know(module, row, needs)
            return rows

        loader = self._loaders.get((module, needs))
        if loader is None:
            loader = self._loaders[module, needs] = DataLoader(load_fn=load)
        return loader

    def _strip(self, module: Module, rows: Sequence[Any]) -> None:
        """Take out of the rows what the caller may not see: nothing hidden goes further than this."""
        view = self.permissions.known(module)
        if view is None or not view.dropped:
            return
        for row in rows:
            if isinstance(row, dict):
                self._keep_links(module, cast("Row", row))
                view.strip(cast("Row", row))

    def _keep_links(self, module: Module, row: Row) -> None:
        """Learn where a row's links to CRM lead: a join needs no right, whichever field shows the same column."""
        for link in LINKS & row.keys():
            if row[link]:
                self.learn(module, str(row[key_of(module)]), link, str(row[link]))

    def know(self, module: Module, row: Row, needs: Needs) -> None:
        """Keep a row, fetched for `needs`, for later links to it in this operation."""
        key = (module, str(row.get(key_of(module))))
        held = self._known.get(key)
        if held is None or self._records[module.product].covers(needs, held[0]):
            self._known[key] = (needs, row)

    def learn(self, module: Module, id_: str, link: str, value: str) -> None:
        """Keep that a record's `link` leads to `value`, as the way to the record told."""
        self._learned[module, id_, link] = value

    def learned(self, module: Module, id_: str, link: str) -> str | None:
        """Where a record's link leads, if something told it in this operation."""
        return self._learned.get((module, id_, link))

    async def _dress(self, module: Module, rows: Sequence[Any], needs: Needs) -> None:
        good = [cast("Row", row) for row in rows if isinstance(row, dict)]
        # An organisation with a single currency has none on its CRM records.
        bare = "Currency" in needs.columns and not all(row.get("Currency") for row in good)
        if good and (needs.home_currency or (module.product == "crm" and bare)):
            currency = await self.organizations.currency_of(module.product)
            for row in good:
                row[CURRENCY] = currency


def _exactly(page: Page, key: str, value: str) -> Page:
    kept = [
        (row, position)
        for row, position in zip(page.rows, page.positions, strict=True)
        if not isinstance(row, dict) or row.get(key) == value
    ]
    return Page([row for row, _ in kept], [position for _, position in kept], page.more)
