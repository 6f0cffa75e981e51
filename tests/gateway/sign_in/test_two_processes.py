"""Two gateways with one store: a session is the same in both, renewed by one, and over in both."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
from yarl import URL

from gateway.app import application
from gateway.commands.demo import DEMO_CLIENT
from gateway.service import GatewayService, service_of
from sandbox.context import Options, Sandbox
from tests.gateway.pages.browsing import Browsing, browsing
from tests.graphs import Graph, settings_for
from tests.proofs import proof
from tests.servers import sandbox_served, served

KEY = "one secret of many characters for both processes"
CSRF = {"Suitegraph-CSRF": "1"}
WHO = {"query": "{ viewer { user { name } } }"}


@asynccontextmanager
async def two_gateways(database: str) -> AsyncGenerator[list[Graph]]:
    """Two gateways before one sandbox, over one database."""
    sandbox = Sandbox(Options(port=0))
    async with sandbox_served(sandbox, own_ports=True) as port, aiohttp.ClientSession() as session:
        shared = {"database": database, "session_keys": (KEY,), "oauth_clients": {"local": DEMO_CLIENT}}
        services = [service_of(settings_for(sandbox, port, **shared)) for _ in range(2)]
        async with (
            served(application(services[0]), lifespan="on") as one,
            served(application(services[1]), lifespan="on") as other,
        ):
            pairs = zip((one, other), services, strict=True)
            yield [Graph(f"http://localhost:{number}", session, sandbox, service) for number, service in pairs]


def set_clock(service: GatewayService, at: datetime) -> None:
    """Have a gateway's sessions be asked at this moment."""
    assert service.way_in is not None
    service.way_in.sessions.now = lambda: at


async def status_at(browser: Browsing, graph: Graph) -> int:
    """What a gateway answers to the browser's page."""
    async with browser.session.post(f"{graph.base}/graphql", json=WHO, headers=CSRF) as answer:
        return answer.status


async def statuses_at_once(browser: Browsing, graphs: list[Graph], requests: int) -> list[int]:
    """What the gateways answer to so many requests of the browser's pages, all of them under way at the same time."""
    # A browser opens few connections; its many pages and their workers are as one here.
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, cookie_jar=browser.session.cookie_jar) as session:
        at_once = Browsing(browser.graph, session)
        return await asyncio.gather(*(status_at(at_once, graphs[n % len(graphs)]) for n in range(requests)))


@proof("requests", short=40, full=1000)
async def test_a_session_is_renewed_by_one_of_both_and_ends_in_both(requests: int, tmp_path: Path) -> None:
    async with two_gateways(f"sqlite:///{tmp_path / 'store.db'}") as graphs, browsing(graphs[0]) as browser:
        await browser.sign_in("sales")
        assert [await status_at(browser, graph) for graph in graphs] == [200, 200]
        late = datetime.now(UTC) + timedelta(minutes=59)
        for graph in graphs:
            set_clock(graph.service, late)
        graphs[0].forget_calls()
        answers = await statuses_at_once(browser, graphs, requests)
        assert (len(answers), set(answers)) == (requests, {200})
        assert sum(call["path"] == "/oauth/v2/token" for call in graphs[0].calls()) == 1
        [cookie] = [each for each in browser.session.cookie_jar if each.key == "suitegraph"]
        async with browser.session.post(f"{graphs[0].base}/auth/sign-out", headers=CSRF) as out:
            assert out.status == 204
        # Who kept the cookie gets nothing with it, in the other process five seconds later at most.
        browser.session.cookie_jar.update_cookies({"suitegraph": cookie.value}, URL(graphs[0].base))
        set_clock(graphs[1].service, late + timedelta(seconds=5.1))
        assert [await status_at(browser, graph) for graph in graphs] == [401, 401]
