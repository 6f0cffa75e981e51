"""Analytics in a browser: what each persona sees, and a stranger's way from the list of reports to a file."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from resolvers.analytics_resources import MOST_CALLS
from tests.browser.analytics_site import AnalyticsSite
from tests.browser.axe import violations_of
from tests.browser.chromium import Watched, watched_page
from tests.graphs import Graph, graph_served

OVERVIEW = "/analytics/dashboards/overview"
INSIGHTS = "/analytics/dashboards/insights"
# The same rows, whatever the day of the test.
SOME_YEAR = "/analytics/reports/mrr?from=2025-06-01&to=2026-06-01"
MONEY = re.compile(r"^\d[\d,]*\.\d\d EUR$")


@pytest_asyncio.fixture(scope="session")
async def analytics() -> AsyncIterator[Graph]:
    """A gateway as the demo has it; it needs no bundle."""
    async with graph_served(offers_personas=True) as graph:
        yield graph


@pytest_asyncio.fixture
async def site(analytics: Graph, watched: Watched) -> AsyncIterator[AnalyticsSite]:
    """The pages in an empty profile; whatever the test does, no policy is violated and nobody else is asked."""
    yield AnalyticsSite(watched.page, analytics.base)
    assert [text for text in watched.complaints if "status of 4" not in text] == []
    assert watched.origins <= {analytics.base, analytics.sign_in_origin}


@pytest.mark.parametrize("persona", ["admin", "billing"])
async def test_who_may_see_amounts_sees_both_dashboards(site: AnalyticsSite, persona: str) -> None:
    await site.sign_in(persona, OVERVIEW)
    await expect(site.heading).to_have_text("Zoho Subscription Overview")
    await expect(site.tile("MRR").locator(".figure-number")).to_have_text(MONEY)
    await expect(site.tile("MRR movements").locator("svg:visible")).to_have_count(1)
    await expect(site.page.locator(".tile .reason")).to_have_count(0)
    await site.open(INSIGHTS)
    await expect(site.tile("MRR waterfall").locator("svg:visible")).to_have_count(1)
    await expect(site.tile("Subscription retention cohorts").locator("table.heat")).to_be_visible()
    await expect(site.page.locator(".tile .reason")).to_have_count(0)


@pytest.mark.parametrize("persona", ["restricted", "sales", "outsider"])
async def test_who_may_not_reads_why_in_the_tile_and_the_report_asks_for_no_record(
    site: AnalyticsSite, analytics: Graph, persona: str
) -> None:
    await site.sign_in(persona, OVERVIEW)
    mrr = site.tile("MRR")
    await expect(mrr.locator(".reason")).to_be_visible()
    await expect(mrr.locator(".figure-number")).to_have_count(0)
    analytics.forget_calls()
    await site.open("/analytics/reports/mrr")
    await expect(site.page.get_by_role("alert")).to_contain_text("This report is not for you.")
    await expect(site.page.locator("svg, table")).to_have_count(0)
    assert analytics.record_calls() == {}


async def test_hidden_amounts_hide_no_counts(site: AnalyticsSite) -> None:
    await site.sign_in("restricted", OVERVIEW)
    await expect(site.tile("Active subscriptions").locator(".figure-number")).to_have_text(re.compile(r"^\d+\s*$"))
    await expect(site.page.get_by_text("Some of it is missing.")).to_be_visible()
    await expect(site.tile("Net revenue").locator(".reason")).to_be_visible()


async def test_who_has_no_rights_at_all_is_met_by_one_sentence(site: AnalyticsSite, analytics: Graph) -> None:
    await site.sign_in("outsider")
    await analytics.meet("outsider")
    await site.open(OVERVIEW)
    await expect(site.page.get_by_text("None of these figures is for you.")).to_be_visible()
    assert analytics.record_calls() == {}


async def test_the_list_says_which_reports_are_not_for_the_reader(site: AnalyticsSite) -> None:
    await site.sign_in("restricted")
    entry = site.page.get_by_role("listitem").filter(has_text="Monthly recurring revenue")
    await expect(entry.get_by_text("not for you")).to_be_visible()


async def test_a_stranger_copies_a_report_groups_it_opens_a_figure_and_downloads_it(
    site: AnalyticsSite, tmp_path: Path
) -> None:
    await site.sign_in("admin")
    await site.follow("Monthly recurring revenue")
    await site.press("Copy report")
    await expect(site.heading).to_contain_text("copy")
    await site.page.get_by_label("Group by").select_option("OWNER")
    await expect(site.page).to_have_url(re.compile(r"group=OWNER"))
    table = site.page.get_by_role("table").first
    await expect(table.get_by_role("rowheader", name="Samir Okafor")).to_be_visible()
    cell = table.locator("tbody td a").filter(has_text=re.compile(r"[1-9]")).last
    figure = await cell.inner_text()
    await site.page.locator(".menu summary").click()
    async with site.page.expect_download() as started:
        await site.follow("XLSX")
    file = tmp_path / "report.xlsx"
    await (await started.value).save_as(file)
    assert file.read_bytes().startswith(b"PK")
    await cell.click()
    await expect(site.page.locator(".figure-number")).to_contain_text(figure)
    await expect(site.page.get_by_text("Yes, to the minor unit")).to_be_visible()
    amounts = (
        await site.page.get_by_role("region", name="The records behind it").locator("td:last-child").all_inner_texts()
    )
    cents = [round(float(amount.replace(",", "").replace("\N{MINUS SIGN}", "-")) * 100) for amount in amounts]
    assert sum(cents) == round(float(figure.replace(",", "")) * 100)


async def test_a_run_is_watched_and_cancelled_without_leaving_its_page(site: AnalyticsSite, analytics: Graph) -> None:
    analytics.forget_answers()
    await site.sign_in("admin")
    # The first calls of a reader are few, so that the page offers to read on.
    analytics.service.analytics.most_calls = 5
    try:
        await site.open("/analytics/reports/mrr-movements")
        await expect(site.page.get_by_text("Still reading.")).to_be_visible()
        await analytics.break_down({"product": "billing", "kind": "hang", "path": "/events"})
        analytics.forget_answers()
        await site.press("Read it in the background")
        await expect(site.heading).to_have_text("Reading everything")
        assert await violations_of(site.page) == []
        await site.press("Cancel")
        await expect(site.heading).to_have_text("The run was cancelled")
    finally:
        analytics.service.analytics.most_calls = MOST_CALLS
        await analytics.break_down()
    await site.press("Resume")
    await expect(site.heading).to_have_text("Everything is read", timeout=60_000)
    await site.follow("Open the report")
    await expect(site.heading).to_have_text("MRR movements")
    await expect(site.page.get_by_text("Still reading.")).to_have_count(0)


async def test_without_scripts_the_controls_are_a_form(analytics: Graph, browser: Browser) -> None:
    async with watched_page(browser, java_script_enabled=False) as watched:
        site = AnalyticsSite(watched.page, analytics.base)
        await site.sign_in("admin", SOME_YEAR)
        await site.page.get_by_label("By", exact=True).select_option("QUARTER")
        await site.press("Apply")
        await expect(site.page.get_by_role("rowheader", name="Q1 2026")).to_be_visible()
        await expect(site.page.locator(".drawing svg:visible")).to_have_count(1)
        await site.press("Sign out")
        await expect(site.page.get_by_role("status")).to_have_text("You have signed out.")
        assert watched.complaints == []


async def test_with_scripts_a_control_applies_as_it_is_changed_and_the_way_back_undoes_it(site: AnalyticsSite) -> None:
    await site.sign_in("admin", SOME_YEAR)
    await expect(site.page.get_by_role("rowheader", name="Jan 2026")).to_be_visible()
    await site.page.get_by_label("By", exact=True).focus()
    await site.page.get_by_label("By", exact=True).select_option("YEAR")
    await expect(site.page.get_by_role("rowheader", name="2025")).to_have_count(1)
    await expect(site.page.get_by_label("By", exact=True)).to_be_focused()
    await site.page.go_back()
    await expect(site.page.get_by_role("rowheader", name="Jan 2026")).to_be_visible()


async def test_a_value_that_is_wrong_is_said_beside_the_controls(site: AnalyticsSite) -> None:
    await site.sign_in("admin")
    await site.open("/analytics/reports/mrr?from=2026-05-01&to=2026-01-01")
    await expect(site.page.get_by_role("alert")).to_contain_text("This cannot be computed.")
    await expect(site.page.get_by_label("From")).to_have_value("2026-05-01")


async def test_a_dashboard_is_copied_rearranged_and_shared_and_others_see_their_own_figures(
    site: AnalyticsSite, analytics: Graph, browser: Browser
) -> None:
    await site.sign_in("admin", OVERVIEW)
    await site.press("Copy to rearrange")
    await expect(site.heading).to_have_text("Zoho Subscription Overview (copy)")
    copy = site.path
    await site.follow("Rearrange")
    await site.page.get_by_label("Title", exact=True).fill("Board of the week")
    await site.page.get_by_label("Place of tile 1", exact=True).fill("95")
    await site.page.get_by_label("Width of tile 2", exact=True).select_option("0")
    await site.page.get_by_label("Chart of tile 9", exact=True).select_option("BAR")
    await site.page.get_by_label("What splits tile 9", exact=True).select_option("PLAN")
    assert await violations_of(site.page) == []
    await site.page.get_by_label("Share it with everybody").check()
    await site.press("Save")
    await expect(site.heading).to_have_text("Board of the week")
    await expect(site.tile("Monthly recurring revenue").locator("svg:visible")).to_contain_text("Care Basic")
    titles = [text.strip() for text in await site.page.locator(".tile h2 a").all_inner_texts()]
    assert titles.index("ARPU") == 0
    assert "Active subscriptions" not in titles
    assert titles.index("MRR") > titles.index("Monthly recurring revenue") - 1
    async with watched_page(browser) as other:
        theirs = AnalyticsSite(other.page, analytics.base)
        await theirs.sign_in("restricted", copy)
        await expect(theirs.page.get_by_text("shared by Ingrid Halvorsen")).to_be_visible()
        await expect(theirs.tile("MRR").locator(".reason")).to_be_visible()
        await expect(theirs.page.get_by_role("link", name="Rearrange")).to_have_count(0)
        await theirs.open(f"{copy}/arrange")
        await expect(theirs.heading).to_have_text("You may not do this")
    await site.follow("Rearrange")
    await site.page.get_by_text("Delete this dashboard").click()
    await site.press("Delete it")
    await site.is_at("/analytics")
    await expect(site.page.get_by_role("link", name="Board of the week")).to_have_count(0)
