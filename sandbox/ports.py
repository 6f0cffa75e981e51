"""Ports of the products' own, beside the shared one: a shut port refuses connections, as a dead server's would."""

import asyncio
import socket
from collections.abc import Collection
from contextlib import suppress
from typing import cast

import uvicorn

from sandbox.transport import SandboxProtocol

BACKLOG = 128


def _bound(host: str, port: int) -> socket.socket:
    own = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    own.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    own.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    own.setblocking(False)
    try:
        own.bind((host, port))
    except OSError:
        own.close()
        raise
    return own


class Port:
    """One listening port, which can be shut and opened again without losing its number."""

    def __init__(self, server: uvicorn.Server, host: str, number: int) -> None:
        self._server = server
        self._host = host
        # Bound and never listening: it keeps the number from everybody else while the port is shut.
        self._reserved = _bound(host, number)
        self.number = int(self._reserved.getsockname()[1])
        self._loop = asyncio.get_running_loop()
        self._accepting: set[asyncio.Task[object]] = set()
        self._listening: socket.socket | None = None
        self.open()

    def open(self) -> None:
        """Accept connections."""
        if self._listening is None:
            self._listening = _bound(self._host, self.number)
            self._listening.listen(BACKLOG)
            self._loop.add_reader(self._listening, self._accept, self._listening)

    def shut(self) -> None:
        """Refuse connections; idle ones end at once, busy ones with their answer."""
        if self._listening is not None:
            self._loop.remove_reader(self._listening)
            self._listening.close()
            self._listening = None
            for connection in list(self._server.server_state.connections):
                own = cast("SandboxProtocol", connection)
                if own.server is not None and own.server[1] == self.number:
                    own.shutdown()

    def close(self) -> None:
        """Shut, and give the number back."""
        self.shut()
        self._reserved.close()

    def _protocol(self) -> SandboxProtocol:
        return SandboxProtocol(self._server.config, self._server.server_state, {})

    def _accept(self, listening: socket.socket) -> None:
        with suppress(BlockingIOError, ConnectionAbortedError):  # the client has left again
            accepted, _ = listening.accept()
            task: asyncio.Task[object] = self._loop.create_task(
                self._loop.connect_accepted_socket(self._protocol, accepted)
            )
            self._accepting.add(task)
            task.add_done_callback(self._accepting.discard)


class Ports:
    """The products' own ports, none until they are opened."""

    def __init__(self) -> None:
        self._ports: dict[str, Port] = {}

    def numbers(self) -> dict[str, int]:
        """The number of each product's own port."""
        return {product: port.number for product, port in self._ports.items()}

    def open(self, server: uvicorn.Server, host: str, numbers: dict[str, int]) -> None:
        """Listen for each product on its number, 0 for any free one."""
        for product, number in numbers.items():
            self._ports[product] = Port(server, host, number)

    def shut_only(self, products: Collection[str]) -> None:
        """Shut these products' ports and open all others."""
        for product, port in self._ports.items():
            if product in products:
                port.shut()
            else:
                port.open()

    def close(self) -> None:
        """Give every port back."""
        for port in self._ports.values():
            port.close()
        self._ports = {}
