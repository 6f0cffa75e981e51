"""The bundle in a browser, before the preview's toy graph and under the content security policy."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Route, expect

from graphiql.preview import application
from tests.browser.chromium import Watched
from tests.browser.graphiql_page import GraphiQLPage
from tests.servers import served


@pytest_asyncio.fixture(scope="session")
async def preview(bundle: Path) -> AsyncIterator[str]:
    """The preview's address."""
    async with served(application()) as port:
        yield f"http://localhost:{port}"


@pytest.fixture
def graphiql(watched: Watched, preview: str) -> GraphiQLPage:
    """GraphiQL, not opened yet."""
    return GraphiQLPage(watched.page, preview)


async def test_the_page_asks_nobody_but_its_own_origin_and_keeps_its_policy(
    graphiql: GraphiQLPage, watched: Watched, preview: str
) -> None:
    await graphiql.open()
    await graphiql.press("Show Documentation Explorer")
    await expect(graphiql.documentation).to_contain_text("Query")
    await graphiql.write_query("{viewer{user{nam}}}")
    # The language worker has validated it.
    await expect(watched.page.locator(".graphiql-query-editor .squiggly-error")).not_to_have_count(0)
    await graphiql.write_query("{viewer{user{name}}}")
    await graphiql.press("Prettify query (Shift-Ctrl-P)")
    await expect(graphiql.query).to_have_text(re.compile(r"{\s+viewer\s{\s+user\s{\s+name\s+}\s+}\s*}"))
    await graphiql.run()
    await expect(graphiql.answer).to_contain_text("Ingrid Halvorsen")
    assert watched.origins == {preview}
    assert watched.complaints == []


async def test_the_first_query_is_the_one_that_the_server_offers(graphiql: GraphiQLPage) -> None:
    await graphiql.open()
    await expect(graphiql.query).to_contain_text("# Who asks?")


async def test_a_server_that_offers_no_first_query_gets_a_short_one(graphiql: GraphiQLPage, watched: Watched) -> None:
    await watched.page.route("**/graphql/first-query", lambda route: route.fulfill(status=404))
    await graphiql.open()
    await expect(graphiql.query).to_have_text("{ viewer { user { name } } }")


async def test_a_persona_asks_with_its_own_token(graphiql: GraphiQLPage, watched: Watched) -> None:
    await graphiql.open()
    await expect(graphiql.persona).to_have_accessible_name("Ask as")
    await expect(graphiql.persona.locator("option", has_text="sales")).to_have_text(
        "sales: integration user with the default grants"
    )
    await graphiql.persona.select_option("sales")
    await graphiql.run()
    await expect(graphiql.answer).to_contain_text("Samir Okafor")
    headers = await watched.posted("/graphql")[-1].all_headers()
    assert headers["authorization"] == "Bearer 1000.demo.sales"
    assert headers["accept"] == "application/graphql-response+json, application/json"
    assert headers["content-type"] == "application/json"


async def test_choosing_another_persona_shows_the_graph_as_that_one_sees_it(graphiql: GraphiQLPage) -> None:
    await graphiql.open()
    await graphiql.press("Show Documentation Explorer")
    query_type = graphiql.documentation.get_by_role("link", name="Query")
    await query_type.click()
    await expect(graphiql.documentation).to_contain_text("secret")
    await graphiql.persona.select_option("sales")
    await query_type.click()
    await expect(graphiql.documentation).to_contain_text("viewer")
    await expect(graphiql.documentation).not_to_contain_text("secret")


async def test_the_answer_goes_with_the_persona_that_it_was_given_to(graphiql: GraphiQLPage) -> None:
    await graphiql.open()
    await graphiql.run()
    await expect(graphiql.answer).to_contain_text("Ingrid Halvorsen")
    await graphiql.persona.select_option("sales")
    await expect(graphiql.answer).to_have_text("")


async def test_an_answer_under_way_never_arrives_at_the_next_persona(graphiql: GraphiQLPage, watched: Watched) -> None:
    await graphiql.open()
    await expect(graphiql.persona).to_have_value("admin")
    asked = asyncio.Event()

    async def held(route: Route) -> None:
        if "IntrospectionQuery" in (route.request.post_data or ""):
            await route.continue_()
        else:
            asked.set()

    await watched.page.route("**/graphql", held)
    async with watched.page.expect_event("requestfailed") as failed:
        await graphiql.run()
        await asked.wait()
        await graphiql.persona.select_option("sales")
    assert (await (await failed.value).all_headers())["authorization"] == "Bearer 1000.demo.admin"
    await expect(watched.page.locator(".graphiql-response .graphiql-spinner")).to_have_count(0)


async def test_the_chosen_persona_is_remembered(graphiql: GraphiQLPage) -> None:
    await graphiql.open()
    await graphiql.persona.select_option("accountant")
    await graphiql.open()
    await expect(graphiql.persona).to_have_value("accountant")
    await graphiql.run()
    await expect(graphiql.answer).to_contain_text("Ana Castillo")


async def test_the_headers_editor_wins_over_the_persona(graphiql: GraphiQLPage) -> None:
    await graphiql.open()
    await graphiql.write_headers('{"authorization": "Bearer 1000.demo.sales"}')
    await graphiql.run()
    await expect(graphiql.answer).to_contain_text("Samir Okafor")


@pytest.mark.usefixtures("bundle")
async def test_without_personas_a_token_is_typed_and_kept_for_the_tab_alone(watched: Watched) -> None:
    async with served(application(personas=())) as port:
        graphiql = GraphiQLPage(watched.page, f"http://localhost:{port}")
        await graphiql.open()
        await expect(graphiql.persona).to_have_count(0)
        await expect(graphiql.token).to_have_attribute("type", "password")
        await graphiql.token.fill("1000.demo.sales")
        await graphiql.press("Use")
        await graphiql.open()
        await graphiql.run()
        await expect(graphiql.answer).to_contain_text("Samir Okafor")
        assert "1000.demo" not in await watched.page.evaluate("JSON.stringify(localStorage)")


async def test_an_answer_that_is_not_json_is_shown_with_its_status(graphiql: GraphiQLPage, watched: Watched) -> None:
    await graphiql.open()
    await watched.page.route("**/graphql", lambda route: route.fulfill(status=502, body="upstream gone"))
    await graphiql.run()
    await expect(graphiql.answer).to_contain_text("502 Bad Gateway upstream gone")
