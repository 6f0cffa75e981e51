"""Results of closed periods that a caller keeps, and what restated them, while the caller's rights stay as they are."""

import asyncio
import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import msgspec

from domain.errors import Forbidden, SuitegraphError, Unauthenticated
from domain.kept_results import KeptFigure, KeptResult, KeptResults
from domain.kpis.requests import ReportRequest
from domain.queries import Row
from domain.writes import ProblemCode, not_done
from resolvers.analytics.data_sets import kept_rows
from resolvers.analytics.event_kinds import instant_of
from resolvers.analytics.fact_rows import FactRows
from resolvers.analytics.own_reports import place_of
from resolvers.analytics.report_needs import product_of_report
from resolvers.analytics.request_texts import written_request
from resolvers.analytics.rights_of_data import rights_of
from resolvers.analytics.running import ReportRun
from resolvers.reading.history import ACTIVITIES
from resolvers.reading.loader import RecordLoader

if TYPE_CHECKING:
    from domain.kpis.restatements import Restatement

# Each figure is proved when it is kept: some milliseconds of processor time.
MOST_FIGURES = 2000
MOST_CHARACTERS = 64 * 1024 * 1024
# Whose activities are asked for their authors: one call for each subscription.
MOST_AUTHORS = 20


@dataclass(frozen=True, slots=True)
class Restated:
    """What restated a kept result since `kept_at`.

    `authors` are those of the changes that did, by the record's id and the sources that say so now.
    """

    kept_at: datetime
    changes: "Sequence[Restatement]"
    authors: Mapping[tuple[str, str | None], str]


async def keep_result(loader: RecordLoader, run: ReportRun) -> KeptResult:
    """Keep the closed periods of a result that the caller was shown. Raises BadUserInput, Forbidden and NotDone."""
    store = _store_of(loader)
    if run.snapshot.coverage.gaps:
        raise not_done(
            ProblemCode.CONFLICT, "Something is missing from the result, as its coverage says: read it first."
        )
    today = await _today(loader, run.request)
    if (count := _closed_count(run, today)) > MOST_FIGURES:
        raise not_done(
            ProblemCode.VALIDATION,
            f"Of {count} figures {MOST_FIGURES} at most are kept: take longer periods, or fewer groups or measures.",
        )
    figures = await asyncio.to_thread(_closed_text, run, today)
    if len(figures) > MOST_CHARACTERS:
        raise not_done(ProblemCode.VALIDATION, "So many records cannot be kept: take fewer periods or measures.")
    tenant, owner = await place_of(loader)
    rights = await rights_of(loader, product_of_report(run.request.report))
    key = await _key_of(loader, run.request)
    kept = KeptResult(tenant, owner, key, run.request.report, rights, figures, datetime.now(UTC))
    await store.keep(kept)
    return kept


async def forget_result(loader: RecordLoader, request: ReportRequest) -> bool:
    """Drop what the caller keeps of a request; whether there was anything. Raises Forbidden."""
    return await _store_of(loader).forget(*await place_of(loader), await _key_of(loader, request))


async def restated(loader: RecordLoader, run: ReportRun, *, denied: bool) -> Restated | None:
    """What restated the closed periods that the caller keeps of a result; None where none are kept.

    With `denied` the caller may not see who did it. What was kept with other rights is dropped: it might show what is
    hidden now.
    """
    store = loader.analytics.kept
    if store is None:
        return None
    (tenant, owner), key = await place_of(loader), await _key_of(loader, run.request)
    kept = await store.one(tenant, owner, key)
    if kept is None:
        return None
    if kept.rights != await rights_of(loader, product_of_report(run.request.report)):
        await store.forget(tenant, owner, key)
        return None
    changes = await asyncio.to_thread(_changes, kept, run)
    rows = None if denied else await kept_rows(loader, product_of_report(run.request.report))
    return Restated(kept.kept_at, changes, await _authors(loader, changes, kept.kept_at, rows))


def _closed_count(run: ReportRun, today: date) -> int:
    from domain.kpis.restatements import closed_count  # noqa: PLC0415  # as below

    return closed_count(run.result, today)


def _closed_text(run: ReportRun, today: date) -> str:
    from domain.kpis.restatements import closed_figures  # noqa: PLC0415  # polars takes memory

    return msgspec.json.encode(closed_figures(run.request, run.snapshot.facts, run.result, today)).decode()


def _changes(kept: KeptResult, run: ReportRun) -> "Sequence[Restatement]":
    from domain.kpis.restatements import restatements  # noqa: PLC0415  # as above

    figures = msgspec.json.decode(kept.figures, type=list[KeptFigure])
    return restatements(figures, run.request, run.snapshot.facts, run.result)


async def _authors(
    loader: RecordLoader, changes: "Sequence[Restatement]", since: datetime, rows: FactRows | None
) -> dict[tuple[str, str | None], str]:
    """Who made each change, by the record's id and its sources: one call for each of the first few subscriptions."""
    ids = [*dict.fromkeys(each.record for each in changes)]
    denials = [(await loader.permissions.of(module)).denial("view") for module in ACTIVITIES.about]
    if rows is None or not ids or any(denial is not None for denial in denials):
        return {}
    billing, activities = await loader.billing(), dict[str, list[Row]]()
    for id_ in ids[:MOST_AUTHORS]:
        try:
            activities[id_] = await billing.activities(id_)
        except Unauthenticated:
            raise
        except SuitegraphError:
            # It is no subscription, or it is gone.
            continue
    records = rows.subscriptions.rows_of(activities)
    authors: dict[tuple[str, str | None], str] = {}
    for each in changes:
        events = [event for source in (each.sources or "").split() if (event := rows.events.get(source)) is not None]
        instants = {event.at for event in events} or {instant_of(records.get(each.record, {}).get("updated_time"))}
        author = author_of(activities.get(each.record, ()), instants, since, alone=not events)
        if author is not None:
            authors[each.record, each.sources] = author
    return authors


def author_of(
    activities: Sequence[Row], instants: Collection[datetime | None], since: datetime, *, alone: bool
) -> str | None:
    """The one author of the activities of these instants, None where there is none, or several might be.

    Where it must be `alone`, any other activity `since` then might have made the change just as well.
    """
    dated = [(instant_of(row.get("activity_time")), row.get("commented_by")) for row in activities]
    later = [(at, name) for at, name in dated if at is not None and at > since]
    names = {name for at, name in later if at in instants}
    if len(names) != 1 or (alone and len(later) != 1):
        return None
    name = names.pop()
    return str(name) if name else None


async def _today(loader: RecordLoader, request: ReportRequest) -> date:
    zone = await loader.organizations.zone_of(product_of_report(request.report))
    today = datetime.now(zone).date()
    return today if request.as_of is None else min(today, date.fromordinal(request.as_of.toordinal() + 1))


async def _key_of(loader: RecordLoader, request: ReportRequest) -> str:
    """What names a request from day to day: the days move on, and what else is asked does not."""
    product = product_of_report(request.report)
    day = date(2000, 1, 1)
    timeless = replace(request, starts_on=day, ends_on=day, as_of=None, comparison=None)
    named = [product, await loader.organizations.id_of(product), written_request(timeless)]
    return hashlib.sha256(msgspec.json.encode(named)).hexdigest()


def _store_of(loader: RecordLoader) -> KeptResults:
    if loader.analytics.kept is None:
        raise Forbidden("This gateway keeps no results: it has no database.")
    return loader.analytics.kept
