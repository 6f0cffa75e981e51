"""Reading a data set with the caller's own token: what is missing, and no more calls than are allowed.

Source: Zoho Billing v1. Lists have 200 rows a page; an event's record, and what a list row lacks, take one call each.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from domain.errors import SuitegraphError, TooManyRequests, Unauthenticated
from domain.modules import books
from domain.modules.billing import CUSTOMERS, INVOICES, PAYMENTS, PLANS, PRODUCTS, SUBSCRIPTIONS
from domain.modules.module import Module
from domain.products import ZohoProduct
from domain.queries import LARGEST_PAGE, ListQuery, Row
from domain.sources import Needs
from resolvers.analytics.changed_rows import renewed_rows
from resolvers.analytics.coverage import Gap, GapReason, ReadCall
from resolvers.analytics.declined_payments import last_declined
from resolvers.analytics.fact_columns import COLUMNS, CUSTOMER_COLUMNS
from resolvers.analytics.fact_rows import (
    DETAIL_COLUMNS,
    BegunList,
    Fact,
    FactRows,
)
from resolvers.analytics.row_tables import PackedRows, RowTable
from resolvers.catalogue import key_of
from resolvers.reading.loader import RecordLoader

# A list of which no further page could be read for so long is begun anew: a quota of a day may be in between.
LONGEST_PAUSE = timedelta(hours=26)
# How many single records are asked for at once.
AT_ONCE = 10
WHOLE = Needs(detail=True, every=True)
# What one call is refused with, the next one would be too.
FOR_ALL = (Unauthenticated, TooManyRequests)
# How long a run waits for a quota that does not say until when it is used up, in seconds.
QUOTA_PAUSE = 60.0
SHORTEST_PAUSE = 0.2
USED_UP = "The calls that one reading may take were used up; the next one reads on, and `reportRun` reads everything."
Wanted = TypeVar("Wanted")
Loaded = TypeVar("Loaded")


@dataclass(slots=True)
class FactReader:
    """Reads into `rows` what a report needs, with `left` calls at most; `reports` is called after each answer."""

    loader: RecordLoader
    rows: FactRows
    left: int
    reports: Callable[["FactReader"], None] | None = None
    done: int = field(default=0, init=False)

    async def subscriptions(self) -> None:
        """The list rows of all subscriptions: one call per 200. Details of those that changed since are dropped.

        Raises the error of the first page.
        """
        offered = self.rows.offered_of(Fact.SUBSCRIPTIONS)
        before = _updates(offered or self.rows)
        self.rows.subscriptions = await self._pages(SUBSCRIPTIONS, Fact.SUBSCRIPTIONS, self.rows.subscriptions)
        if offered is not None and Fact.SUBSCRIPTIONS in self.rows.read:
            self.rows.details = offered.details
        after = _updates(self.rows)
        for id_ in [id_ for id_ in self.rows.details if after.get(id_) != before.get(id_, "")]:
            del self.rows.details[id_]

    async def records(self, ids: Iterable[str], fact: Fact = Fact.RECORDS) -> None:
        """The single records of subscriptions that have not been read: one call each."""
        wanted = [id_ for id_ in ids if id_ not in self.rows.details]
        for id_, row in (await self._singles(SUBSCRIPTIONS, wanted, fact)).items():
            self.rows.details[id_] = {key: row[key] for key in DETAIL_COLUMNS & row.keys()}

    async def all_records(self) -> None:
        """The single records of all subscriptions."""
        await self.records(id_ for id_, _ in self.rows.subscriptions.items())

    async def invoices(self) -> None:
        """The list rows of all invoices: one call per 200. Raises the error of the first page."""
        self.rows.invoices = await self._pages(INVOICES, Fact.INVOICES, self.rows.invoices)

    async def payments(self) -> None:
        """The list rows of all payments: one call per 200. Raises the error of the first page."""
        offered = self.rows.offered_of(Fact.PAYMENTS)
        self.rows.payments = await self._pages(PAYMENTS, Fact.PAYMENTS, self.rows.payments)
        if offered is not None and Fact.PAYMENTS in self.rows.read:
            self.rows.declined = offered.declined

    async def declined(self) -> None:
        """The last declined payments of subscriptions at risk, with the payment gateway's words: one call each."""
        wanted = [id_ for id_ in last_declined(self.rows).values() if id_ not in self.rows.declined]
        self.rows.declined.update(await self._singles(PAYMENTS, wanted, Fact.DECLINED))

    async def books_invoices(self) -> None:
        """The list rows of all invoices of Books: one call per 200. Raises the error of the first page."""
        self.rows.invoices = await self._pages(books.INVOICES, Fact.BOOKS_INVOICES, self.rows.invoices)

    async def estimates(self) -> None:
        """The list rows of all estimates of Books: one call per 200. Raises the error of the first page."""
        self.rows.estimates = await self._pages(books.ESTIMATES, Fact.ESTIMATES, self.rows.estimates)

    async def products(self) -> None:
        """The products by the names of their plans, where plans of one name are of one product: two calls or more."""
        plans = await self._pages(PLANS, Fact.PRODUCTS, RowTable(key_of(PLANS)))
        products = dict((await self._pages(PRODUCTS, Fact.PRODUCTS, RowTable(key_of(PRODUCTS)))).items())
        names: dict[str, set[str]] = {}
        for plan in plans:
            product = products.get(str(plan.get("product_id")), {})
            names.setdefault(str(plan.get("name")), set()).add(str(product.get("name") or ""))
        self.rows.products = {plan: next(iter(of)) for plan, of in names.items() if len(of) == 1 and of != {""}}

    async def customers(self) -> None:
        """The single records of all customers of subscriptions: one call each."""
        ids = dict.fromkeys(str(row.get("customer_id")) for row in self.rows.subscriptions)
        wanted = [id_ for id_ in ids if id_ not in self.rows.customers]
        if (offered := self.rows.offered_of(Fact.CUSTOMERS)) is not None and wanted:
            await self._keep_customers(wanted[:1])
            if self.rows.customers:
                self.rows.read.add(Fact.CUSTOMERS)
                self.rows.customers = PackedRows({**offered.customers.packed, **self.rows.customers.packed})
            wanted = [id_ for id_ in wanted if id_ not in self.rows.customers]
        await self._keep_customers(wanted)

    async def _keep_customers(self, ids: Sequence[str]) -> None:
        for id_, row in (await self._singles(CUSTOMERS, ids, Fact.CUSTOMERS)).items():
            self.rows.customers[id_] = {key: row[key] for key in CUSTOMER_COLUMNS & row.keys()}

    async def _singles(self, module: Module, ids: Sequence[str], fact: Fact) -> Mapping[str, Row]:
        async def one(id_: str) -> Row | None:
            return await self.loader.one(module, id_, WHOLE)

        self.rows.gaps.pop(fact, None)
        if not await self._may_view(module, fact):
            return {}
        read = await self.each(ids, one, fact, f"{module.name}/{{id}}")
        return {id_: row for id_, row in read if row is not None}

    async def each(
        self, wanted: Sequence[Wanted], load: Callable[[Wanted], Awaitable[Loaded]], fact: Fact, path: str
    ) -> list[tuple[Wanted, Loaded]]:
        """What could be loaded of each, one call for each as long as calls are left. Raises Unauthenticated."""
        done: list[tuple[Wanted, Loaded]] = []
        waiting = deque(wanted)
        failures: list[SuitegraphError] = []

        async def work() -> None:
            # What the quota or the token refuses, it refuses for the others too.
            while waiting and self.left > 0 and not any(isinstance(each, FOR_ALL) for each in failures):
                each = waiting.popleft()
                self.left -= 1
                try:
                    done.append((each, await load(each)))
                except SuitegraphError as error:
                    failures.append(error)
                else:
                    self.note_progress()

        async with asyncio.TaskGroup() as group:
            for _ in range(min(AT_ONCE, len(waiting))):
                group.create_task(work())
        if done:
            self.note_call(fact, "billing", path, len(done), f"{path} {datetime.now(UTC).isoformat()}")
        if failures:
            first = next((each for each in failures if isinstance(each, FOR_ALL)), failures[0])
            if isinstance(first, Unauthenticated):
                raise first
            self.rows.gaps[fact] = gap_of(fact, first, len(failures) + len(waiting))
        elif waiting:
            self.rows.gaps[fact] = Gap(fact.value, GapReason.CALL_LIMIT, USED_UP, len(waiting))
        return done

    async def _pages(self, module: Module, fact: Fact, held: RowTable) -> RowTable:
        """All rows of a module. Where calls do not suffice, the next reading goes on after those that were read.

        Where a later page fails, those that are held stay. Raises the error of the first page.
        """
        self.rows.gaps.pop(fact, None)
        if not await self._may_view(module, fact):
            self.rows.begun.pop(fact, None)
            return RowTable(key_of(module))
        renewed = await renewed_rows(self, module, fact, held)
        if renewed is not None:
            return renewed
        begun, is_given = self._begun(module, fact), fact in self.rows.read
        after, number = begun.after, max(1, begun.pages)
        while self.takes_call(fact):
            query = ListQuery(first=LARGEST_PAGE, after=after)
            try:
                page = await self.loader.page(module, query, Needs(COLUMNS[module]))
            except SuitegraphError as error:
                # Rows that another token has read do not count before this one was given some.
                if number == 1 or not is_given or isinstance(error, Unauthenticated):
                    raise
                self.rows.gaps[fact] = gap_of(fact, error)
                break
            is_given = True
            begun.read_at = datetime.now(UTC)
            begun.calls[str(number)] = ReadCall(module.product, module.name, begun.read_at, len(page.rows))
            self.note_progress()
            begun.rows.add(row for row in page.rows if isinstance(row, dict))
            if not page.more or not page.positions:
                self._note_whole(fact, module, begun)
                return begun.rows
            begun.after, after = after, page.positions[-1]
            begun.pages, number = number, number + 1
        if not is_given:
            return held
        self.rows.read.add(fact)
        if begun.pages and fact is not Fact.PRODUCTS:
            self.rows.begun[fact] = begun
        # What was read of a first reading counts already; a later one replaces what is held once it is whole.
        if len(begun.rows) <= len(held):
            return held
        self._count_calls(fact, module, begun)
        return begun.rows

    def _count_calls(self, fact: Fact, module: Module, begun: BegunList) -> None:
        """Name the calls behind the rows of a list that count from now on."""
        others = self.rows.calls.get(fact, {}) if fact is Fact.PRODUCTS else {}
        self.rows.calls[fact] = others | {f"{module.name} {page}": call for page, call in begun.calls.items()}

    def _note_whole(self, fact: Fact, module: Module, begun: BegunList) -> None:
        """Note that a list was read to its end."""
        self._count_calls(fact, module, begun)
        self.rows.read.add(fact)
        if self.rows.is_kept:
            self.rows.began[fact] = self.rows.whole_since[fact] = begun.began_at

    def _begun(self, module: Module, fact: Fact) -> BegunList:
        offered, now = self.rows.offered_of(fact), datetime.now(UTC)
        begun = self.rows.begun.pop(fact, None) or (offered and offered.begun.get(fact))
        if begun is not None and now - begun.read_at < LONGEST_PAUSE:
            return begun
        return BegunList(RowTable(key_of(module)), 0, None, now, now)

    async def _may_view(self, module: Module, fact: Fact) -> bool:
        """Whether the caller may view the records; where not, that is a gap, and nothing is asked."""
        denial = (await self.loader.permissions.of(module)).denial("view")
        if denial is not None:
            self.rows.gaps[fact] = Gap(fact.value, GapReason.REFUSED, denial.text)
        return denial is None

    def takes_call(self, fact: Fact) -> bool:
        """Whether a call is left, which is taken; where none is, that is a gap."""
        if self.left <= 0:
            self.rows.gaps[fact] = Gap(fact.value, GapReason.CALL_LIMIT, USED_UP)
            return False
        self.left -= 1
        return True

    def note_call(self, fact: Fact, product: ZohoProduct, path: str, rows: int, name: str) -> None:
        """Name a call in the coverage."""
        self.rows.calls.setdefault(fact, {})[name] = ReadCall(product, path, datetime.now(UTC), rows)

    def note_progress(self) -> None:
        """Count an answer, and report it."""
        self.done += 1
        if self.reports is not None:
            self.reports(self)


def _updates(rows: FactRows) -> dict[str, object]:
    """When those subscriptions changed of which single records are kept."""
    kept = rows.details
    known = rows.subscriptions.items() if kept else ()
    return {id_: row.get("updated_time") for id_, row in known if id_ in kept}


def gap_of(fact: Fact, error: SuitegraphError, missing: int | None = None) -> Gap:
    """The gap that an error leaves; where a quota is used up it says until when."""
    pause = quota_pause(error) if isinstance(error, TooManyRequests) else None
    return Gap(fact.value, GapReason.FAILED, error.message, missing, pause)


def quota_pause(error: TooManyRequests) -> float:
    """How long to wait for a used-up quota, in seconds."""
    return QUOTA_PAUSE if error.retry_after is None else max(error.retry_after, SHORTEST_PAUSE)
