"""A real mail server that keeps what it is given: the sandbox's own mailbox, for mail that no product sends."""

import asyncio
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session


class Mailbox:
    """The mail that arrived, oldest first."""

    def __init__(self) -> None:
        self._received: list[dict[str, Any]] = []
        self._server: asyncio.Server | None = None

    async def open(self, host: str, port: int) -> int:
        """Listen; the port, which is a free one for 0."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: SMTP(self, hostname="sandbox", enable_SMTPUTF8=True), host, port
        )
        return int(self._server.sockets[0].getsockname()[1])

    def close(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()
            self._server = None

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # its name there
        """Keep a mail."""
        content = envelope.content
        raw = content.encode() if isinstance(content, str) else content or b""
        message = message_from_bytes(raw, policy=policy.default)
        self._received.append(
            {
                "sequence": len(self._received) + 1,
                "from": envelope.mail_from,
                "to": [*envelope.rcpt_tos],
                "message_id": str(message["Message-ID"]),
                "subject": str(message["Subject"]),
                "language": str(message["Content-Language"] or ""),
                "text": _part(message, "plain"),
                "html": _part(message, "html"),
                "raw": raw.decode("utf-8", "replace"),
            }
        )
        return "250 kept"

    def all(self) -> list[dict[str, Any]]:
        """The mail as `GET /_sandbox/received` answers it."""
        return [*self._received]

    def clear(self) -> None:
        """Discard all mail."""
        self._received.clear()


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part is not None else ""
