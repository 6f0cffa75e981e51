"""The pictures of docs/migration.md: an administrator plays the whole story on the page. `make pictures` takes them."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.async_api import Browser, Page, expect

from sandbox.people import BY_NAME
from tests.browser.analytics_site import AnalyticsSite
from tests.browser.chromium import chromium, watched_page
from tests.graphs import Graph, graph_served

DOCS = Path(__file__).parents[2] / "docs"
DESK: dict[str, Any] = {"viewport": {"width": 1180, "height": 900}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True}
TALLEST = 1500
STAFF = 60
SALES, OUTSIDER = BY_NAME["sales"].email, BY_NAME["outsider"].email
RUN_MILLISECONDS = 120_000
INVOICES = "{ invoices(first: 5) { nodes { number balance { amount } } } }"


@dataclass(slots=True)
class Album:
    """Where pictures go, and how the page of the next one looks."""

    folder: Path
    site: AnalyticsSite

    @property
    def page(self) -> Page:
        """The tab."""
        return self.site.page

    async def take(self, name: str, heading: str, top: str = "") -> None:
        """Take a picture of the open page once it has this heading, from a part of it on."""
        await expect(self.site.heading).to_contain_text(heading)
        await self.page.evaluate("window.scrollTo(0, 0)")
        size = await self.page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
        begins = 0
        if top:
            box = await self.page.locator(top).first.bounding_box()
            begins = 0 if box is None else max(0, int(box["y"]) - 16)
        clip: Any = {"x": 0, "y": begins, "width": size[0], "height": min(size[1] - begins, TALLEST)}
        await self.page.screenshot(path=self.folder / f"migration-{name}.png", full_page=True, clip=clip)


async def take_all(graph: Graph, browser: Browser, folder: Path) -> None:
    """Take every picture of the story."""
    async with watched_page(browser, **DESK) as watched:
        album = Album(folder, AnalyticsSite(watched.page, graph.base))
        await _set_up(album)
        await _roster(album)
        await _plans(album, graph)
        address = await _migration(album)
    for name, options in (("phone", PHONE), ("dark", {**DESK, "color_scheme": "dark"})):
        async with watched_page(browser, **options) as watched:
            album = Album(folder, AnalyticsSite(watched.page, graph.base))
            await album.site.sign_in("admin", "/integration")
            await album.site.open(address)
            await album.take(f"report-{name}", "Done")


async def _set_up(album: Album) -> None:
    site, page = album.site, album.page
    await site.sign_in("admin", "/integration")
    await album.take("set-up", "Integration users")
    await page.get_by_label("Record which operations").check()
    await site.press("Set integration users up")
    await expect(page.get_by_role("heading", name="Settings")).to_be_visible()
    await album.take("checks", "Integration users")
    await site.open("/integration/settings")
    await album.take("settings", "Settings")
    await site.open("/integration/users/common")
    await album.take("common", "Users of both products")


async def _roster(album: Album) -> None:
    site, page = album.site, album.page
    await site.open("/integration/users/many")
    rows = "\n".join(("email,template", SALES + ",current", f"{OUTSIDER},legacy", "nobody@example.com,"))
    await page.get_by_label("The text of the file").fill(rows + f"\n{BY_NAME['accountant'].email},\n")
    await site.press("Rehearse the file")
    await album.take("rehearsal", "Rehearsal")
    await site.press("Add 2 users")
    await site.open("/integration/users")
    await album.take("users", "Users")
    await site.open("/integration/templates/edit")
    await page.get_by_label("Name: small letters").fill("buyers")
    await page.get_by_label("What it is for").fill("Buyers order, and see what was billed")
    for box in ("View: books purchase orders", "Create: books purchase orders", "View: books bills"):
        await page.get_by_role("checkbox", name=box).check()
    await album.take("template", "New template")
    await site.press("Save the template")
    await expect(site.heading).to_have_text("Templates")


async def _plans(album: Album, graph: Graph) -> None:
    site, page = album.site, album.page
    for _ in range(4):
        assert not (await graph.ask("sales", INVOICES)).codes
    await site.open("/integration/users")
    await page.get_by_role("checkbox", name=f"Choose {SALES}").check()
    await page.get_by_label("With the chosen users").select_option("grant")
    await page.get_by_label("Template, where one is given").select_option("buyers")
    await site.press("Plan")
    await album.take("plan", "A plan: nothing has changed yet")
    await site.open(f"/integration/users/impact?user={SALES}")
    await album.take("impact", "What changes for")
    await graph.prepare("POST", "/_sandbox/doubles", None)
    await site.open("/integration/links")
    while not await page.get_by_role("heading", level=2).count():
        await site.follow("Look at the next ones")
        await expect(page.get_by_role("link", name="Begin anew")).to_be_visible()
    await album.take("links", "Links")


async def _migration(album: Album) -> str:
    site, page = album.site, album.page
    await _limit(album, 50, "We begin with one wave")
    await site.open("/integration/migrations")
    await page.get_by_label("Choose those too").check()
    await album.take("prepare", "Migrations")
    await site.press("Prepare and preview")
    await album.take("attention", "Look at this before the start")
    address = site.path
    await _limit(album, 1000, "The first wave went well")
    await site.open(address)
    await page.get_by_text("Look anew at who becomes what").click()
    await page.get_by_label("Choose those too").check()
    await site.press("Look anew")
    await expect(site.heading).to_have_text("Ready to start")
    await page.get_by_text("Start at a time, or run").click()
    await album.take("preview", "Ready to start")
    await site.press("Start the migration")
    await expect(site.heading).to_have_text("Done", timeout=RUN_MILLISECONDS)
    await site.open(f"{address}?outcome=MIGRATED")
    await album.take("report", "Done")
    for box in (await page.get_by_role("checkbox").all())[:3]:
        await box.check()
    await page.locator('button[name="step"][value="take_back"]').click()
    await expect(page.get_by_role("link", name="Reverted 3")).to_be_visible(timeout=RUN_MILLISECONDS)
    await site.open(f"{address}?outcome=REVERTED")
    await album.take("undone", "Done")
    await site.open("/integration/migrations")
    await album.take("tokens", "Migrations")
    return address


async def _limit(album: Album, most: int, reason: str) -> None:
    await album.site.open("/integration/settings")
    await album.page.get_by_label("The most integration users").fill(str(most))
    await album.page.get_by_label("Why; it stands").fill(reason)
    await album.site.press("Set the limit")
    await expect(album.page.get_by_text(reason)).to_be_visible()


async def main(folder: Path = DOCS) -> None:
    """Take every picture anew."""
    with TemporaryDirectory() as store:
        settings: dict[str, Any] = {
            "database": f"sqlite:///{Path(store) / 'store.db'}",
            "job_keys": ("a key for the pictures alone, long enough",),
        }
        async with graph_served(offers_personas=True, staff=STAFF, **settings) as graph, chromium() as browser:
            await take_all(graph, browser, folder)


if __name__ == "__main__":
    asyncio.run(main())
