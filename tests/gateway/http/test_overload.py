"""More requests than the gateway takes: some are refused at once, the others are answered."""

import asyncio
from functools import partial

from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from gateway.http.negotiation import GRAPHQL, JSON
from gateway.http.overload import Shedding
from gateway.http.protocol import BoundedProtocol
from gateway.telemetry.metrics import Traffic
from tests.gateway.asking import head, wired
from tests.gateway.http.holding import held_up, status_reached
from tests.graphs import graph_served
from tests.servers import served


async def test_one_too_many_gets_503_with_a_code_and_the_time_to_wait() -> None:
    async with graph_served(requests_at_once=2) as graph:
        async with held_up(graph, 2):
            await status_reached(graph, "admin", 503)
            for accept in (JSON, GRAPHQL):
                refused = await graph.ask("admin", "{ __typename }", headers={"Accept": accept})
                assert (refused.status, refused.codes) == (503, ["OVERLOADED"])
                assert refused.headers["Content-Type"] == f"{accept}; charset=utf-8"
                assert refused.headers["Retry-After"] == "1"
                [error] = refused.body["errors"]
                assert error["extensions"]["requestId"] == refused.headers["X-Request-Id"]
            async with graph.session.get(f"{graph.base}/readyz") as ready:
                assert ready.status == 200
            assert graph.service.traffic.by_status[503] >= 3
        assert (await status_reached(graph, "admin", 200)).data == {"__typename": "Query"}


async def test_health_is_answered_while_everything_else_is_refused() -> None:
    released = asyncio.Event()

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/slow":
            await released.wait()
        await PlainTextResponse("ok")(scope, receive, send)

    shedding = Shedding(application, 1, Traffic())
    slow = asyncio.create_task(_status(shedding, "/slow"))
    await asyncio.sleep(0)
    assert [await _status(shedding, path) for path in ("/livez", "/readyz", "/graphql", "/files/1")] == [
        200,
        200,
        503,
        503,
    ]
    released.set()
    assert await slow == 200
    assert await _status(shedding, "/graphql") == 200


async def _status(app: Shedding, path: str) -> int:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    await app({"type": "http", "method": "GET", "path": path, "headers": []}, receive, send)
    return sent[0]["status"]


async def test_connections_have_a_number_and_requests_on_one_of_them_too() -> None:
    answering = PlainTextResponse("ok")
    protocol = partial(BoundedProtocol, head_seconds=20, most_connections=2, most_requests=3)
    async with served(answering, http=protocol) as port:
        held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(2)]
        for reader, writer in held:
            writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert (await reader.readuntil(b"ok")).startswith(b"HTTP/1.1 200 ")
        third = await wired(f"http://127.0.0.1:{port}", head("GET", "/"))
        assert third.startswith(b"HTTP/1.1 503 ")
        assert b"\r\nretry-after: 1\r\n" in third
        reader, writer = held[0]
        writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n" * 2)
        rest = await asyncio.wait_for(reader.read(), 20)
        # The third request is answered, and then the connection ends.
        assert (rest.count(b"HTTP/1.1 200 "), rest.count(b"connection: close")) == (2, 1)
        for _, each in held:
            each.close()
