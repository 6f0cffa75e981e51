"""The sandbox behind uvicorn: the shared port, the products' own ones, and an end that no held call delays."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from socket import socket

import uvicorn

from sandbox.app import application
from sandbox.context import Sandbox
from sandbox.faults.rules import PRODUCTS
from sandbox.transport import SandboxProtocol

PATIENCE = 5
KEEP_ALIVE_SECONDS = 75


def own_numbers(shared: int) -> dict[str, int]:
    """The numbers of the products' own ports: those after the shared one, or any free ones (0) as for that."""
    return {product: shared and shared + index for index, product in enumerate(PRODUCTS, start=1)}


class SandboxServer(uvicorn.Server):
    """One server of one sandbox. Signals are the caller's affair: set `should_exit`."""

    def __init__(
        self,
        sandbox: Sandbox,
        *,
        own_ports: bool = False,
        announce: Callable[[str], object] = lambda line: None,
    ) -> None:
        self._sandbox = sandbox
        self._own_ports = own_ports
        self._announce = announce
        options = sandbox.options
        config = uvicorn.Config(
            application(sandbox),
            host=options.host,
            port=options.port,
            http=SandboxProtocol,
            ws="none",
            lifespan="off",
            server_header=False,
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=PATIENCE,
            # Longer than clients keep idle connections: or the server closes what a client is writing on.
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
        )
        super().__init__(config)

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Listen; the sandbox learns its port."""
        await super().startup(sockets)
        port = int(self.servers[0].sockets[0].getsockname()[1])
        self._sandbox.port = port
        if self._own_ports:
            self._sandbox.ports.open(self, self._sandbox.options.host, own_numbers(self._sandbox.options.port))
        own = ", ".join(f"{product} {number}" for product, number in self._sandbox.ports.numbers().items())
        self._announce(f"The sandbox serves at {self._sandbox.base_url()}" + (f" (own ports: {own})" if own else ""))

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Stop listening, end every connection."""
        self._sandbox.ports.close()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Leave the signals alone."""
        yield
