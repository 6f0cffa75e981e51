"""Ceilings of the stack that the gateway stands on: uvicorn and aiohttp without GraphQL.

`python -m bench.peers.passthrough msgspec|orjson PORT`. The one decodes with msgspec the columns that the operation
selects and no other, the other every key with orjson; both encode them in the gateway's shape.
"""

import gc
import sys
from collections.abc import Awaitable, Callable

import uvicorn
from starlette.types import Receive, Scope, Send

from bench.peers import by_msgspec, by_orjson

HEADERS = [(b"content-type", b"application/json")]
Answer = Callable[[str, bytes], Awaitable[bytes]]


def application(answer: Answer) -> Callable[[Scope, Receive, Send], Awaitable[None]]:
    """An ASGI application that is nothing but the answer."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        authorization = next(value for name, value in scope["headers"] if name == b"authorization").decode()
        found = await answer(authorization, body)
        length = (b"content-length", str(len(found)).encode())
        await send({"type": "http.response.start", "status": 200, "headers": [*HEADERS, length]})
        await send({"type": "http.response.body", "body": found})

    return app


if __name__ == "__main__":
    chosen = by_msgspec.decoded if sys.argv[1] == "msgspec" else by_orjson.decoded
    # As the gateway does it: nothing of what differs is to be the garbage collector's.
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)
    uvicorn.run(
        application(chosen), port=int(sys.argv[2]), lifespan="off", log_level="warning", access_log=False, loop="uvloop"
    )
