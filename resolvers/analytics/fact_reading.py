"""Reading a data set with the caller's own token: what is missing, and no more calls than are allowed.

Source: Zoho Billing v1. Lists have 200 rows a page; an event's record, and what a list row lacks, take one call each.
"""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from adapters.billing.events import EVENTS, subscription_then
from domain.errors import Forbidden, NotFound, SuitegraphError, Unauthenticated, UpstreamRejected
from domain.modules import books
from domain.modules.billing import CUSTOMERS, INVOICES, PAYMENTS, PLANS, PRODUCTS, SUBSCRIPTIONS
from domain.modules.module import Module
from domain.products import ZohoProduct
from domain.queries import LARGEST_PAGE, ListQuery, Row
from domain.sources import Needs
from resolvers.analytics.coverage import Gap, GapReason, ReadCall
from resolvers.analytics.declined_payments import last_declined
from resolvers.analytics.event_kinds import changes_terms, days_missing, instant_of, may_have_begun
from resolvers.analytics.fact_columns import COLUMNS
from resolvers.analytics.fact_rows import (
    DETAIL_COLUMNS,
    BegunList,
    Fact,
    FactRows,
    SubscriptionEvent,
)
from resolvers.analytics.row_tables import RowTable
from resolvers.catalogue import key_of
from resolvers.gathering import gathered
from resolvers.reading.loader import RecordLoader

