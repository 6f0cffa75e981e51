"""GraphiQL as its user sees it: where to click, where to type, where to read."""

from playwright.async_api import Locator, Page

PASTE = """text => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
}"""


class GraphiQLPage:
    """The page at `base`/graphql."""

    def __init__(self, page: Page, base: str) -> None:
        self._page = page
        self._base = base

    async def open(self, address: str = "/graphql") -> None:
        """Load the page and wait for its editor."""
        await self._page.goto(address if "://" in address else self._base + address)
        await self.query.wait_for()

    @property
    def query(self) -> Locator:
        """The text of the operation editor."""
        return self._page.locator(".graphiql-query-editor .view-lines")

    @property
    def answer(self) -> Locator:
        """The text of the response."""
        return self._page.locator(".graphiql-response .view-lines")

    @property
    def documentation(self) -> Locator:
        """The documentation explorer, once it was opened."""
        return self._page.locator(".graphiql-plugin")

    @property
    def persona(self) -> Locator:
        """The chooser of the caller."""
        return self._page.get_by_label("Ask as")

    @property
    def token(self) -> Locator:
        """The input for a token, where no personas are offered."""
        return self._page.get_by_label("Access token")

    @property
    def variables(self) -> Locator:
        """The text of the variables editor, once it was opened."""
        return self._page.locator(".graphiql-editor-tool .graphiql-editor:not(.hidden) .view-lines")

    async def choose_example(self, title: str) -> None:
        """Open the menu of examples and choose one."""
        await self.press("Examples")
        await self._page.get_by_role("menuitem", name=title).click()

    async def run(self) -> None:
        """Press the play button."""
        await self.press("Execute query (Ctrl-Enter)")

    async def press(self, name: str) -> None:
        """Press the button that assistive technology knows by this name."""
        await self._page.get_by_role("button", name=name).click()

    async def write_query(self, text: str) -> None:
        """Replace the operation."""
        await self._write(self.query, text)

    async def write_headers(self, text: str) -> None:
        """Open the headers editor and replace its text."""
        await self.press("Headers")
        await self._write(self._page.locator(".graphiql-editor-tool .graphiql-editor:not(.hidden) .view-lines"), text)

    async def _write(self, lines: Locator, text: str) -> None:
        await lines.click()
        await self._page.keyboard.press("Control+A")
        # Pasted: Monaco would close the brackets of typed text.
        await self._page.evaluate(PASTE, text)
