"""HTTP/1.1 by uvicorn, with the TCP connection within an application's reach, for faults below HTTP."""

import asyncio
import socket
import struct
from collections.abc import Generator
from contextlib import contextmanager

from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class Connection:
    """The TCP connection under a request."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._lost = asyncio.Event()
        self._held = 0

    async def close(self) -> None:
        """Send what was written, then end the connection in order."""
        self._transport.close()
        await self._ended()

    async def reset(self) -> None:
        """End the connection with a TCP RST."""
        own = self._transport.get_extra_info("socket")
        # A linger time of zero makes the kernel send RST in place of FIN.
        own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._transport.abort()
        await self._ended()

    async def _ended(self) -> None:
        with self.held():
            await self._lost.wait()

    @contextmanager
    def held(self) -> Generator[None]:
        """For the block's duration a fault keeps the call from its answer, so that nobody need wait for it."""
        self._held += 1
        try:
            yield
        finally:
            self._held -= 1

    def note_lost(self) -> None:
        """The connection has ended."""
        self._lost.set()

    def abandon_if_held(self) -> bool:
        """End the connection at once where a fault holds it; whether it did."""
        if self._held:
            self._transport.abort()
        return bool(self._held)


class SandboxProtocol(HttpToolsProtocol):
    """uvicorn's protocol, with a Connection in each request's `scope["state"]`."""

    connection: Connection

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Open."""
        super().connection_made(transport)
        self.connection = Connection(transport)
        self.app_state = {**self.app_state, "connection": self.connection}

    def connection_lost(self, exc: Exception | None) -> None:
        """Closed by either side."""
        self.connection.note_lost()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """The server stops, or the port is shut: a call that a fault holds must not hold the server."""
        if not self.connection.abandon_if_held():
            super().shutdown()


def connection_of(scope: Scope) -> Connection:
    """The request's connection."""
    connection = scope.get("state", {}).get("connection")
    if not isinstance(connection, Connection):
        raise TypeError("faults below HTTP need a server that speaks sandbox.transport.SandboxProtocol")
    return connection
