"""The pages at `/analytics` as their reader sees them: where to click and where to read."""

from urllib.parse import urlsplit

from playwright.async_api import Locator, Page, expect

NAVIGATION_MILLISECONDS = 120_000


class AnalyticsSite:
    """The pages of one gateway in one tab."""

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        # A dashboard's first charts start the process that draws, on a machine that may be busy.
        page.set_default_navigation_timeout(NAVIGATION_MILLISECONDS)
        self._base = base

    async def open(self, path: str) -> None:
        """Open a page, whose main part is there then."""
        await self.page.goto(self._base + path)
        await expect(self.page.get_by_role("main")).to_be_visible()

    async def sign_in(self, persona: str, path: str = "/analytics") -> None:
        """Open a page as a persona, by the sign-in of the local Zoho that stands before it."""
        await self.open(path)
        await self.page.get_by_role("link", name="Sign in with Zoho").click()
        await self.page.locator(f'button[value="{persona}"]').click()
        await self.is_at(path)

    async def is_at(self, path: str) -> None:
        """Wait until this page is open."""
        await expect(self.page).to_have_url(self._base + path)
        await expect(self.page.get_by_role("button", name="Sign out")).to_be_visible()

    @property
    def path(self) -> str:
        """Where the tab is."""
        return urlsplit(self.page.url).path

    @property
    def heading(self) -> Locator:
        """The page's heading."""
        return self.page.get_by_role("heading", level=1)

    def tile(self, title: str) -> Locator:
        """A tile of a dashboard."""
        return self.page.get_by_role("region", name=title, exact=True).and_(self.page.locator("section"))

    async def follow(self, name: str, *, exact: bool = True) -> None:
        """Click a link."""
        await self.page.get_by_role("link", name=name, exact=exact).first.click()

    async def press(self, name: str) -> None:
        """Click a button."""
        await self.page.get_by_role("button", name=name, exact=True).click()

    async def width(self) -> int:
        """How wide the page is, in pixels."""
        return await self.page.evaluate("document.documentElement.scrollWidth")
