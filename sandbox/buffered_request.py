"""A request that is read completely before the application answers it."""

from collections import deque
from dataclasses import dataclass

from starlette.types import Message, Receive


@dataclass(frozen=True, slots=True)
class BufferedRequest:
    """The received messages, and the source of the rest, which can only be the client's disconnect."""

    messages: deque[Message]
    receive: Receive

    @property
    def abandoned(self) -> bool:
        """Whether the client left before the request was whole."""
        return self.messages[-1]["type"] == "http.disconnect"

    @property
    def body(self) -> bytes:
        """The request's body."""
        return b"".join(message.get("body", b"") for message in self.messages)

    async def again(self) -> Message:
        """Take the place of `receive` for the application."""
        return self.messages.popleft() if self.messages else await self.receive()


async def buffered(receive: Receive) -> BufferedRequest:
    """Read the request until it is complete or its client has left."""
    messages = deque([await receive()])
    while messages[-1].get("more_body", False):
        messages.append(await receive())
    return BufferedRequest(messages, receive)
