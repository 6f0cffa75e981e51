"""Snapshots: the facts of a data set at one reading, which stay as they are, so that a figure can be proved again."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from domain.errors import NotFound
from domain.modules.billing import SUBSCRIPTIONS
from resolvers.analytics.coverage import SetCoverage
from resolvers.analytics.data_sets import data_set_of, product_of
from resolvers.analytics.fact_frames import digested
from resolvers.analytics.fact_rows import Fact
from resolvers.analytics.readable_rows import UnreadableRows, gaps_of
from resolvers.analytics.rights_of_data import rights_of
from resolvers.caller.organizations import FinanceProduct
from resolvers.reading.loader import RecordLoader

if TYPE_CHECKING:
    from domain.kpis.facts import Facts

FRAMES = ("phases", "invoices", "payments", "estimates")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Facts with what they rest on. Equal facts have the same `id`.

    `shows_prices` says that the prices of subscriptions are visible: without them nothing can be known to be free.
    """

    id: str
    facts: "Facts"
    coverage: SetCoverage
    shows_prices: bool = True
    unreadable: UnreadableRows = field(default_factory=dict[Fact, "Mapping[str, str]"])


@dataclass(frozen=True, slots=True)
class LatestSnapshot:
    """The snapshot of the latest reading: its version and day."""

    snapshot: Snapshot
    reading: tuple[int, date]


async def snapshot_of(
    loader: RecordLoader,
    needed: Collection[Fact],
    *,
    currency: str | None,
    is_money: bool,
    most_calls: int | None = None,
    since: datetime | None = None,
) -> Snapshot:
    """The snapshot of the caller's data set of now: kept with the caller's rights, it ends with them.

    Where it `is_money` and no `currency` is chosen, what has no known exchange rate is left out, as the coverage says.
    """
    data_set = await data_set_of(loader, needed, most_calls=most_calls, since=since)
    product = product_of(needed)
    rights = await rights_of(loader, product)
    today = datetime.now(data_set.rows.zone).date()
    kept, partition = loader.analytics.data_sets, loader.upstream.caller.partition
    name, reading = ("facts", rights, product, currency, is_money), (data_set.version, today)
    async with kept.lock_of(partition, name):
        latest: LatestSnapshot | None = kept.lookup(partition, name)
        if latest is None or latest.reading != reading:
            earlier = None if latest is None else latest.snapshot.facts
            if earlier is not None:
                # Its rows stay for proofs; what was derived from them would be derived again.
                earlier.forget_derived()
            # Half a million rows take seconds: other requests go on meanwhile.
            facts, digest, unreadable = await asyncio.to_thread(
                digested, data_set.rows, data_set.frames, data_set.versions, today, currency, is_money=is_money
            )
            hidden = (await loader.permissions.of(SUBSCRIPTIONS)).columns
            known = Snapshot(digest, facts, data_set.coverage(needed), "amount" not in hidden, unreadable)
            latest = LatestSnapshot(known, reading)
            # What an earlier reading showed is another snapshot: its own id leads to it for as long as it is kept.
            kept.store(partition, ("snapshot", rights, known.id), known, _size(facts, earlier))
            # What is derived from frames takes as much as they do.
            kept.store(partition, name, latest, _size(facts, None))
    known = latest.snapshot
    coverage = data_set.coverage(needed)
    gaps = (*coverage.gaps, *gaps_of(known.unreadable, needed))
    return replace(known, coverage=replace(coverage, gaps=gaps))


def _size(facts: "Facts", earlier: "Facts | None") -> int:
    """The bytes of the frames that are not those of earlier facts."""
    frames = [(getattr(facts, name), getattr(earlier, name, None)) for name in FRAMES]
    return int(sum(frame.estimated_size() for frame, before in frames if frame is not before))


async def kept_snapshot(loader: RecordLoader, id_: str, product: FinanceProduct) -> Snapshot:
    """The snapshot that a figure was computed from. Raises NotFound where it is kept no longer, or rights changed."""
    name = ("snapshot", await rights_of(loader, product), id_)
    snapshot: Snapshot | None = loader.analytics.data_sets.lookup(loader.upstream.caller.partition, name)
    if snapshot is None:
        raise NotFound("The rows behind this figure are no longer kept, or your rights changed: run the report again.")
    return snapshot
