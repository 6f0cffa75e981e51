"""One browser for the whole run, a page of its own for each test, and a bundle made of the present sources."""

import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.browser.chromium import Watched, chromium, watched_page

ROOT = Path(__file__).resolve().parents[2]


@pytest_asyncio.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """The machine's Chromium."""
    # Monaco is 3 MB of code, on a machine that may be busy.
    expect.set_options(timeout=30_000)
    async with chromium() as started:
        yield started


@pytest_asyncio.fixture
async def watched(browser: Browser) -> AsyncIterator[Watched]:
    """An empty page, watched from its start."""
    async with watched_page(browser) as page:
        yield page


@pytest.fixture(scope="session")
def bundle() -> Path:
    """GraphiQL's bundle, built where it is missing or older than its sources."""
    done = subprocess.run([sys.executable, ROOT / "graphiql" / "build.py"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return ROOT / "gateway" / "graphiql"
