"""The gateway's application asked in this process, without a socket: a hundred thousand requests in a minute."""

import asyncio
import json
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import structlog
from starlette.types import ASGIApp, Message

from tests.gateway.asking import JSON

Header = tuple[bytes, bytes]


@dataclass(slots=True)
class Answers:
    """What came back: how often each status, and what must never come."""

    statuses: dict[int, int] = field(default_factory=dict[int, int])
    faults: list[str] = field(default_factory=list[str])

    def note(self, status: int, sent: bytes, body: bytes) -> None:
        """Count an answer. None is a fault of the gateway's, shows its inside, or is something else than GraphQL's."""
        self.statuses[status] = self.statuses.get(status, 0) + 1
        fine = status < 500 and b"Traceback" not in body and b'File "' not in body and _is_graphql(body)
        if not fine:
            self.faults.append(f"{status} for {sent[:200]!r}: {body[:300]!r}")


def _is_graphql(body: bytes) -> bool:
    answer: Any = json.loads(body)
    return isinstance(answer, dict) and bool({"data", "errors"} & answer.keys())


async def posted(app: ASGIApp, body: bytes, headers: Iterable[Header], method: str = "POST") -> tuple[int, bytes]:
    """Status and body of one request at `/graphql`."""
    sent: list[Message] = []
    arriving: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        if not arriving:
            # The client waits for its answer.
            await asyncio.Event().wait()
        return arriving.pop()

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": "/graphql",
        "raw_path": b"/graphql",
        "query_string": b"",
        "root_path": "",
        "headers": list(headers),
        "client": ("127.0.0.1", 1),
        "server": ("localhost", 1),
    }
    await app(scope, receive, send)
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])


def headers_of(persona: str, *more: Header) -> list[Header]:
    """The headers of a persona's request."""
    token = f"Bearer 1000.demo.{persona}".encode()
    return [(b"host", b"localhost"), (b"authorization", token), (b"content-type", JSON.encode()), *more]


@contextmanager
def bugs_noted() -> Generator[list[str]]:
    """What the gateway logs as a bug during the block; nothing else of its log is kept."""
    noted: list[str] = []

    def heard(_logger: object, _method: str, event: Any) -> Any:
        if event.get("event") == "bug":
            noted.append(repr(event.get("exc_info")))
        raise structlog.DropEvent

    before = structlog.get_config()["processors"]
    structlog.configure(processors=[heard])
    try:
        yield noted
    finally:
        structlog.configure(processors=before)
