"""Changes from the next term on: a price that changed within a term counts when the next term begins."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import polars as pl

from domain.kpis.periods import months_later

_PRICE = ("net", "gross", "plan", "product")
CountedRow = dict[str, Any]


def from_next_terms(counted: pl.DataFrame) -> pl.DataFrame:
    """Counted phases in the order of subscriptions and days, each change of price moved to the beginning of a term."""
    moved = [row for run in _runs(counted.iter_rows(named=True)) for row in _moved(run)]
    return pl.DataFrame(moved, schema=counted.schema, orient="row")


def _runs(rows: Iterator[CountedRow]) -> Iterator[list[CountedRow]]:
    """The phases of one subscription that follow each other without a gap."""
    run: list[CountedRow] = []
    for row in rows:
        if run and (row["sub"] != run[-1]["sub"] or row["starts_on"] != run[-1]["ends_on"]):
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def _moved(run: list[CountedRow]) -> Iterator[CountedRow]:
    first, last = run[0], run[-1]
    starts: list[date] = [first["starts_on"]]
    for before, row in pairwise(run):
        changes = any(before[name] != row[name] for name in _PRICE)
        begins = term_start(first["starts_on"], before, row["starts_on"]) if changes else row["starts_on"]
        starts.append(max(starts[-1], begins))
    end = last["ends_on"]
    for row, starts_on, following in zip(run, starts, [*starts[1:], end], strict=True):
        ends_on = following if end is None or following is None else min(following, end)
        if ends_on is None or starts_on < ends_on:
            reason = last if ends_on == end else row
            yield {
                **row,
                "starts_on": starts_on,
                "ends_on": ends_on,
                **{name: reason[name] for name in ("cause", "retried")},
            }


def term_start(anchor: date, terms: CountedRow, day: date) -> date:
    """The first day on or after `day` that begins a term, where terms of an interval begin on the anchor's day."""
    interval, unit = terms["interval"], terms["interval_unit"]
    if unit in {"days", "weeks"}:
        length = interval * (7 if unit == "weeks" else 1)
        return anchor + timedelta(days=-(-(day - anchor).days // length) * length)
    length = interval * (12 if unit == "years" else 1)
    months = (day.year - anchor.year) * 12 + day.month - anchor.month
    number = max(0, months // length)
    while months_later(anchor, number * length) < day:
        number += 1
    return months_later(anchor, number * length)
