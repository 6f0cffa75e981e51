"""A caller's data set: read with their own token, kept for them alone, and read on where a report needs more."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from domain.modules import books, crm
from domain.modules.billing import CUSTOMERS, INVOICES, PAYMENTS, PLANS, PRODUCTS, SUBSCRIPTIONS
from domain.modules.module import Module
from domain.permissions import fingerprint
from resolvers.analytics.beside_subscriptions import read_owners, read_rates
from resolvers.analytics.coverage import GapReason, SetCoverage
from resolvers.analytics.fact_reading import FactReader
from resolvers.analytics.fact_rows import Fact, FactRows
from resolvers.analytics.history_reading import read_history
from resolvers.caller.organizations import FinanceProduct
from resolvers.reading.loader import RecordLoader

MODULES: Mapping[FinanceProduct, tuple[Module, ...]] = {
    "billing": (SUBSCRIPTIONS, INVOICES, PAYMENTS, CUSTOMERS, PLANS, PRODUCTS),
    "books": (books.INVOICES, books.ESTIMATES),
}
# What is read beside either, so that a right to it that was withdrawn ends a data set as well.
BESIDE: tuple[Module, ...] = (books.CURRENCIES, crm.ACCOUNTS, crm.USERS)
PAGES_AT_ONCE = 10
FILLABLE = (GapReason.CALL_LIMIT, GapReason.FAILED)


@dataclass(slots=True)
class DataSet:
    """The rows of one caller with the instants at which each part was read; it is never given to another caller.

    `version` counts the readings, so that what was derived from an earlier one is not taken for this one's. `size` is
    the bytes of the rows.
    """

    rows: FactRows
    read_at: dict[Fact, datetime] = field(default_factory=dict[Fact, datetime])
    version: int = 0
    size: int = 0

    def coverage(self, facts: Collection[Fact]) -> SetCoverage:
        """What a report over these parts rests on."""
        ordered = [fact for fact in Fact if fact in facts]
        instants = [self.read_at[fact] for fact in ordered if fact in self.read_at]
        calls = [call for fact in ordered for call in self.rows.calls.get(fact, {}).values()]
        gaps = [self.rows.gaps[fact] for fact in ordered if fact in self.rows.gaps]
        return SetCoverage(min(instants, default=datetime.now(UTC)), tuple(calls), tuple(gaps))

    def is_reading(self, facts: Collection[Fact]) -> bool:
        """Whether a list among these parts was begun and is not read to its end."""
        return not self.rows.begun.keys().isdisjoint(facts)

    def outdate(self) -> None:
        """Read the lists anew when they are next needed; what never changes stays."""
        self.read_at.clear()

    def is_ready(self, fact: Fact, seconds: float, since: datetime | None = None) -> bool:
        """Whether a part was read within so many seconds, or `since` then, without a gap that more calls could fill."""
        at, gap = self.read_at.get(fact), self.rows.gaps.get(fact)
        if at is None or (gap is not None and gap.reason in FILLABLE):
            return False
        if since is not None and at >= since:
            return True
        # What took many calls stands longer: or a large organisation would be read all the time.
        patience = max(1.0, len(self.rows.calls.get(fact, ())) / PAGES_AT_ONCE)
        return (datetime.now(UTC) - at).total_seconds() < seconds * patience


def product_of(facts: Collection[Fact]) -> FinanceProduct:
    """The product whose rows these parts are: a data set has those of one."""
    return "books" if {Fact.BOOKS_INVOICES, Fact.ESTIMATES} & {*facts} else "billing"


async def rights_of(loader: RecordLoader, product: FinanceProduct) -> str:
    """The fingerprint of what the caller may see in a product's modules, with which a data set ends."""
    return fingerprint([await loader.permissions.of(module) for module in (*MODULES[product], *BESIDE)])


async def kept_rows(loader: RecordLoader, product: FinanceProduct) -> FactRows | None:
    """The rows that are kept of what the caller has read, None where none are. No call."""
    name = ("data set", product, await loader.organizations.id_of(product), await rights_of(loader, product))
    data_set: DataSet | None = loader.analytics.data_sets.lookup(loader.upstream.caller.partition, name)
    return None if data_set is None else data_set.rows


async def data_set_of(
    loader: RecordLoader,
    facts: Collection[Fact],
    *,
    most_calls: int | None = None,
    reports: Callable[[FactReader], None] | None = None,
    since: datetime | None = None,
) -> DataSet:
    """The caller's data set with these parts: what is kept of it is not read again, what is old is read anew.

    It costs no call where all of it is fresh, or was read `since` a run began that takes longer than lists stay fresh.
    Raises the error of a product that refuses the first page of a list.
    """
    kept, product = loader.analytics.data_sets, product_of(facts)
    organization, partition = await loader.organizations.id_of(product), loader.upstream.caller.partition
    key = ("data set", product, organization, await rights_of(loader, product))
    async with kept.lock_of(partition, key):
        data_set: DataSet | None = kept.lookup(partition, key)
        if data_set is None:
            home, zone = await loader.organizations.currency_of(product), await loader.organizations.zone_of(product)
            data_set = DataSet(FactRows(zone, home))
        allowed = loader.analytics.most_calls if most_calls is None else most_calls
        version = data_set.version
        try:
            await _read_on(FactReader(loader, data_set.rows, allowed, reports), data_set, facts, since)
        finally:
            # What was read before a failure is not read again.
            if data_set.version != version:
                data_set.size = data_set.rows.size
            kept.store(partition, key, data_set, data_set.size)
    return data_set


async def _read_on(reader: FactReader, data_set: DataSet, facts: Collection[Fact], since: datetime | None) -> None:
    """Read the parts that are missing or old, those first that others follow from."""
    loader, rows = reader.loader, reader.rows
    steps: dict[Fact, Callable[[], Awaitable[None]]] = {
        Fact.SUBSCRIPTIONS: reader.subscriptions,
        Fact.HISTORY: lambda: read_history(reader),
        Fact.RECORDS: reader.all_records,
        Fact.PRODUCTS: reader.products,
        Fact.CUSTOMERS: reader.customers,
        Fact.OWNERS: lambda: read_owners(loader, rows),
        Fact.INVOICES: reader.invoices,
        Fact.PAYMENTS: reader.payments,
        Fact.DECLINED: reader.declined,
    }
    steps |= {Fact.BOOKS_INVOICES: reader.books_invoices, Fact.ESTIMATES: reader.estimates}
    # Which rates are needed follows from the rows.
    steps[Fact.RATES] = lambda: read_rates(loader, rows)
    seconds = loader.analytics.fresh_seconds
    for fact, step in steps.items():
        is_new = fact is Fact.RATES and not rows.currencies() <= rows.rated
        if fact in facts and (is_new or not data_set.is_ready(fact, seconds, since)):
            at, is_held = datetime.now(UTC), fact in data_set.read_at and fact not in rows.gaps
            data_set.version += 1
            await step()
            if is_held and fact in rows.begun and rows.gaps[fact].reason is GapReason.CALL_LIMIT:
                # The rows of the earlier reading are whole: they stand, as of then, until those of this one are.
                del rows.gaps[fact]
            else:
                data_set.read_at[fact] = at
