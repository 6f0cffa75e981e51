"""HTTP/1.1 by uvicorn, which by itself waits and reads without limit until a request's head is complete."""

import asyncio
from collections.abc import Callable
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LARGEST_HEAD = 65_536
# How long the rest of a refused request may go on arriving, so that its sender can read why it was refused: if the
# connection were closed at once, the kernel would reset it and the answer would be lost.
LINGER_SECONDS = 5.0
_TOO_LARGE = b"431 Request Header Fields Too Large"
_TOO_SLOW = b"408 Request Timeout"
_TOO_MANY = b"503 Service Unavailable\r\nretry-after: 1"
_ONE_HOST = "A request of HTTP/1.1 needs one Host."


class CoalescingTransport:
    """A transport that sends the head and the body of an answer at once: the client is woken once, not twice.

    An answer that is not whole, as `is_whole` says, ends at once: its client may never take what is still to be sent.
    """

    def __init__(
        self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop, is_whole: Callable[[], bool]
    ) -> None:
        self._transport = transport
        self._loop = loop
        self._is_whole = is_whole
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> None:
        """Send the data together with everything that is written in the same turn of the loop."""
        self._parts.append(data)
        if len(self._parts) == 1:
            self._loop.call_soon(self.flush)

    def flush(self) -> None:
        """Send what was written."""
        if self._parts:
            parts, self._parts = self._parts, []
            self._transport.write(b"".join(parts))

    def is_closing(self) -> bool:
        """Whether the connection is ending."""
        return self._transport.is_closing()

    def close(self) -> None:
        """Send what was written and end the connection."""
        self.flush()
        if self._is_whole():
            self._transport.close()
        else:
            self._transport.abort()


class BoundedProtocol(HttpToolsProtocol):
    """A request's head, and its trailers, have a size and a time. No trailer counts as a header."""

    def __init__(
        self, *, head_seconds: float, most_connections: int = 0, most_requests: int = 0, **options: Any
    ) -> None:
        """`most_connections` of the process and `most_requests` of this connection are any number for 0."""
        super().__init__(**options)
        self._head_seconds = head_seconds
        self._most_connections = most_connections
        self._most_requests = most_requests
        self._requests = 0
        self._in_head = True
        self._begun = False
        self._over = False
        self._hosts = 0
        self._refusal: str | None = None
        self._unanswered = 0
        self._received = 0
        self._kept = 0
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Await the head of a first request."""
        super().connection_made(transport)
        self._together = CoalescingTransport(transport, self.loop, self._is_whole)
        if 0 < self._most_connections < len(self.connections):
            # Before a byte is read: whoever holds many connections gets nothing for it.
            self._end(_TOO_MANY)
            return
        self._within(self._head_seconds, self._give_up)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock: either side has closed the connection."""
        self._stop_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take some bytes. A head that begins in the middle of them is counted from the next ones on."""
        if self._over:
            return
        in_head = self._in_head
        super().data_received(data)
        if in_head and self._in_head and not self._over:
            self._received += len(data)
            if self._received > LARGEST_HEAD:
                self._end(_TOO_LARGE)

    def on_message_begin(self) -> None:
        """Await the rest of the head."""
        super().on_message_begin()
        self._in_head, self._begun, self._received, self._kept, self._hosts = True, True, 0, 0, 0
        self._within(self._head_seconds, self._give_up)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header and drop a trailer (RFC 9110, 6.5.1). Raises ValueError for too many: the connection ends.

        A proxy in front has seen no trailer when it decides: none may name a caller, an organisation or an origin.
        """
        self._kept += len(name) + len(value)
        if self._kept > LARGEST_HEAD:
            raise ValueError("the head is too large")
        if self._in_head:
            self._hosts += name.lower() == b"host"
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Stop the clock: from here on the application has its own limits of time and size.

        Raises ValueError, which ends the connection, where there is not exactly one Host (RFC 9112, 3.2).
        """
        version = self.parser.get_http_version()  # pyright: ignore[reportOptionalMemberAccess]  # it is what calls
        if self._hosts > 1 or (not self._hosts and version != "1.0"):
            self._refusal = _ONE_HOST
            raise ValueError(_ONE_HOST)
        self._in_head = False
        self._unanswered += 1
        self._stop_timer()
        super().on_headers_complete()
        self._requests += 1
        if self._requests == self._most_requests:
            self.cycle.keep_alive = False
        self.cycle.transport = self._together  # pyright: ignore[reportAttributeAccessIssue]  # it only writes and closes

    def on_message_complete(self) -> None:
        """Stop the clock of the trailers."""
        self._stop_timer()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Send what is left of the answer, which may be complete before the body was read."""
        self._unanswered -= 1
        self._together.flush()
        super().on_response_complete()
        if not self._unanswered and self.cycle.more_body:
            self._within(LINGER_SECONDS, self.transport.close)

    def send_400_response(self, msg: str) -> None:
        """End the connection over something that is not HTTP, or too much of it."""
        if self._kept > LARGEST_HEAD:
            self._end(_TOO_LARGE)
        else:
            super().send_400_response(self._refusal or msg)

    def _is_whole(self) -> bool:
        return self.cycle.response_complete or not self.cycle.response_started

    def _within(self, seconds: float, otherwise: Callable[[], object]) -> None:
        self._stop_timer()
        self._timer = self.loop.call_later(seconds, otherwise)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _give_up(self) -> None:
        if self._begun:
            self._end(_TOO_SLOW)
        else:
            self.transport.close()

    def _end(self, status: bytes) -> None:
        # In the middle of an answer another one would be garbage.
        if self._unanswered or self.transport.is_closing():
            self.transport.close()
            return
        self._over = True
        self.transport.write(b"HTTP/1.1 " + status + b"\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        self.transport.write_eof()
        self._within(LINGER_SECONDS, self.transport.close)
