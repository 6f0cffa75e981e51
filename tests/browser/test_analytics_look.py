"""The pages on a phone and at a desk, in light and dark, by keyboard, on paper, and by the rules of accessibility."""

from typing import Any

import pytest
from playwright.async_api import Browser, expect

from tests.browser.analytics_site import AnalyticsSite
from tests.browser.axe import violations_of
from tests.browser.chromium import watched_page
from tests.browser.test_analytics import INSIGHTS, OVERVIEW
from tests.browser.test_analytics import analytics as analytics
from tests.graphs import Graph

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESK: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
PROOF = "/analytics/reports/mrr/proof?measure=mrr_net&row=totals"
COMPARED = "/analytics/reports/mrr/definitions?a=ZOHO&b=STRIPE"
PAGES = ["/analytics", OVERVIEW, INSIGHTS, "/analytics/reports/mrr?group=PLAN&compare=YEAR_AGO", PROOF, COMPARED]
CONTRAST = """() => getComputedStyle(document.body).backgroundColor"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
async def test_pages_fit_their_width_and_violate_no_rule_of_accessibility(
    analytics: Graph, browser: Browser, size: dict[str, Any], scheme: str
) -> None:
    async with watched_page(browser, **size, color_scheme=scheme) as watched:
        site = AnalyticsSite(watched.page, analytics.base)
        await site.open("/analytics/sign-in")
        assert await violations_of(site.page) == []
        await site.sign_in("admin")
        for path in PAGES:
            await site.open(path)
            await expect(site.heading).to_be_visible()
            assert await site.width() <= size["viewport"]["width"], path
            assert await violations_of(site.page) == [], path
        assert watched.complaints == []
        assert watched.origins <= {analytics.base, analytics.sign_in_origin}
        is_dark = await site.page.evaluate(CONTRAST) == "rgb(14, 18, 22)"
        assert is_dark == (scheme == "dark")


@pytest.mark.parametrize("path", ["/analytics", OVERVIEW, "/analytics/reports/mrr"])
async def test_a_refusal_is_as_accessible(analytics: Graph, browser: Browser, path: str) -> None:
    async with watched_page(browser, **PHONE) as watched:
        site = AnalyticsSite(watched.page, analytics.base)
        await site.sign_in("restricted")
        await site.open(path)
        await expect(site.heading).to_be_visible()
        assert await violations_of(site.page) == []
        assert await site.width() <= 390


async def test_a_chart_is_drawn_for_the_width_that_it_has(analytics: Graph, browser: Browser) -> None:
    for size, drawn in ((PHONE, ".narrow-drawing"), (DESK, ".wide-drawing")):
        async with watched_page(browser, **size) as watched:
            site = AnalyticsSite(watched.page, analytics.base)
            await site.sign_in("admin", "/analytics/reports/mrr")
            await expect(site.page.locator(".drawing svg:visible")).to_have_count(1)
            await expect(site.page.locator(f"{drawn} svg")).to_be_visible()


async def test_everything_is_reached_by_keyboard_and_the_first_stop_skips_to_the_content(
    analytics: Graph, browser: Browser
) -> None:
    async with watched_page(browser, **DESK) as watched:
        site = AnalyticsSite(watched.page, analytics.base)
        await site.open("/analytics")
        await site.page.get_by_role("link", name="Sign in with Zoho").focus()
        await site.page.keyboard.press("Enter")
        await site.page.locator('button[value="admin"]').focus()
        await site.page.keyboard.press("Enter")
        await site.is_at("/analytics")
        await site.page.keyboard.press("Tab")
        await expect(site.page.get_by_role("link", name="Skip to the content")).to_be_focused()
        await site.page.keyboard.press("Enter")
        await expect(site.page.get_by_role("main")).to_be_focused()
        await site.page.keyboard.press("Tab")
        await expect(site.page.get_by_role("link", name="Zoho Subscription Overview")).to_be_focused()
        await site.page.keyboard.press("Enter")
        await expect(site.heading).to_have_text("Zoho Subscription Overview")
        table = site.tile("Monthly recurring revenue").locator("summary")
        await table.focus()
        await site.page.keyboard.press("Enter")
        await expect(site.tile("Monthly recurring revenue").get_by_role("table")).to_be_visible()


async def test_on_paper_there_are_no_controls(analytics: Graph, browser: Browser) -> None:
    async with watched_page(browser, **DESK) as watched:
        site = AnalyticsSite(watched.page, analytics.base)
        await site.sign_in("admin", "/analytics/reports/mrr")
        await expect(site.page.locator(".controls")).to_be_visible()
        await site.page.emulate_media(media="print")
        for hidden in (".controls", ".top", ".actions"):
            await expect(site.page.locator(hidden)).to_be_hidden()
        await expect(site.page.get_by_role("table")).to_be_visible()
