"""Chromium under Playwright: pages that start empty, and what each of them asked for and complained of."""

import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser, ConsoleMessage, Page, Request, WebError, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
# The sandbox needs rights that a container's root lacks; the rest keeps Chromium from asking for anything of its own.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(slots=True)
class Watched:
    """A page with its requests, its workers' included, and what its console said that is an error or a warning."""

    page: Page
    requests: list[Request] = field(default_factory=list[Request])
    complaints: list[str] = field(default_factory=list[str])

    @property
    def origins(self) -> set[str]:
        """Whom the page asked; data and blob addresses ask nobody."""
        parts = [urlsplit(request.url) for request in self.requests]
        return {f"{part.scheme}://{part.netloc}" for part in parts if part.scheme not in {"data", "blob"}}

    def posted(self, path: str) -> list[Request]:
        """The page's POST requests to `path`, first one first."""
        return [one for one in self.requests if one.method == "POST" and urlsplit(one.url).path == path]


@asynccontextmanager
async def chromium() -> AsyncGenerator[Browser]:
    """The machine's own Chromium, without a window."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise RuntimeError(f"no browser found: install one of {', '.join(NAMES)}")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def watched_page(browser: Browser, **options: Any) -> AsyncGenerator[Watched]:
    """A page in a profile of its own: nothing stored, nothing cached. `options` are those of the profile."""
    context = await browser.new_context(**options)
    try:
        watched = Watched(await context.new_page())

        def asked(request: Request) -> None:
            watched.requests.append(request)

        def heard(message: ConsoleMessage) -> None:
            # A violation of the content security policy is an error on the console.
            if message.type in {"error", "warning"}:
                watched.complaints.append(message.text)

        def failed(failure: WebError) -> None:
            watched.complaints.append(str(failure.error))

        context.on("request", asked)
        context.on("console", heard)
        context.on("weberror", failed)
        yield watched
    finally:
        await context.close()
