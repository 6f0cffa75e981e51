"""The example front end of examples/web, built and served as its README says, in front of a gateway."""

import asyncio
import re
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Locator, Page, expect

from tests.node.node import environment, install

EXAMPLE = Path(__file__).parents[2] / "examples" / "web"
PROGRAMS = EXAMPLE / "node_modules" / ".bin"
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
PATIENCE = 300.0


async def _output_of(*words: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *words, cwd=EXAMPLE, env=environment(PROGRAMS, NO_COLOR="1"), stdout=PIPE, stderr=STDOUT
    )
    output, _ = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert process.returncode == 0, output.decode()


async def build() -> None:
    """What `npm ci && npm run build` does."""
    await asyncio.to_thread(install, EXAMPLE)
    await _output_of("/usr/bin/env", "graphql-codegen", "--config", "codegen.ts")
    await _output_of("/usr/bin/env", "tsc", "--noEmit")
    await _output_of("/usr/bin/env", "vite", "build")


@asynccontextmanager
async def previewed(gateway: str) -> AsyncGenerator[str]:
    """The built pages' address, while the server runs that hands the gateway's paths on."""
    process = await asyncio.create_subprocess_exec(
        *("/usr/bin/env", "vite", "preview", "--port", "0"),
        cwd=EXAMPLE,
        env=environment(PROGRAMS, NO_COLOR="1", GATEWAY=gateway),
        stdout=PIPE,
        stderr=STDOUT,
    )
    try:
        yield await asyncio.wait_for(_address_of(process), PATIENCE)
    finally:
        process.terminate()
        await process.wait()


async def _address_of(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    async for line in process.stdout:
        if found := ADDRESS.search(line.decode()):
            return found.group()
    raise AssertionError("the preview ended before it served")


class ExampleSite:
    """The example's pages in one tab, as its user sees them."""

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self._base = base

    async def sign_in(self, persona: str) -> None:
        """Sign in as a persona, at the local Zoho's page."""
        await self.page.goto(self._base)
        await self.page.get_by_role("button", name="Sign in with Zoho").click()
        await self.page.locator(f'button[value="{persona}"]').click()
        await expect(self.page.get_by_role("button", name="Sign out")).to_be_visible()
        assert self.page.url.startswith(self._base)

    async def open_account(self, name: str) -> None:
        """Search an account by its name, and open it."""
        await self.page.get_by_label("Name").fill(name)
        await self.page.get_by_role("button", name="Search").click()
        await self.page.get_by_role("link", name=name).click()
        await expect(self.page.get_by_role("heading", level=1, name=name)).to_be_visible()

    def related(self, title: str) -> Locator:
        """A related list."""
        return self.page.get_by_role("region", name=title, exact=True)

    @property
    def new_estimate(self) -> Locator:
        """The form that creates an estimate."""
        return self.page.get_by_role("form", name="New estimate")
