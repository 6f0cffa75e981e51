"""A product of our own making, over real HTTP: it answers what a test tells it and keeps what it was asked."""

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from adapters.cache.single_flight import SingleFlight
from adapters.connections import ExchangeBounds
from adapters.data_centres import DataCentre
from adapters.exchange import Exchange, Upstream
from adapters.messages import Request as WayOut
from adapters.messages import Response as Received
from domain.caller import Caller, caller_of
from tests.servers import served

Answering = Callable[[Request], Awaitable[Response]]
JSON_TYPE = "application/json;charset=UTF-8"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it arrived. `path` is as it was on the wire, `connection` tells connections apart."""

    method: str
    path: str
    params: list[tuple[str, str]]
    headers: dict[str, str]
    body: bytes
    connection: object
    at: float


def told(body: object = b"", status: int = 200, **headers: str) -> Response:
    """An answer: bytes as they are, anything else as JSON. Headers by their names with underscores."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(content, status, {"content-type": JSON_TYPE, **named})


def success(**more: object) -> dict[str, object]:
    """An envelope of the finance platform."""
    return {"code": 0, "message": "success", **more}


@dataclass(slots=True)
class Crowd:
    """The calls of one test that are being answered. One of an earlier test that lingers counts there alone."""

    inside: int = 0
    most: int = 0


@dataclass(slots=True)
class Product:
    """The application. `answer` decides each answer; `inside` counts the calls that are being answered."""

    answer: Answering = field(init=False)
    asked: list[Asked] = field(init=False)
    crowd: Crowd = field(init=False)
    left: int = field(init=False)

    def __post_init__(self) -> None:
        self.renew()

    def renew(self) -> None:
        """Be as new."""
        self.asked = []
        self.crowd = Crowd()
        self.left = 0
        self.always(success())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        self.asked.append(await _asked(request))
        crowd = self.crowd
        crowd.inside += 1
        crowd.most = max(crowd.most, crowd.inside)
        try:
            response = await self.answer(request)
            await response(scope, receive, send)
        finally:
            crowd.inside -= 1

    @property
    def inside(self) -> int:
        """The number of calls that are being answered."""
        return self.crowd.inside

    @property
    def most_inside(self) -> int:
        """The most of them at once."""
        return self.crowd.most

    def always(self, body: object = b"", status: int = 200, **headers: str) -> None:
        """Answer everything with this."""

        async def answer(_request: Request) -> Response:
            return told(body, status, **headers)

        self.answer = answer

    def in_turn(self, answers: Iterable[Response]) -> None:
        """Answer with each of these, one after the other."""
        waiting = iter(answers)

        async def answer(_request: Request) -> Response:
            return next(waiting)

        self.answer = answer

    def hang(self, *, when: Callable[[Request], bool] = lambda _request: True) -> None:
        """Never answer such requests; count those that leave. Answer the others with success."""

        async def answer(request: Request) -> Response:
            if not when(request):
                return told(success())
            await request.receive()  # after the body, nothing comes but the client's leaving
            self.left += 1
            return told()

        self.answer = answer

    @property
    def params(self) -> dict[str, str]:
        """The parameters of the last request."""
        return dict(self.asked[-1].params)


async def received(upstream: Upstream, request: WayOut) -> Received:
    """What a product answers, not understood yet."""
    return await upstream.ask(request, lambda answer: answer)


async def _asked(request: Request) -> Asked:
    return Asked(
        request.method,
        request.scope["raw_path"].decode(),
        parse_qsl(request.scope["query_string"].decode(), keep_blank_values=True),
        dict(request.headers),
        await request.body(),
        request.client,
        asyncio.get_running_loop().time(),
    )


@dataclass(frozen=True, slots=True)
class Way:
    """The way of callers to a product of our own."""

    product: Product
    exchange: Exchange
    port: int

    def caller(self, name: str = "one") -> Caller:
        """A caller by name."""
        return caller_of(f"1000.test.{name}", "own", b"key")

    def upstream(self, name: str = "one", seconds: float = 20.0, *, fresh: bool = False) -> Upstream:
        """The way out of a caller for so many seconds."""
        return self.exchange.upstream(self.caller(name), asyncio.get_running_loop().time() + seconds, fresh=fresh)


@asynccontextmanager
async def exchange_to(port: int, reads: SingleFlight | None = None, **limits: Any) -> AsyncGenerator[Exchange]:
    """An exchange whose only data centre is a port of this machine, reached by name."""
    place = f"http://localhost:{port}"
    exchange = Exchange({"own": DataCentre(place, place)}, ExchangeBounds(**limits), reads)
    await exchange.open()
    try:
        yield exchange
    finally:
        await exchange.close()


@asynccontextmanager
async def way_to_product(**limits: Any) -> AsyncGenerator[Way]:
    """A product with a way to it."""
    product = Product()
    async with served(product) as port, exchange_to(port, **limits) as exchange:
        yield Way(product, exchange, port)


@asynccontextmanager
async def ending_connections() -> AsyncGenerator[tuple[int, list[bytes]]]:
    """A server that reads a request and ends the connection; yields its port and the first lines that it read."""
    lines: list[bytes] = []

    async def end(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        lines.append(head.partition(b"\r\n")[0])
        writer.close()

    server = await asyncio.start_server(end, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], lines
