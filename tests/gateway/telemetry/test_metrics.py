"""`/metrics`: what is counted, where, and that nothing of a caller is in it."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from adapters.limits.circuits import FAILURES
from gateway.telemetry.metrics import BOUNDS, metrics_registry_of
from gateway.telemetry.prometheus import collector_registry_of
from tests.gateway.asking import told
from tests.gateway.processes import gateway_process
from tests.graphs import Graph, graph_served

INVOICES = "{ invoices(first: 1) { nodes { id } } }"
Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


def samples_in(text: str) -> Samples:
    """Every sample by its name and labels."""
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest_asyncio.fixture
async def counting() -> AsyncIterator[Graph]:
    """A gateway that has counted nothing yet, and whose Books takes two calls at once, five in half a second."""
    async with graph_served(books_calls=5, books_window_seconds=0.5, books_at_once=2, cache_scale=1.0) as graph:
        yield graph


def text_of(graph: Graph) -> str:
    """What its `/metrics` would tell now."""
    service = graph.service
    figures = metrics_registry_of(
        service.traffic, service.exchange, service.runner.visibility, service.documents.counts
    )
    return generate_latest(collector_registry_of(figures)).decode()


def figure(graph: Graph) -> Callable[..., float]:
    """Its figures by name and labels."""
    samples = samples_in(text_of(graph))

    def of(name: str, **labels: str) -> float:
        return samples[f"suitegraph_{name}", frozenset(labels.items())]

    return of


async def test_requests_are_counted_by_status_and_seconds(counting: Graph) -> None:
    for persona in ("admin", "admin", "expired", None):
        await counting.ask(persona, "{ __typename }")
    of = figure(counting)
    assert of("requests_total", status="200") == 2
    assert of("requests_total", status="401") == 2
    assert of("request_seconds_count") == of("request_seconds_bucket", le="+Inf") == 4
    ends = [of("request_seconds_bucket", le=f"{bound:g}") for bound in BOUNDS]
    assert ends == sorted(ends)
    assert 0 < of("request_seconds_sum") < 10


async def test_calls_are_counted_by_product_and_class_of_status(counting: Graph) -> None:
    await counting.meet("admin")
    before = figure(counting)
    await counting.break_down({"product": "books", "kind": "status", "status": 503, "path": "/invoices$", "count": 2})
    await counting.ask("admin", INVOICES)
    await counting.break_down({"product": "crm", "kind": "reset", "path": "/Deals$", "count": 1})
    await counting.ask("admin", "{ deals(first: 1) { nodes { id } } }")
    of = figure(counting)
    grown = {
        key: of("upstream_answers_total", product=key[0], status=key[1])
        - before("upstream_answers_total", product=key[0], status=key[1])
        for key in (("books", "5xx"), ("books", "2xx"), ("crm", "none"), ("crm", "2xx"))
    }
    assert grown == {("books", "5xx"): 2, ("books", "2xx"): 1, ("crm", "none"): 1, ("crm", "2xx"): 1}
    assert of("upstream_retries_total", product="crm") == 1


async def test_waiting_refusals_and_what_is_on_its_way_are_counted(counting: Graph) -> None:
    await counting.meet("admin")
    lists = "".join(f" a{number}: invoices(first: {number}) {{ nodes {{ id }} }}" for number in range(1, 9))
    await counting.ask("admin", f"{{ {lists} }}")
    of = figure(counting)
    assert of("upstream_waits_total", product="books") >= 3
    assert of("upstream_waited_seconds_total", product="books") > 0.2
    await counting.break_down({"product": "books", "kind": "hang"})
    asking = asyncio.create_task(counting.ask("admin", f"{{ {lists} }}"))
    async with asyncio.timeout(60):
        while figure(counting)("upstream_calls_inside", product="books") < 2:
            await told(counting, method="GET", path="/livez")
    assert figure(counting)("upstream_calls_waiting", product="books") == 6
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    await counting.break_down({"product": "books", "kind": "throttled", "retry_after": 60})
    assert (await counting.ask("admin", INVOICES)).codes == ["TOO_MANY_REQUESTS"]
    await counting.ask("admin", "{ estimates(first: 1) { nodes { id } } }")
    of = figure(counting)
    assert of("upstream_throttled_total", product="books") == 1
    assert of("upstream_refused_total", product="books") == 1


async def test_open_circuits_are_counted(counting: Graph) -> None:
    await counting.meet("admin")
    await counting.break_down({"product": "crm", "kind": "status", "status": 500, "path": "/Deals$"})
    for number in range(FAILURES):
        await counting.ask("admin", f"{{ deals(first: {number + 1}) {{ nodes {{ id }} }} }}")
        assert figure(counting)("upstream_circuits_open", product="crm", kind="records") == (number == FAILURES - 1)


async def test_documents_plans_and_kept_reads_are_counted(counting: Graph) -> None:
    await counting.meet("admin")
    before = figure(counting)
    for _ in range(3):
        await counting.ask("admin", INVOICES)
    of = figure(counting)
    for name in ("documents_total", "plans_total"):
        assert of(name, result="miss") - before(name, result="miss") == 1
        assert of(name, result="hit") - before(name, result="hit") == 2
    assert of("reads_without_call_total", how="kept") - before("reads_without_call_total", how="kept") == 2


async def test_nothing_of_a_caller_is_told(counting: Graph) -> None:
    await counting.meet("admin")
    await counting.ask("admin", "query Everything { invoices(first: 3) { nodes { number } } }")
    text = text_of(counting)
    ids = {str(row["organization_id"]) for row in await organizations(counting)}
    assert ids
    for told_by_nobody in ("1000.demo", "halvorsen", "Everything", *ids):
        assert told_by_nobody not in text
    labels = {label for _, labels in samples_in(text) for label, _ in labels}
    assert labels == {"status", "le", "product", "kind", "result", "how"}


async def organizations(graph: Graph) -> list[dict[str, str]]:
    """The organisations of the sandbox's administrator."""
    place = f"http://localhost:{graph.sandbox.port}/books/v3/organizations"
    async with graph.session.get(place, headers={"Authorization": "Zoho-oauthtoken 1000.demo.admin"}) as answer:
        return (await answer.json(content_type=None))["organizations"]


async def test_a_process_serves_them_on_a_port_of_its_own_and_nowhere_else() -> None:
    async with gateway_process(metrics_port=0) as gateway:
        port = (await gateway.logged("metrics"))["port"]
        await gateway.ask("{ __typename }")
        async with gateway.session.get(f"http://localhost:{port}/metrics") as answer:
            assert answer.headers["Content-Type"].startswith("text/plain")
            samples = samples_in(await answer.text())
        assert samples["suitegraph_requests_total", frozenset({("status", "200")})] == 1
        assert samples["process_resident_memory_bytes", frozenset()] > 0
        async with gateway.session.get(f"{gateway.base}/metrics") as answer:
            assert answer.status == 404


async def test_a_port_that_is_taken_keeps_the_process_from_starting() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(AssertionError, match="the process ended"):
        async with gateway_process(metrics_port=taken.getsockname()[1]):
            pass
