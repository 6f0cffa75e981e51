"""The example front end: a user signs in, reads an account, creates and sends an estimate, and sees what is hidden."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Dialog, expect

from sandbox.people import BY_NAME
from tests.browser.chromium import Watched, watched_page
from tests.browser.example_site import ExampleSite, build, previewed
from tests.graphs import Graph, graph_served

WIDTH = 390
ACCOUNT = "Aurora Optics"
SET_UP = "mutation { setUpIntegration { version } }"
GRANTS = 'mutation ($emails: [String!]!) { addIntegrationUsers(emails: $emails, template: "legacy") { doneCount } }'


@pytest_asyncio.fixture(scope="module")
async def gateway(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Graph]:
    """A gateway as the demo has it, with a store."""
    database = f"sqlite:///{tmp_path_factory.mktemp('store') / 'store.db'}"
    async with graph_served(offers_personas=True, database=database) as graph:
        yield graph


@pytest_asyncio.fixture(scope="module")
async def base(gateway: Graph) -> AsyncIterator[str]:
    """The example's address."""
    await build()
    async with previewed(gateway.base) as address:
        yield address


async def test_sales_creates_and_sends_an_estimate_in_their_own_name(
    gateway: Graph, base: str, watched: Watched
) -> None:
    site = ExampleSite(watched.page, base)
    await site.sign_in("sales")
    await site.open_account(ACCOUNT)
    await expect(site.related("Estimates").get_by_text(" EUR").first).to_be_visible()
    [asked_for_page] = [each for each in watched.posted("/graphql") if "query Account(" in (each.post_data or "")]
    answer = await asked_for_page.response()
    assert answer is not None
    assert answer.headers["content-type"].startswith("multipart/mixed")
    form = site.new_estimate
    await form.get_by_label("What").fill("Workshop")
    await form.get_by_label("Rate").fill("100.00")
    await form.get_by_role("button", name="Create").click()
    created = form.get_by_role("status")
    await expect(created).to_contain_text("Created QT-")
    number = (await created.inner_text()).removeprefix("Created ").rstrip(".")
    row = site.related("Estimates").get_by_role("listitem").filter(has_text=number)
    await expect(row).to_contain_text("100.00 EUR")

    asked: list[str] = []

    async def confirm(dialog: Dialog) -> None:
        asked.append(dialog.message)
        await dialog.accept()

    site.page.on("dialog", confirm)
    await row.get_by_role("button", name="Send").click()
    await expect(row).to_contain_text("sent")
    assert BY_NAME["sales"].email in asked[0]
    assert {call["token_owner"] for call in gateway.calls() if call["product"] != "accounts"} == {"sales"}
    held = "JSON.stringify([document.cookie, {...localStorage}, {...sessionStorage}, document.body.innerHTML])"
    assert "1000." not in await site.page.evaluate(held)
    assert watched.origins == {base, gateway.sign_in_origin}
    assert watched.complaints == []


async def test_restricted_sees_why_amounts_are_hidden_and_what_they_may_not_do(base: str, browser: Browser) -> None:
    options = {"viewport": {"width": WIDTH, "height": 844}, "has_touch": True, "is_mobile": True}
    async with watched_page(browser, **options) as phone:
        site = ExampleSite(phone.page, base)
        await site.sign_in("restricted")
        await site.open_account(ACCOUNT)
        await expect(site.related("Invoices")).to_contain_text("Hidden by your CRM field permissions")
        await expect(site.related("Estimates")).to_contain_text("Hidden by your CRM profile")
        await expect(site.new_estimate.get_by_role("button", name="Create")).to_be_disabled()
        assert await site.page.evaluate("document.documentElement.scrollWidth") <= WIDTH
        assert phone.complaints == []


async def test_who_sees_all_has_the_chart_of_an_accounts_subscriptions(base: str, watched: Watched) -> None:
    site = ExampleSite(watched.page, base)
    await site.sign_in("admin")
    await site.open_account(ACCOUNT)
    await expect(site.related("Subscriptions").get_by_role("listitem").first).to_contain_text("EUR")
    await expect(site.page.get_by_role("img", name="EUR")).to_be_visible()
    assert watched.complaints == []


async def test_rights_that_change_show_on_the_open_page(gateway: Graph, base: str, watched: Watched) -> None:
    site = ExampleSite(watched.page, base)
    await site.page.clock.install()
    await site.sign_in("sales")
    await site.open_account(ACCOUNT)
    await expect(site.new_estimate.get_by_role("button", name="Create")).to_be_enabled()
    await expect(site.related("Invoices").get_by_text("Hidden").first).to_be_hidden()
    await gateway.ask("admin", SET_UP)
    changed = await gateway.ask("admin", GRANTS, {"emails": [BY_NAME["sales"].email]})
    assert changed.data["addIntegrationUsers"]["doneCount"] == 1
    await site.page.clock.run_for(16_000)
    await expect(site.page.get_by_role("status").first).to_contain_text("Your rights have changed")
