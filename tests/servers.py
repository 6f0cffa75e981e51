"""Real servers for the tests: an ASGI application, or a whole sandbox, behind uvicorn on a free loopback port."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, nullcontext
from datetime import date
from functools import cache
from typing import Any

import uvicorn

from sandbox.app import records
from sandbox.context import Options, Sandbox
from sandbox.serving import SandboxServer
from sandbox.store import Store


@asynccontextmanager
async def served(application: Any, **options: Any) -> AsyncGenerator[int]:
    """Serve `application` for the duration of the block, by default without its lifespan; yields its port.

    Address it as `localhost`, not as 127.0.0.1: HTTP clients treat cookies of bare addresses differently.
    """
    # Longer than clients keep idle connections, as the gateway serves: or a server closes what a client is writing on.
    options = {"lifespan": "off", "timeout_keep_alive": 30, **options}
    config = uvicorn.Config(application, host="127.0.0.1", port=0, log_level="warning", access_log=False, **options)
    server = uvicorn.Server(config)
    server.capture_signals = nullcontext  # pyright: ignore[reportAttributeAccessIssue]  # signals stay with pytest
    async with _running(server) as port:
        yield port


@asynccontextmanager
async def sandbox_served(sandbox: Sandbox, *, own_ports: bool = False) -> AsyncGenerator[int]:
    """Serve a sandbox whose options name port 0; yields its shared port, `sandbox.ports.numbers()` has the others."""
    options = sandbox.options
    try:
        sandbox.store.load_copy(_seed(options.seed, options.scale, options.today))
        async with _running(SandboxServer(sandbox, own_ports=own_ports)) as port:
            yield port
    finally:
        sandbox.store.close()


@cache
def _seed(seed: int, scale: int, today: date) -> Store:
    """A company's records, made once for all sandboxes of this process, which copy them."""
    sandbox = Sandbox(Options(seed=seed, scale=scale, today=today))
    sandbox.store.load(records(sandbox))
    return sandbox.store


@asynccontextmanager
async def _running(server: uvicorn.Server) -> AsyncGenerator[int]:
    task = asyncio.create_task(server.serve())
    try:
        while not server.started:
            if task.done():
                raise RuntimeError("the server did not start")
            await asyncio.sleep(0.005)
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        # A forced exit waits for no connection, but would leave a lifespan in the air.
        server.force_exit = server.config.lifespan == "off"
        await task
