"""A browser without a window: it keeps cookies, follows redirects where told to, and sends forms."""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

import aiohttp

from tests.graphs import Graph

FORM_TOKEN = re.compile(r'name="form_token" value="([0-9a-f]{64})"')


@dataclass(frozen=True, slots=True)
class Seen:
    """What a browser was answered."""

    status: int
    headers: dict[str, str]
    cookies: list[str]
    text: str

    @property
    def form_token(self) -> str:
        """The token of the page's forms."""
        match = FORM_TOKEN.search(self.text)
        assert match is not None, self.text
        return match[1]

    @property
    def content(self) -> str:
        """The page's text without tags."""
        return " ".join(re.sub(r"<[^>]*>", " ", self.text).split())


@dataclass(slots=True)
class Browsing:
    """One browser profile before one gateway."""

    graph: Graph
    session: aiohttp.ClientSession

    async def get(self, path: str, **headers: str) -> Seen:
        """Open a page, without following where it leads."""
        return await self._asked("GET", path, headers, None)

    async def post(self, path: str, fields: dict[str, str], **headers: str) -> Seen:
        """Send a form as it is."""
        return await self._asked("POST", path, headers, fields)

    async def send(self, page: str, action: str, **fields: str) -> Seen:
        """Open a page and send a form of it."""
        token = (await self.get(page)).form_token
        return await self.post(action, {"form_token": token, **fields})

    async def sign_in(self, persona: str, back: str = "/analytics") -> Seen:
        """Sign in as a persona, by way of the local Zoho; the last answer, which begins the session."""
        away = await self.get(f"/auth/sign-in?{urlencode({'next': back})}")
        return await self.come_back(await self.choose(away.headers["Location"], persona))

    async def choose(self, place: str, persona: str) -> str:
        """Choose a persona at the local Zoho; where it sends the browser."""
        async with self.session.post(place, data={"persona": persona}, allow_redirects=False) as response:
            assert response.status == 303, await response.text()
            return response.headers["Location"]

    async def come_back(self, place: str) -> Seen:
        """Follow Zoho back to the gateway."""
        assert place.startswith(self.graph.base)
        return await self.get(place.removeprefix(self.graph.base))

    async def _asked(self, method: str, path: str, headers: dict[str, str], data: dict[str, str] | None) -> Seen:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.session.request(
            method, self.graph.base + path, headers=sent, data=data, allow_redirects=False
        ) as response:
            cookies = response.headers.getall("Set-Cookie", [])
            text = await response.text(errors="replace")
            return Seen(response.status, dict(response.headers), cookies, text)


@asynccontextmanager
async def browsing(graph: Graph) -> AsyncGenerator[Browsing]:
    """A browser with an empty profile."""
    async with aiohttp.ClientSession() as session:
        yield Browsing(graph, session)
