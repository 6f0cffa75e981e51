"""Metrics by name, read from the parts' plain counts when they are scraped. None of them is of a single caller."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Literal

from adapters.exchange import Exchange
from adapters.limits.permits import Tally
from domain.errors import ServiceName
from domain.trusted_documents import DocumentTrust
from schema.engine.execute.documents import CacheLookups, DocumentCache
from schema.engine.visibility.callers import CallerVisibility

# Upper ends in seconds: from what is kept to an operation's deadline.
BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
STATUSES = ("none", "1xx", "2xx", "3xx", "4xx", "5xx")
# What a Tally counts, by its names there.
TALLIED = {
    "retries": "Reads that were tried again.",
    "unretried": "Reads that were not tried again for want of budget.",
    "waits": "Calls that had to wait for their turn.",
    "waited_seconds": "How long calls waited for their turn.",
    "refused": "Calls that were not made: no turn before their deadline, or nothing left of the day.",
    "throttled": "Calls that a product refused for its quota.",
}
Samples = Iterable[tuple[tuple[str, ...], float]]


class Traffic:
    """Requests that were answered, by status and by how long they took."""

    def __init__(self) -> None:
        self.by_status: dict[int, int] = {}
        self.by_seconds = [0] * (len(BOUNDS) + 1)
        self.seconds = 0.0

    def note(self, status: int, seconds: float) -> None:
        """Count a request."""
        self.by_status[status] = self.by_status.get(status, 0) + 1
        self.by_seconds[bisect_left(BOUNDS, seconds)] += 1
        self.seconds += seconds


@dataclass(frozen=True, slots=True)
class MetricDefinition:
    """A counter (its name ends in `_total`) or a gauge: its samples are looked up when it is asked for."""

    name: str
    meaning: str
    kind: Literal["counter", "gauge"]
    labels: tuple[str, ...]
    samples: Callable[[], Samples]


class MetricsRegistry:
    """Every figure of a process. A part that counts adds its own."""

    def __init__(self, traffic: Traffic) -> None:
        self.traffic = traffic
        self.all: list[MetricDefinition] = []

    def counter(self, name: str, meaning: str, labels: tuple[str, ...], samples: Callable[[], Samples]) -> None:
        """Add something that only grows."""
        self.all.append(MetricDefinition(f"suitegraph_{name}_total", meaning, "counter", labels, samples))

    def gauge(self, name: str, meaning: str, labels: tuple[str, ...], samples: Callable[[], Samples]) -> None:
        """Add something that comes and goes."""
        self.all.append(MetricDefinition(f"suitegraph_{name}", meaning, "gauge", labels, samples))


def metrics_registry_of(
    traffic: Traffic,
    exchange: Exchange,
    visibility: CallerVisibility[DocumentCache],
    client_documents: Counter[tuple[str, DocumentTrust]],
) -> MetricsRegistry:
    """The figures of a gateway's parts."""
    figures = MetricsRegistry(traffic)
    figures.counter(
        "requests",
        "Requests to /graphql by HTTP status; 499 is a client that left.",
        ("status",),
        lambda: [((str(status),), count) for status, count in list(traffic.by_status.items())],
    )
    _of_upstream(figures, exchange)
    documents = visibility.complete.documents
    _of_lookups(figures, "documents", "Documents looked up: a miss is parsed and validated.", documents.looked_up)
    _of_lookups(figures, "plans", "Plans looked up: a miss is planned.", documents.plans_looked_up)
    figures.counter(
        "client_documents",
        "Operations by client, and whether their document is trusted, automatic or free.",
        ("client", "trust"),
        lambda: [((client, trust.value), count) for (client, trust), count in list(client_documents.items())],
    )
    return figures


def _of_lookups(figures: MetricsRegistry, name: str, meaning: str, of: CacheLookups) -> None:
    figures.counter(name, meaning, ("result",), lambda: [(("hit",), of.hits), (("miss",), of.misses)])


def _of_upstream(figures: MetricsRegistry, exchange: Exchange) -> None:
    def tallied(name: str) -> Callable[[], Samples]:
        of: Callable[[Tally], float] = attrgetter(name)
        return lambda: [((service,), of(tally)) for service, tally in exchange.limiters.tallies.items()]

    figures.counter(
        "upstream_answers",
        "Calls to products by the class of their status, none where no answer came.",
        ("product", "status"),
        lambda: [
            ((service, status), count)
            for service, counts in exchange.answers.items()
            for status, count in zip(STATUSES, counts, strict=True)
        ],
    )
    for name, meaning in TALLIED.items():
        figures.counter(f"upstream_{name}", meaning, ("product",), tallied(name))
    figures.gauge(
        "upstream_calls_inside",
        "Calls that are being answered.",
        ("product",),
        lambda: _by(exchange.limiters.calls_inside()),
    )
    figures.gauge(
        "upstream_calls_waiting",
        "Calls that wait for their turn.",
        ("product",),
        lambda: _by(exchange.limiters.calls_waiting()),
    )
    figures.gauge(
        "upstream_circuits_open",
        "Organisations of which a kind of call is not made, since it failed again and again.",
        ("product", "kind"),
        lambda: list(exchange.limiters.open_circuits().items()),
    )
    figures.counter(
        "reads_without_call",
        "Reads that cost no call: kept ones, and those that another operation had on its way.",
        ("how",),
        lambda: [(("kept",), exchange.cached), (("shared",), exchange.shared)],
    )


def _by(counts: dict[ServiceName, int]) -> Samples:
    return [((service,), count) for service, count in counts.items()]
