"""An application's answer, captured whole so that a fault can spoil it."""

from dataclasses import dataclass, field

from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send


@dataclass(slots=True)
class CapturedResponse:
    """A complete answer, captured before it is sent."""

    status: int = 0
    headers: MutableHeaders = field(default_factory=MutableHeaders)
    body: bytes = b""

    async def catch(self, message: Message) -> None:
        """Take the place of `send`."""
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], MutableHeaders(raw=list(message["headers"]))
        else:
            self.body += message.get("body", b"")

    async def send(self, send: Send, body: bytes, *, more_body: bool = False) -> None:
        """Send the head, then this body."""
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers.raw})
        await send({"type": "http.response.body", "body": body, "more_body": more_body})

    async def send_half(self, send: Send, length: int) -> None:
        """Send half of the body under that Content-Length; the start of a JSON object is never JSON."""
        half = self.body[: len(self.body) // 2]
        self.headers["content-length"] = str(length)
        await self.send(send, half, more_body=len(half) < length)


async def captured(app: ASGIApp, scope: Scope, receive: Receive) -> CapturedResponse:
    """Return the application's own answer, or a short one where that has no body to spoil."""
    answer = CapturedResponse()
    await app(scope, receive, answer.catch)
    if len(answer.body) < 2:
        answer = CapturedResponse()
        await JSONResponse({"code": 0, "message": "success"})(scope, receive, answer.catch)
    return answer
