"""A report of a larger organisation is read as a whole, each page and each change once, and its figures are exact."""

from collections import Counter
from datetime import date
from math import ceil
from typing import Any

from tests.gateway.test_report_figures import Books, cents
from tests.gateway.test_report_runs import ended, started
from tests.graphs import graph_served
from tests.proofs import proof

WIDE: dict[str, Any] = {"billing_calls": 100_000, "billing_window_seconds": 1.0, "billing_at_once": 20}


@proof("scale", short=3, full=60)
async def test_each_page_and_each_change_is_read_once_and_the_figures_are_exact(scale: int) -> None:
    async with graph_served(scale=scale, **WIDE) as graph:
        await graph.meet("admin")
        # Lists are old as soon as they are read: they stand until the run ends all the same.
        graph.service.analytics.fresh_seconds = 0.0
        graph.forget_calls()
        run = await ended(graph, "admin", await started(graph, "admin"))
        assert (run["state"], run["callsLeft"], run["result"]["coverage"]["isComplete"]) == ("DONE", 0, True)
        books = Books(graph)
        assert len(books.subscriptions) > 20 * scale
        assert run["result"]["totals"]["cells"][0]["value"] == cents(books.mrr(date(2026, 10, 1)))

        paths = Counter(call["path"].removeprefix("/billing/v1/") for call in graph.calls() if call["status"] == 200)
        assert paths["subscriptions"] == ceil(len(books.subscriptions) / 200)
        assert {path: count for path, count in paths.items() if "/" in path and count > 1} == {}
        changes = sum(len(events) for events in books.events.values())
        assert sum("/" in path for path in paths) < changes
        assert run["callsDone"] <= sum(paths.values())
