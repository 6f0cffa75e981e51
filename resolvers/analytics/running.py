"""Running a report: what its reader may see is checked first, then its facts are read, then it is computed."""

import asyncio
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING

from domain.kpis.catalogue import SYSTEM_REPORTS
from domain.kpis.requests import Grain, ReportRequest
from domain.kpis.results import Proof, ReportResult, RowKey
from resolvers.analytics.report_needs import facts_needed, measures_of_lists, shows_money
from resolvers.analytics.snapshots import Snapshot, snapshot_of
from resolvers.reading.loader import RecordLoader

if TYPE_CHECKING:
    from domain.kpis.facts import Facts

MONTHS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class ReportRun:
    """A report that was computed for one caller: what was asked, from which facts, and the result."""

    request: ReportRequest
    snapshot: Snapshot
    result: ReportResult


def standard_request(report: str, last_day: date) -> ReportRequest:
    """What a system report asks by itself: the months of a year until a day, and no call for each record."""
    months = last_day.year * 12 + last_day.month - MONTHS_SHOWN
    starts_on = date(months // 12, months % 12 + 1, 1)
    known = SYSTEM_REPORTS[report]
    return ReportRequest(
        report,
        starts_on,
        date.fromordinal(last_day.toordinal() + 1),
        Grain.MONTH if known.has_grain() else None,
        known.group_by,
        measures=measures_of_lists(known),
        as_of=last_day,
    )


def check_request(request: ReportRequest) -> None:
    """Raise BadUserInput for what the report does not have: before any call."""
    # polars takes memory: not for those who ask for no report.
    from domain.kpis.scopes import scope_of  # noqa: PLC0415

    scope_of(request, _no_facts())


@cache
def _no_facts() -> "Facts":
    from domain.kpis.facts import facts_of  # noqa: PLC0415

    return facts_of("EUR", ())


async def run_report(
    loader: RecordLoader,
    request: ReportRequest,
    *,
    most_calls: int | None = None,
    since: datetime | None = None,
) -> ReportRun:
    """The result of a report over the caller's data set, whose rights have been checked.

    Raises BadUserInput for what the report does not have.
    """
    check_request(request)
    needed = await facts_needed(loader, request)
    snapshot = await snapshot_of(
        loader, needed, currency=request.currency, is_money=shows_money(request), most_calls=most_calls, since=since
    )
    # A large organisation's first figures take a second: other requests go on meanwhile.
    return await asyncio.to_thread(run_over, snapshot, request)


def run_over(snapshot: Snapshot, request: ReportRequest) -> ReportRun:
    """The result of a report over facts that have been read."""
    from domain.kpis.engine import run  # noqa: PLC0415

    if not snapshot.shows_prices:
        # Whoever sees no price cannot know what is free: it counts.
        request = replace(request, definition=replace(request.definition, free_plans=True))
    return ReportRun(request, snapshot, run(request, snapshot.facts))


def proof_of(run: ReportRun, key: RowKey, measure: str) -> Proof:
    """The proof of one cell, from the facts that it was computed from."""
    from domain.kpis.proofs import prove  # noqa: PLC0415

    return prove(run.request, run.snapshot.facts, key, measure)
