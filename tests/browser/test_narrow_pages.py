"""No page of the gateway scrolls sideways on a phone of 390 px, not even one that refuses or that does not exist."""

import re
from collections.abc import AsyncIterator, Iterable

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect
from starlette.routing import Match

from domain.kpis.catalogue import SYSTEM_REPORTS
from domain.system_dashboards import SYSTEM_DASHBOARDS
from gateway.pages.door import PageDoor
from gateway.pages.routes import page_routes
from tests.browser.analytics_site import AnalyticsSite
from tests.browser.chromium import watched_page
from tests.browser.test_analytics_look import COMPARED, PHONE, PROOF
from tests.graphs import Graph, graph_served

WIDTH = 390
# What the browser saves, or what a page's script reads: it is not shown.
FILE = re.compile(r"(\.(\{format\}|svg)|/events)$")
SIGN_IN = "/analytics/sign-in"
PEOPLE = ("users/common", "users/impact?user=samir.okafor@halvorsen.example", "leavers", "links")
SETTINGS = ("settings", "settings/limit", "settings/rollout")
NOWHERE = (
    "/analytics/reports/none",
    "/analytics/dashboards/none",
    "/analytics/runs/none",
    "/integration/none",
    "/analytics/a/page/of/nobody",
)


@pytest_asyncio.fixture(scope="module")
async def kept(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Graph]:
    """A gateway with a store of its own, where a dashboard was copied, a report was run and users are migrated."""
    database = f"sqlite:///{tmp_path_factory.mktemp('narrow') / 'store.db'}"
    keys = ("a key for the tests alone, long enough",)
    async with graph_served(offers_personas=True, database=database, job_keys=keys) as graph:
        assert not (await graph.ask("admin", "mutation { setUpIntegration { version } }")).codes
        yield graph


MADE = """mutation {
    run: startReportRun(input: { report: "mrr" }) { run { id } userErrors { code } }
    copy: copyDashboard(input: { dashboard: "overview" }) { dashboard { id } userErrors { code } }
    migration: createMigration { id }
    plan: planIntegrationChange(input: { settings: { everyModule: true } }) { id }
}"""


def unvisited(graph: Graph, paths: Iterable[str]) -> list[str]:
    """The gateway's pages that none of these paths leads to."""
    scopes = [{"type": "http", "method": "GET", "path": path.partition("?")[0]} for path in paths]
    return [
        route.path
        for route in page_routes(graph.service)
        if isinstance(route.endpoint, PageDoor)
        and route.endpoint.get is not None
        and FILE.search(route.path) is None
        and not any(route.matches(scope)[0] is Match.FULL for scope in scopes)
    ]


async def test_no_page_is_wider_than_a_phone(kept: Graph, browser: Browser) -> None:
    made = (await kept.ask("admin", MADE)).data
    dashboard, run, migration = made["copy"]["dashboard"]["id"], made["run"]["run"]["id"], made["migration"]["id"]
    roster = ("users", "users/add", "users/change", "users/many", "templates", "templates/edit?like=current")
    paths = [
        "/analytics",
        *(f"/analytics/dashboards/{id_}" for id_ in (*SYSTEM_DASHBOARDS, dashboard)),
        f"/analytics/dashboards/{dashboard}/arrange",
        *(f"/analytics/reports/{id_}" for id_ in SYSTEM_REPORTS),
        PROOF,
        COMPARED,
        f"/analytics/runs/{run}",
        "/integration",
        *(f"/integration/{each}" for each in (*roster, *PEOPLE, *SETTINGS, "plans", "migrations")),
        f"/integration/plans/{made['plan']['id']}",
        *(f"/integration/migrations/{migration}{each}" for each in ("", "/users", "/token", "/schedule", "/step")),
        *NOWHERE,
        "/auth/callback?state=nobody&code=none",
    ]
    assert unvisited(kept, [SIGN_IN, *paths]) == []
    async with watched_page(browser, **PHONE) as watched:
        site = AnalyticsSite(watched.page, kept.base)
        await site.open(SIGN_IN)
        await fits(site, SIGN_IN)
        await site.sign_in("admin")
        for path in paths:
            await site.page.goto(kept.base + path)
            await fits(site, path)


async def fits(site: AnalyticsSite, path: str) -> None:
    """The page that is open is no wider than the phone, and nothing of it can be moved sideways with it."""
    await expect(site.page.locator("body")).to_be_visible()
    assert await site.width() <= WIDTH, path
