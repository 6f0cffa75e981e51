"""A caller's data set: read with their own token, kept for them alone, and read on where a report needs more."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from domain.kept_rows import RowsPlace
from resolvers.analytics.beside_subscriptions import read_owners, read_rates
from resolvers.analytics.coverage import GapReason, SetCoverage
from resolvers.analytics.fact_frames import FactFrames
from resolvers.analytics.fact_reading import FactReader
from resolvers.analytics.fact_rows import Fact, FactRows
from resolvers.analytics.history_reading import read_history
from resolvers.analytics.person_rows import begin_keeping, forget_rows_of, kept_beyond, kept_rows_of
from resolvers.analytics.rights_of_data import rights_of
from resolvers.caller.organizations import FinanceProduct
from resolvers.reading.loader import RecordLoader

PAGES_AT_ONCE = 10
# While rows are read they are kept so often: what was read since is read again by a token that goes on.
KEPT_EVERY = timedelta(seconds=30)
# No two readings of any data set have the same.
_VERSIONS = count(1)
FILLABLE = (GapReason.CALL_LIMIT, GapReason.FAILED)


@dataclass(slots=True)
class DataSet:
    """The rows of one caller with the instants at which each part was read; it is never given to another caller.

    `version` is that of the latest reading, and `versions` those of each part, so that what was derived from an
    earlier one is not taken for this one's; `frames` are what was. `size` is the bytes of the rows. `place` is where
    the rows are kept beyond the token, None where they end with it, and `kept_at` when they were kept last.
    """

    rows: FactRows
    read_at: dict[Fact, datetime] = field(default_factory=dict[Fact, datetime])
    version: int = 0
    versions: dict[Fact, int] = field(default_factory=dict[Fact, int])
    frames: FactFrames = field(default_factory=FactFrames)
    size: int = 0
    place: RowsPlace | None = None
    kept_at: datetime | None = None

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


async def kept_rows(loader: RecordLoader, product: FinanceProduct) -> FactRows | None:
    """The rows that are kept of what the caller has read, None where none are. No call."""
    data_set = await _known(loader, product)
    return None if data_set is None else data_set.rows


async def keep_rows(loader: RecordLoader, product: FinanceProduct) -> bool:
    """Keep what the caller reads of a product beyond their token, from now on; whether this gateway does."""
    place = await begin_keeping(loader, product)
    data_set = await _known(loader, product)
    if data_set is not None and place is not None:
        data_set.place, data_set.rows.is_kept = place, True
    return place is not None


async def forget_rows(loader: RecordLoader) -> bool:
    """Drop what the caller keeps beyond their token, and what is kept for this one; whether there was anything kept."""
    forgotten = await forget_rows_of(loader)
    loader.analytics.data_sets.forget(loader.upstream.caller.partition)
    return forgotten


async def _known(loader: RecordLoader, product: FinanceProduct) -> DataSet | None:
    name = ("data set", product, await loader.organizations.id_of(product), await rights_of(loader, product))
    return loader.analytics.data_sets.lookup(loader.upstream.caller.partition, name)


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
        place, offered = None, None
        if data_set is None:
            place, offered, rights = await kept_rows_of(loader, product, key[3])
            # Rights that were asked for anew may have become others.
            key = (*key[:3], rights)
            data_set = kept.lookup(partition, key)
        if data_set is None:
            home, zone = await loader.organizations.currency_of(product), await loader.organizations.zone_of(product)
            data_set = DataSet(FactRows(zone, home, is_kept=place is not None, offered=offered), place=place)
        allowed = loader.analytics.most_calls if most_calls is None else most_calls
        version = data_set.version
        try:
            await _read_on(FactReader(loader, data_set.rows, allowed, reports), data_set, facts, since)
        finally:
            # What was read before a failure is not read again.
            if data_set.version != version:
                data_set.size = data_set.rows.size
                await _keep(loader, data_set, rights=key[3])
            kept.store(partition, key, data_set, data_set.size)
    return data_set


async def _keep(loader: RecordLoader, data_set: DataSet, rights: str) -> None:
    """Keep the rows beyond the token where their person wants that: now and then, and at the end."""
    now, shelf = datetime.now(UTC), loader.analytics.kept_rows
    is_read = not any(gap.reason in FILLABLE for gap in data_set.rows.gaps.values())
    if data_set.place is None or shelf is None:
        return
    if is_read or data_set.kept_at is None or now - data_set.kept_at > KEPT_EVERY:
        data_set.kept_at = now
        if not await kept_beyond(shelf, data_set.place, rights, data_set.rows):
            # It was forgotten meanwhile, by another token of the same person.
            data_set.place, data_set.rows.is_kept = None, False


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
            data_set.version = data_set.versions[fact] = next(_VERSIONS)
            await step()
            if is_held and fact in rows.begun and rows.gaps[fact].reason is GapReason.CALL_LIMIT:
                # The rows of the earlier reading are whole: they stand, as of then, until those of this one are.
                del rows.gaps[fact]
            else:
                data_set.read_at[fact] = at
