"""Answers of the endpoint, sent as they are; only larger ones go by way of what compresses them."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.http.compression import compressed

RESPONSE = "suitegraph.response"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with a body: an ASGI application like Starlette's responses, at a part of their price."""

    status_code: int
    headers: list[tuple[bytes, bytes]]
    body: bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.headers})
        await send({"type": "http.response.body", "body": self.body})


def answer_of(body: bytes, status: int, media_type: str, *headers: Mapping[str, str]) -> Answer:
    """The answer with these headers."""
    lines = [(name.lower().encode(), value.encode("latin-1")) for part in headers for name, value in part.items()]
    lines.append((b"content-length", b"%d" % len(body)))
    lines.append((b"content-type", f"{media_type}; charset=utf-8".encode()))
    return Answer(status, lines, body)


class Sending:
    """Sends responses, compressed from `smallest` bytes on where the client takes that; never for 0."""

    def __init__(self, smallest: int) -> None:
        self._smallest = smallest
        self._compressed = compressed(_response_in, smallest)

    async def __call__(self, response: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Send a response."""
        if isinstance(response, Answer) and len(response.body) < self._smallest:
            await response(scope, receive, send)
        else:
            await self._compressed({**scope, RESPONSE: response}, receive, send)


async def _response_in(scope: Scope, receive: Receive, send: Send) -> None:
    await scope[RESPONSE](scope, receive, send)
