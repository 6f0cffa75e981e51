"""GraphiQL on a phone of 390 px: the panes stack, everything can be reached, and nothing is cut off at the side."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, expect

from tests.browser.chromium import Watched, watched_page
from tests.browser.graphiql_page import GraphiQLPage
from tests.browser.test_gateway import demo as demo
from tests.graphs import Graph

WIDTH, HEIGHT = 390, 844
QUERY = "{ viewer { user { name } } invoices(first: 1) { nodes { number total { amount currency } } } }"


@pytest_asyncio.fixture
async def phone(browser: Browser) -> AsyncIterator[Watched]:
    """An empty page on a phone."""
    options = {"viewport": {"width": WIDTH, "height": HEIGHT}, "has_touch": True, "is_mobile": True}
    async with watched_page(browser, **options, device_scale_factor=2) as page:
        yield page


async def box(locator: Locator) -> dict[str, float]:
    """Where it stands on the page. The editor draws its lines anew at any moment, so that one look may miss it."""
    for _ in range(20):
        await expect(locator).to_be_visible()
        rectangle = await locator.bounding_box()
        if rectangle is not None:
            return {
                "left": rectangle["x"],
                "top": rectangle["y"],
                "width": rectangle["width"],
                "height": rectangle["height"],
            }
    pytest.fail(f"{locator} never stood still.")


async def test_the_panes_stack_and_a_query_can_be_run_and_read(demo: Graph, phone: Watched, tmp_path: Path) -> None:
    page = GraphiQLPage(phone.page, demo.base)
    await page.open()
    await page.persona.select_option("admin")
    await page.write_query(QUERY)
    # Long lines are wrapped: the whole query can be seen.
    await expect(page.query).to_contain_text(QUERY.replace(" ", "\u00a0")[-20:])
    for end in (QUERY[:8], QUERY[-12:-4]):
        assert (await box(phone.page.locator(".view-line", has_text=end.strip()).first))["left"] < WIDTH / 2
    await page.run()
    await expect(page.answer).to_contain_text("Ingrid Halvorsen")
    editors, answer = [await box(phone.page.locator(each)) for each in (".graphiql-editors", ".graphiql-response")]
    assert answer["top"] >= editors["top"] + editors["height"] - 1
    for pane in (editors, answer):
        assert pane["left"] >= 0
        assert WIDTH * 0.9 <= pane["width"] <= WIDTH
        assert pane["height"] > HEIGHT / 3
    # Nothing makes the page wider than the phone.
    assert await phone.page.evaluate("document.documentElement.scrollWidth") <= WIDTH
    assert await phone.page.evaluate("document.querySelector('main > .graphiql-container').scrollWidth") <= WIDTH
    await page.answer.scroll_into_view_if_needed()
    await expect(phone.page.locator(".graphiql-response")).to_be_in_viewport(ratio=0.6)
    picture = tmp_path / "phone.png"
    await phone.page.screenshot(path=picture)
    assert picture.stat().st_size > 20_000
    assert phone.complaints == []


@pytest.mark.parametrize(
    "button", ["Show Documentation Explorer", "Show History", "Execute query (Ctrl-Enter)", "Examples", "Variables"]
)
async def test_every_tool_is_within_reach_of_a_thumb(demo: Graph, phone: Watched, button: str) -> None:
    await GraphiQLPage(phone.page, demo.base).open()
    tool = phone.page.get_by_role("button", name=button, exact=True)
    await tool.scroll_into_view_if_needed()
    place = await box(tool)
    assert 0 <= place["left"] <= place["left"] + place["width"] <= WIDTH
    assert min(place["width"], place["height"]) >= 24
    await tool.tap()


async def test_the_documentation_opens_above_the_editor_and_is_read_in_full_width(demo: Graph, phone: Watched) -> None:
    page = GraphiQLPage(phone.page, demo.base)
    await page.open()
    await page.press("Show Documentation Explorer")
    await expect(page.documentation).to_contain_text("Query")
    documentation = await box(page.documentation)
    assert documentation["left"] >= 0
    assert WIDTH * 0.9 <= documentation["width"] <= WIDTH
    assert documentation["top"] < (await box(phone.page.locator(".graphiql-editors")))["top"]
