"""The pages at `/integration` in a browser: they fit, are accessible, and need no mouse."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ViewportSize, expect

from sandbox.people import BY_NAME
from tests.browser.analytics_site import AnalyticsSite
from tests.browser.axe import violations_of
from tests.browser.chromium import watched_page
from tests.browser.test_analytics import analytics as analytics
from tests.browser.test_analytics_look import DESK, PHONE
from tests.graphs import Graph, graph_served

OUTSIDER = BY_NAME["outsider"]


@pytest_asyncio.fixture(scope="module")
async def organization(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Graph]:
    """A gateway with a store of its own, where integration users are set up."""
    database = f"sqlite:///{tmp_path_factory.mktemp('integration') / 'store.db'}"
    keys = ("a key for the tests alone, long enough",)
    async with graph_served(offers_personas=True, database=database, job_keys=keys) as graph:
        assert not (await graph.ask("admin", "mutation { setUpIntegration { version } }")).codes
        yield graph


async def looks_right(site: AnalyticsSite, heading: str) -> None:
    """The page with this heading fits a phone and a desk, and breaks no rule of accessibility on either."""
    await expect(site.heading).to_have_text(heading)
    for size in ({"width": 1440, "height": 900}, {"width": 390, "height": 844}):
        await site.page.set_viewport_size(ViewportSize(**size))
        assert await site.width() <= size["width"], heading
    assert await violations_of(site.page) == [], heading


async def test_the_form_that_sets_up_and_its_checks_look_right_in_the_dark(analytics: Graph, browser: Browser) -> None:
    async with watched_page(browser, color_scheme="dark") as watched:
        site = AnalyticsSite(watched.page, analytics.base)
        await site.sign_in("admin", "/integration")
        await expect(site.page.get_by_role("button", name="Set integration users up")).to_be_visible()
        await looks_right(site, "Integration users")


async def test_an_administrator_adds_and_removes_a_user_and_migrates(organization: Graph, browser: Browser) -> None:
    async with watched_page(browser) as watched:
        site, page = AnalyticsSite(watched.page, organization.base), watched.page
        await site.sign_in("admin", "/integration")
        await expect(page.get_by_role("heading", name="Settings")).to_be_visible()
        await looks_right(site, "Integration users")
        await site.open("/integration/users/add")
        await looks_right(site, "Add users")
        await page.get_by_role("checkbox", name=f"Choose {OUTSIDER.email}").check()
        await site.press("Rehearse")
        await looks_right(site, "Rehearsal: nothing has changed yet")
        await site.press("Add 1 user")
        await looks_right(site, "1 user added")
        await site.follow("Users")
        await looks_right(site, "Users")
        await page.get_by_role("checkbox", name=f"Choose {OUTSIDER.email}").check()
        await page.get_by_label("With the chosen users").select_option("remove")
        await site.press("Rehearse")
        await site.press("Remove 1 user")
        await expect(site.heading).to_have_text("1 user removed")
        await site.open("/integration/users/many")
        await looks_right(site, "Add many users")
        await page.get_by_label("Profile in CRM").fill(OUTSIDER.profile)
        await site.press("Rehearse the filter")
        await looks_right(site, "Rehearsal: nothing has changed yet")
        await site.follow("Templates")
        await looks_right(site, "Templates")
        await site.follow("New template")
        await page.get_by_label("Name: small letters, digits and underscores").fill("auditors")
        await page.get_by_label("What it is for, in plain words").fill("Auditors look")
        await page.get_by_role("checkbox", name="View: books invoices").check()
        await looks_right(site, "New template")
        await site.press("Plan it first")
        await looks_right(site, "A plan: nothing has changed yet")
        await site.press("Apply the plan")
        await looks_right(site, "The plan was applied")
        await site.follow("Settings")
        await looks_right(site, "Settings")
        await site.follow("Plans")
        await looks_right(site, "Plans")
        for path, heading in (
            ("/users/common", "Users of both products"),
            (f"/users/impact?user={OUTSIDER.email}", f"What changes for {OUTSIDER.email}"),
            ("/leavers", "Leavers"),
            ("/links", "Links"),
        ):
            await site.open(f"/integration{path}")
            await looks_right(site, heading)
        await site.follow("Migrations")
        await looks_right(site, "Migrations")
        await site.press("Prepare and preview")
        await page.get_by_text("Start at a time, or run").click()
        await looks_right(site, "Ready to start")
        await site.press("Start the migration")
        await looks_right(site, "Done")
        assert watched.complaints == []
        assert watched.origins <= {organization.base, organization.sign_in_origin}


async def test_a_refusal_is_accessible_and_its_way_out_is_reached_by_keyboard(
    organization: Graph, browser: Browser
) -> None:
    async with watched_page(browser, **PHONE) as watched:
        site = AnalyticsSite(watched.page, organization.base)
        await site.sign_in("sales", "/integration/users")
        await looks_right(site, "You may not see this page")
        for name in ("Skip to the content", "suitegraph", "Analytics", "Integration"):
            await site.page.keyboard.press("Tab")
            await expect(site.page.get_by_role("link", name=name, exact=True)).to_be_focused()


async def test_users_are_chosen_and_rehearsed_by_keyboard(organization: Graph, browser: Browser) -> None:
    async with watched_page(browser, **DESK) as watched:
        site, page = AnalyticsSite(watched.page, organization.base), watched.page
        await site.sign_in("admin", "/integration/users/add")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("main")).to_be_focused()
        first = page.get_by_role("checkbox").first
        for _ in range(20):
            if await first.evaluate("box => box === document.activeElement"):
                break
            await page.keyboard.press("Tab")
        await expect(first).to_be_focused()
        await page.keyboard.press("Space")
        await expect(first).to_be_checked()
        await page.get_by_label("Template").focus()
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(site.heading).to_have_text("Rehearsal: nothing has changed yet")
