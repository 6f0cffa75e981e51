"""An answer that is given up ends its connection: nothing is kept for a client that takes nothing."""

import asyncio
from functools import partial

from starlette.types import Receive, Scope, Send

from gateway.http.protocol import BoundedProtocol
from tests.servers import served

PIECE = b"x" * 65_536


async def test_what_a_client_has_not_taken_is_dropped_with_the_answer() -> None:
    sent = 0
    given_up = asyncio.Event()

    async def application(_scope: Scope, _receive: Receive, send: Send) -> None:
        nonlocal sent
        await send({"type": "http.response.start", "status": 200, "headers": []})
        try:
            while True:
                async with asyncio.timeout(0.2):
                    await send({"type": "http.response.body", "body": PIECE, "more_body": True})
                sent += len(PIECE)
                # What is written is sent with the loop's next turn.
                await asyncio.sleep(0)
        except TimeoutError:
            given_up.set()

    async with served(application, http=partial(BoundedProtocol, head_seconds=10)) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024)
        writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        async with asyncio.timeout(60):
            await given_up.wait()
            received = 0
            try:
                while piece := await reader.read(65_536):
                    received += len(piece)
            except ConnectionError:
                pass
        writer.close()
    assert 0 < received < sent
