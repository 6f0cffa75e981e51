"""axe-core, which Deque Systems made: what of a page assistive technology cannot use."""

from functools import cache
from pathlib import Path

from playwright.async_api import Page

from tests.node.node import install

HERE = Path(__file__).parent
RUN = """async () => {
  const { violations } = await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa",
    "best-practice"] });
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`));
}"""


@cache
def _source() -> str:
    install(HERE)
    return (HERE / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")


async def violations_of(page: Page) -> list[str]:
    """The violations on a page as it stands, each with its element."""
    # By the debugger's hand: the page's own policy lets nobody add a script.
    await page.evaluate(_source())
    return await page.evaluate(RUN)
