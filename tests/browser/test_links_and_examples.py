"""Links that open a query in GraphiQL, and the menu of examples."""

import json
from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.async_api import expect

from tests.browser.chromium import Watched
from tests.browser.graphiql_page import GraphiQLPage
from tests.browser.test_gateway import demo as demo
from tests.graphs import Graph

QUERY = "query ($n: Int) { accounts(first: $n) { nodes { name } } }"
VARIABLES = json.dumps({"n": 1})


async def test_a_link_opens_its_query_and_variables_and_runs_nothing(demo: Graph, watched: Watched) -> None:
    page = GraphiQLPage(watched.page, demo.base)
    await page.open(f"/graphql?{urlencode({'query': QUERY, 'variables': VARIABLES})}")
    await expect(page.query).to_contain_text("accounts(first: $n)")
    await expect(page.variables).to_contain_text('"n": 1')
    await expect(page.answer).to_have_text("")
    asked = [request.post_data or "" for request in watched.posted("/graphql")]
    assert all("IntrospectionQuery" in body for body in asked)
    assert urlsplit(watched.page.url).query == ""
    await page.run()
    await expect(page.answer).to_contain_text('"name"')
    assert watched.complaints == []


async def test_a_button_copies_a_link_that_opens_the_same_query_elsewhere(demo: Graph, watched: Watched) -> None:
    await watched.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=demo.base)
    page = GraphiQLPage(watched.page, demo.base)
    await page.open(f"/graphql?{urlencode({'query': QUERY, 'variables': VARIABLES})}")
    await page.press("Copy a link to this query")
    await expect(watched.page.get_by_role("button", name="The link is copied")).to_have_count(1)
    link = str(await watched.page.evaluate("navigator.clipboard.readText()"))
    assert link == watched.page.url
    parts = parse_qs(urlsplit(link).query)
    assert (parts["query"], json.loads(parts["variables"][0])) == ([QUERY], {"n": 1})
    # Neither whom it was asked as nor their token travels in it.
    assert "demo" not in urlsplit(link).query
    await watched.page.evaluate("localStorage.clear()")
    await page.open(link)
    await expect(page.query).to_contain_text("accounts(first: $n)")


async def test_an_example_opens_in_a_tab_of_its_own_and_asks_as_its_persona(demo: Graph, watched: Watched) -> None:
    page = GraphiQLPage(watched.page, demo.base)
    await page.open()
    await page.write_query("{ viewer { user { email } } }")
    await page.choose_example("restricted: Invoices without their amounts")
    await expect(page.persona).to_have_value("restricted")
    await expect(page.query).to_contain_text("CRM hides amounts")
    await page.run()
    await expect(page.answer).to_contain_text('"total": null')
    await expect(watched.page.get_by_role("tab")).to_have_count(2)


async def test_the_page_comes_compressed(demo: Graph, watched: Watched) -> None:
    page = GraphiQLPage(watched.page, demo.base)
    async with watched.page.expect_response("**/assets/monaco-*.js") as monaco:
        await page.open()
    # Monaco alone is 3.5 MB, the whole page was 4.4 MB before.
    assert await (await monaco.value).header_value("content-encoding") in {"br", "zstd"}
    await watched.page.wait_for_load_state("networkidle")
    transferred = "performance.getEntriesByType('resource').reduce((sum, each) => sum + each.encodedBodySize, 0)"
    assert 100_000 < int(await watched.page.evaluate(transferred)) < 1_600_000