# A list whose reading takes longer is begun anew.
LONGEST_READING = timedelta(hours=6)
WHOLE = Needs(detail=True, every=True)
REFUSALS = (Forbidden, NotFound, UpstreamRejected)
USED_UP = "The calls that one reading may take were used up; the next one reads on, and `reportRun` reads everything."
NO_EVENTS = "The caller's token may not read events: how statuses, plans and prices were before is not known."
# The field that shows what became of a subscription.
PAST = "BillingSubscription.history"
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
        before = self._updates()
        self.rows.subscriptions = await self._pages(SUBSCRIPTIONS, Fact.SUBSCRIPTIONS, self.rows.subscriptions)
        after = self._updates()
        self.rows.details = {
            id_: row for id_, row in self.rows.details.items() if after.get(id_) == before.get(id_, "")
        }

    def _updates(self) -> dict[str, object]:
        """When those subscriptions changed of which single records are kept."""
        kept = self.rows.details
        return {id_: row.get("updated_time") for id_, row in self.rows.subscriptions.items() if id_ in kept}

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
        self.rows.payments = await self._pages(PAYMENTS, Fact.PAYMENTS, self.rows.payments)

    async def declined(self) -> None:
        """The last declined payments of subscriptions at risk, with the payment gateway's words: one call each."""
        wanted = [id_ for id_ in last_declined(self.rows).values() if id_ not in self.rows.declined]
        self.rows.declined |= await self._singles(PAYMENTS, wanted, Fact.DECLINED)

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
        self.rows.customers |= await self._singles(CUSTOMERS, wanted, Fact.CUSTOMERS)

    async def events(self) -> None:
        """The events of all subscriptions, the newest first until a known one: one call per 200.

        Those that change status or price are read with the record of then, one call each, and so are the first events
        of subscriptions whose terms changed later. An event never changes: it is read once.
        """
        client, page = await self.loader.billing(), max(1, self.rows.event_pages)
        view = await self.loader.permissions.of(SUBSCRIPTIONS)
        if (denial := view.hidden.get(PAST)) is not None:
            # Events are the past of subscriptions: nobody else learns it from figures.
            await self.records(days_missing(self.rows), Fact.HISTORY)
            self.rows.gaps[Fact.HISTORY] = Gap(Fact.HISTORY.value, GapReason.REFUSED, denial.text)
            return
        self.rows.gaps.pop(Fact.HISTORY, None)
        # A walk that calls did not suffice for goes on at its last page: newer events only move others down.
        known = frozenset(self.rows.events) if self.rows.has_all_events else frozenset[str]()
        self.rows.has_all_events = False
        while self._takes_call(Fact.HISTORY):
            params = (("page", str(page)), ("per_page", str(LARGEST_PAGE)))
            try:
                listed = await client.rows(EVENTS, params)
            except REFUSALS:
                await self.records(days_missing(self.rows), Fact.HISTORY)
                self.rows.gaps[Fact.HISTORY] = Gap(Fact.HISTORY.value, GapReason.REFUSED, NO_EVENTS)
                return
            self._called(Fact.HISTORY, "billing", "events", len(listed.rows), str(page))
            self._note_progress()
            for event in _events_in(listed.rows):
                self.rows.events.setdefault(event.event_id, event)
            self.rows.event_pages = page
            if not listed.more or not known.isdisjoint(str(row["event_id"]) for row in listed.rows):
                self.rows.event_pages, self.rows.has_all_events = 0, True
                break
            page += 1
        await self._read_events([each for each in self.rows.events.values() if changes_terms(each.kind)])
        begun = may_have_begun(self.rows)
        await self._read_events([each for each in self.rows.events.values() if each.event_id in begun])
        if Fact.HISTORY not in self.rows.gaps:
            await self.records(days_missing(self.rows), Fact.HISTORY)

    async def _read_events(self, events: Sequence[SubscriptionEvent]) -> None:
        unread = [each for each in events if each.then is None]
        client = await self.loader.billing()
        view = await self.loader.permissions.of(SUBSCRIPTIONS)

        async def one(event: SubscriptionEvent) -> Row:
            return await client.one(EVENTS, event.event_id)

        for event, row in await self._each(unread, one, Fact.HISTORY, "events/{id}"):
            then = subscription_then(row)
            # A payload has all that a record has: what is hidden goes before anything is kept.
            kept = {key: then[key] for key in DETAIL_COLUMNS & then.keys()} if then else {}
            view.strip([kept])
            self.rows.events[event.event_id] = replace(event, then=kept)

    async def _singles(self, module: Module, ids: Sequence[str], fact: Fact) -> Mapping[str, Row]:
        async def one(id_: str) -> Row | None:
            return await self.loader.one(module, id_, WHOLE)

        self.rows.gaps.pop(fact, None)
        if not await self._may_view(module, fact):
            return {}
        read = await self._each(ids, one, fact, f"{module.name}/{{id}}")
        return {id_: row for id_, row in read if row is not None}

    async def _each(
        self, wanted: Sequence[Wanted], load: Callable[[Wanted], Awaitable[Loaded]], fact: Fact, path: str
    ) -> list[tuple[Wanted, Loaded]]:
        """What could be loaded of each, one call for each as long as calls are left. Raises Unauthenticated."""
        done: list[tuple[Wanted, Loaded]] = []
        now, later = wanted[: self.left], wanted[self.left :]
        self.left -= len(now)
        failures: list[SuitegraphError] = []

        async def loaded(each: Wanted) -> Loaded:
            outcome = await load(each)
            self._note_progress()
            return outcome

        for outcome, each in zip(await gathered([loaded(each) for each in now]), now, strict=True):
            if isinstance(outcome, Unauthenticated):
                raise outcome
            if isinstance(outcome, SuitegraphError):
                failures.append(outcome)
            else:
                done.append((each, outcome))
        if done:
            self._called(fact, "billing", path, len(done), f"{path} {datetime.now(UTC).isoformat()}")
        if failures:
            text, missing = failures[0].message, len(failures) + len(later)
            self.rows.gaps[fact] = Gap(fact.value, GapReason.FAILED, text, missing)
        elif later:
            self.rows.gaps[fact] = Gap(fact.value, GapReason.CALL_LIMIT, USED_UP, len(later))
        return done

    async def _pages(self, module: Module, fact: Fact, held: RowTable) -> RowTable:
        """All rows of a module. Where calls do not suffice, the next reading goes on after those that were read.

        Where a later page fails, those that are held stay. Raises the error of the first page.
        """
        self.rows.gaps.pop(fact, None)
        if not await self._may_view(module, fact):
            self.rows.begun.pop(fact, None)
            return RowTable(key_of(module))
        begun = self._begun(module, fact)
        after, number = begun.after, max(1, begun.pages)
        while self._takes_call(fact):
            query = ListQuery(first=LARGEST_PAGE, after=after)
            try:
                page = await self.loader.page(module, query, Needs(COLUMNS[module]))
            except SuitegraphError as error:
                if number == 1 or isinstance(error, Unauthenticated):
                    raise
                self.rows.gaps[fact] = Gap(fact.value, GapReason.FAILED, error.message)
                break
            self._called(fact, module.product, module.name, len(page.rows), f"{module.name} {number}")
            self._note_progress()
            begun.rows.add(row for row in page.rows if isinstance(row, dict))
            if not page.more or not page.positions:
                return begun.rows
            begun.after, after = after, page.positions[-1]
            begun.pages, number = number, number + 1
        if begun.pages and fact is not Fact.PRODUCTS:
            self.rows.begun[fact] = begun
        # What was read of a first reading counts already; a later one replaces what is held once it is whole.
        return begun.rows if len(begun.rows) > len(held) else held

    def _begun(self, module: Module, fact: Fact) -> BegunList:
        begun, now = self.rows.begun.pop(fact, None), datetime.now(UTC)
        if begun is not None and now - begun.begun_at < LONGEST_READING:
            return begun
        self.rows.calls.pop(fact, None)
        return BegunList(RowTable(key_of(module)), 0, None, now)

    async def _may_view(self, module: Module, fact: Fact) -> bool:
        """Whether the caller may view the records; where not, that is a gap, and nothing is asked."""
        denial = (await self.loader.permissions.of(module)).denial("view")
        if denial is not None:
            self.rows.gaps[fact] = Gap(fact.value, GapReason.REFUSED, denial.text)
        return denial is None

    def _takes_call(self, fact: Fact) -> bool:
        """Whether a call is left, which is taken; where none is, that is a gap."""
        if self.left <= 0:
            self.rows.gaps[fact] = Gap(fact.value, GapReason.CALL_LIMIT, USED_UP)
            return False
        self.left -= 1
        return True

    def _called(self, fact: Fact, product: ZohoProduct, path: str, rows: int, name: str) -> None:
        self.rows.calls.setdefault(fact, {})[name] = ReadCall(product, path, datetime.now(UTC), rows)

    def _note_progress(self) -> None:
        self.done += 1
        if self.reports is not None:
            self.reports(self)


def _events_in(rows: Iterable[Row | Exception]) -> Iterator[SubscriptionEvent]:
    for row in rows:
        if isinstance(row, dict) and (at := instant_of(row.get("event_time"))) is not None:
            yield SubscriptionEvent(str(row["event_id"]), str(row.get("event_type")), at)
