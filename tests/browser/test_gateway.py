"""GraphiQL of the real gateway in a browser: choose a persona, run the first query, see the answer."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import expect

from tests.browser.chromium import Watched
from tests.browser.graphiql_page import GraphiQLPage
from tests.graphs import Graph, graph_served


@pytest_asyncio.fixture(scope="session")
async def demo(bundle: Path) -> AsyncIterator[Graph]:
    """A gateway as the demo has it, with the bundle and the sandbox's personas."""
    assert bundle.name == "graphiql"
    async with graph_served(offers_personas=True) as graph:
        yield graph


# Short enough that the editor draws every line of the answer.
THREE_PRODUCTS = """
{ accounts(first: 1, search: "Aurora Optics") { nodes { name
    invoices(first: 1, orderBy: { field: NUMBER, direction: ASC }) { nodes { number } }
    subscriptions(first: 1) { nodes { planName } } } } }
"""


async def test_a_persona_runs_a_query_and_sees_all_three_products(demo: Graph, watched: Watched) -> None:
    page = GraphiQLPage(watched.page, demo.base)
    await page.open()
    await page.persona.select_option("admin")
    await page.write_query(THREE_PRODUCTS)
    await page.run()
    for found in ("Aurora Optics", "INV-000001", "Care Basic"):
        await expect(page.answer).to_contain_text(found)
    assert watched.origins == {demo.base}
    assert watched.complaints == []
    assert {call["token_owner"] for call in demo.calls()} == {"admin"}


async def test_who_signs_in_asks_as_themselves_and_their_page_holds_no_token(demo: Graph, watched: Watched) -> None:
    page = GraphiQLPage(watched.page, demo.base)
    await page.open("/graphql?query=%7Bviewer%7Buser%7Bname%7D%7D%7D")
    await watched.page.get_by_role("link", name="Sign in").click()
    await watched.page.locator('button[value="sales"]').click()
    await expect(watched.page.get_by_text("Signed in as Samir Okafor")).to_be_visible()
    await page.run()
    await expect(page.answer).to_contain_text("Samir Okafor")
    held = "JSON.stringify([document.cookie, {...localStorage}, {...sessionStorage}, document.body.innerHTML])"
    assert "1000." not in await watched.page.evaluate(held)
    await page.press("Sign out")
    await expect(watched.page.get_by_role("link", name="Sign in")).to_be_visible()
    assert watched.complaints == []


async def test_the_first_query_runs_as_it_stands(demo: Graph, watched: Watched) -> None:
    page = GraphiQLPage(watched.page, demo.base)
    await page.open()
    await page.persona.select_option("admin")
    await page.run()
    await expect(page.answer).to_contain_text("Aurora Optics")
    await expect(page.answer).not_to_contain_text('"errors"')


async def test_another_persona_gets_another_answer(demo: Graph, watched: Watched) -> None:
    page = GraphiQLPage(watched.page, demo.base)
    await page.open()
    await page.persona.select_option("sales")
    await page.write_query("{ viewer { user { name } } subscriptions(first: 1) { nodes { name } } }")
    await page.run()
    await expect(page.answer).to_contain_text("Samir Okafor")
    await expect(page.answer).to_contain_text("INTEGRATION_GRANT")
