"""Real servers for the tests: an ASGI application behind uvicorn on a free loopback port."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, nullcontext
from typing import Any

import uvicorn


@asynccontextmanager
async def served(application: Any, **options: Any) -> AsyncGenerator[int]:
    """Serve `application` for the duration of the block; yields its port.

    Address it as `localhost`, not as 127.0.0.1: HTTP clients treat cookies of bare addresses differently.
    """
    config = uvicorn.Config(
        application, host="127.0.0.1", port=0, log_level="warning", lifespan="off", access_log=False, **options
    )
    server = uvicorn.Server(config)
    # Signals stay with the test runner.
    server.capture_signals = nullcontext  # pyright: ignore[reportAttributeAccessIssue]
    async with asyncio.TaskGroup() as group:
        task = group.create_task(server.serve())
        while not server.started:
            if task.done():
                raise RuntimeError("the server did not start")
            await asyncio.sleep(0.005)
        try:
            yield server.servers[0].sockets[0].getsockname()[1]
        finally:
            server.should_exit = True
            server.force_exit = True
