"""The sandbox over real HTTP, with one client that asks as a persona."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from sandbox.app import reset
from sandbox.context import Options, Sandbox
from tests.servers import sandbox_served


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, the headers and the decoded JSON (None for an empty body)."""

    status: int
    headers: dict[str, str]
    body: Any


@dataclass(slots=True)
class Zoho:
    """Asks the sandbox. `ask("sales", "GET", "/books/v3/invoices", organization_id=...)`."""

    base: str
    session: aiohttp.ClientSession
    sandbox: Sandbox

    async def ask(
        self,
        persona: str | None,
        method: str,
        path: str,
        *,
        json: Any = None,
        data: Any = None,
        headers: dict[str, str] | None = None,
        token: str | None = None,
        **params: str | int,
    ) -> Answer:
        """One request with the persona's token, or with `token`, or with none."""
        sent = dict(headers or {})
        if token or persona:
            sent["Authorization"] = f"Zoho-oauthtoken {token or f'1000.demo.{persona}'}"
        query = {name: str(value) for name, value in params.items()}
        async with self.session.request(
            method, self.base + path, params=query, json=json, data=data, headers=sent, allow_redirects=False
        ) as response:
            raw = await response.read()
            is_json = "json" in response.headers.get("content-type", "")
            body = await response.json(content_type=None) if raw and is_json else (raw or None)
            return Answer(response.status, dict(response.headers), body)


@pytest_asyncio.fixture(scope="session")
async def served_sandbox() -> AsyncIterator[Zoho]:
    """One sandbox for the whole run."""
    sandbox = Sandbox(Options(port=0))
    async with sandbox_served(sandbox) as port, aiohttp.ClientSession() as session:
        yield Zoho(f"http://localhost:{port}", session, sandbox)


@pytest.fixture
def zoho(served_sandbox: Zoho) -> Zoho:
    """The sandbox, back at its seed."""
    reset(served_sandbox.sandbox)
    return served_sandbox
