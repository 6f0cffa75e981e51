"""`/metrics` for Prometheus, on a port of its own and in a thread of its own."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from itertools import accumulate

import structlog
from prometheus_client import CollectorRegistry, ProcessCollector, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from gateway.telemetry.metrics import BOUNDS, MetricsRegistry

log = structlog.get_logger("suitegraph")


class _Collected(Collector):
    """Figures as Prometheus has them, collected while it asks."""

    def __init__(self, figures: MetricsRegistry) -> None:
        self._figures = figures

    def collect(self) -> Iterable[Metric]:
        """Every figure with its samples."""
        for figure in self._figures.all:
            family = CounterMetricFamily if figure.kind == "counter" else GaugeMetricFamily
            metric = family(figure.name, figure.meaning, labels=figure.labels)
            for labels, value in figure.samples():
                metric.add_metric(labels, value)
            yield metric
        yield self._seconds()

    def _seconds(self) -> Metric:
        traffic = self._figures.traffic
        ends = [*(f"{bound:g}" for bound in BOUNDS), "+Inf"]
        buckets = list(zip(ends, accumulate(traffic.by_seconds), strict=True))
        meaning = "How long requests to /graphql took."
        return HistogramMetricFamily("suitegraph_request_seconds", meaning, buckets, traffic.seconds)


def collector_registry_of(figures: MetricsRegistry) -> CollectorRegistry:
    """These figures, with what the process uses of its machine."""
    registry = CollectorRegistry()
    registry.register(_Collected(figures))
    ProcessCollector(registry=registry)
    return registry


@asynccontextmanager
async def metrics_served(figures: MetricsRegistry, host: str, port: int) -> AsyncGenerator[int]:
    """Serve them for the duration of the block; yields the port. Raises OSError where that is taken."""
    server, thread = start_http_server(port, host, collector_registry_of(figures))
    log.info("metrics", host=host, port=server.server_port)
    try:
        yield server.server_port
    finally:
        await asyncio.to_thread(server.shutdown)
        server.server_close()
        thread.join()
