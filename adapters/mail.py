"""Mails of the gateway's own, to an SMTP server."""

import ssl
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import aiosmtplib

SECONDS = 20


class MailError(Exception):
    """A server that did not take a mail; the message is its own. `is_final` where it will not take it later either."""

    def __init__(self, message: str, *, is_final: bool = False) -> None:
        super().__init__(message)
        self.is_final = is_final


class MailServer:
    """A connection to the server."""

    def __init__(self, client: aiosmtplib.SMTP) -> None:
        self._client = client

    async def send(self, message: EmailMessage) -> None:
        """Send one mail. Raises MailError."""
        try:
            await self._client.send_message(message)
        except aiosmtplib.SMTPRecipientsRefused as error:
            raise MailError("the recipient was refused", is_final=True) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise MailError(type(error).__name__) from error


@asynccontextmanager
async def mail_server(url: str) -> AsyncGenerator[MailServer]:
    """A connection to `smtp://user:password@host:port`, `smtps://` with TLS from the start. Raises MailError.

    Whoever has a password sends it over TLS alone.
    """
    parts = urlsplit(url)
    is_secure = parts.scheme == "smtps"
    client = aiosmtplib.SMTP(
        hostname=parts.hostname or "localhost",
        port=parts.port or (465 if is_secure else 587 if parts.username else 25),
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        use_tls=is_secure,
        start_tls=None if not parts.username or is_secure else True,
        tls_context=ssl.create_default_context(),
        timeout=SECONDS,
    )
    try:
        await client.connect()
    except (aiosmtplib.SMTPException, OSError) as error:
        raise MailError(type(error).__name__) from error
    try:
        yield MailServer(client)
    finally:
        client.close()
