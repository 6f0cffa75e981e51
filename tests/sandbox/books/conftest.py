"""Books over real HTTP: the sandbox's client, with the organisation filled in."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from sandbox.context import Options, Sandbox
from tests.sandbox.conftest import Answer, Zoho
from tests.servers import sandbox_served

ORGANIZATION = "460000000000100"
OTHER_ORGANIZATION = "460000000000200"


@dataclass(frozen=True, slots=True)
class Books:
    """Asks the local Books. `sent` is the JSON body."""

    zoho: Zoho
    read_only: bool = False

    async def ask(self, persona: str, method: str, path: str, sent: Any = None, **params: str | int) -> Answer:
        """One request in the default organisation, unless `organization_id` names another."""
        assert method == "GET" or not self.read_only, "the shared sandbox is only for reading"
        query: dict[str, Any] = {"organization_id": ORGANIZATION, **params}
        return await self.zoho.ask(persona, method, f"/books/v3{path}", json=sent, **query)

    async def rows(self, module: str, persona: str = "admin", /, **params: str | int) -> list[dict[str, Any]]:
        """The rows of a list."""
        answer = await self.ask(persona, "GET", f"/{module}", **params)
        assert answer.status == 200, answer.body
        return answer.body[next(key for key, value in answer.body.items() if isinstance(value, list))]

    async def one(self, path: str, persona: str = "admin") -> dict[str, Any]:
        """A single record."""
        answer = await self.ask(persona, "GET", path)
        assert answer.status == 200, answer.body
        return answer.body[next(key for key, value in answer.body.items() if isinstance(value, dict))]

    async def done(self, persona: str, method: str, path: str, sent: Any = None, **params: str | int) -> Any:
        """The body of a request that succeeds."""
        answer = await self.ask(persona, method, path, sent, **params)
        assert answer.status in {200, 201}, answer.body
        assert answer.body["code"] == 0
        return answer.body

    async def refused(
        self, persona: str, method: str, path: str, sent: Any = None, **params: str | int
    ) -> tuple[int, int, str]:
        """Status, code and message of a request that fails."""
        answer = await self.ask(persona, method, path, sent, **params)
        assert set(answer.body) == {"code", "message"}, answer.body
        return answer.status, answer.body["code"], answer.body["message"]


@pytest.fixture
def books(zoho: Zoho) -> Books:
    """The local Books, back at its seed."""
    return Books(zoho)


@pytest_asyncio.fixture(scope="session")
async def seed() -> AsyncIterator[Books]:
    """A local Books of their own for the tests that only read: nothing is ever written, nothing need be reset."""
    sandbox = Sandbox(Options(port=0))
    async with sandbox_served(sandbox) as port, aiohttp.ClientSession() as session:
        yield Books(Zoho(f"http://localhost:{port}", session, sandbox), read_only=True)
