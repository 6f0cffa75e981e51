"""Mails of migrations: from the outbox to a mail server."""

from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from tomllib import TOMLDecodeError

import structlog
from jinja2 import TemplateError

from adapters.mail import MailError, MailServer, mail_server
from adapters.store.user_migrations import UserMigrationStore
from domain.migration_mails import MigrationMail
from gateway.migrations.messages import MailTexts
from gateway.settings import Settings

log = structlog.get_logger("suitegraph")
AT_ONCE = 50
# The most of one tick: a claim on them has not ended by then.
MOST_ROUNDS = 40


@dataclass(slots=True)
class MailDelivery:
    """Sends what is due. A mail that could not be sent is tried again when its claim has ended.

    Those behind it are given back: a server that was away is no attempt at them.
    """

    store: UserMigrationStore
    texts: MailTexts
    server: str
    is_ending: bool = False

    async def deliver(self, now: datetime) -> None:
        """Send the mails that are due."""
        for _ in range(MOST_ROUNDS):
            if self.is_ending:
                return
            mails = deque(await self.store.mails_due(now, AT_ONCE))
            if not mails:
                return
            try:
                async with mail_server(self.server) as server:
                    await self._send(server, mails)
            except MailError as error:
                log.warning("mail", waiting=len(mails), reason=str(error))
                await self.store.release_mails(mails)
                return

    async def _send(self, server: MailServer, mails: deque[MigrationMail]) -> None:
        while mails:
            mail = mails.popleft()
            try:
                message = self.texts.message(mail)
            except (TemplateError, TOMLDecodeError, OSError, ValueError, KeyError) as error:
                log.warning("mail", job=mail.migration_id, kind=mail.kind.name, reason=type(error).__name__)
                continue
            try:
                await server.send(message)
            except MailError as error:
                if not error.is_final:
                    raise
                log.warning("mail", job=mail.migration_id, kind=mail.kind.name, reason=str(error))
                continue
            await self.store.settle_mail(mail, datetime.now(UTC))


def delivery_of(settings: Settings, store: UserMigrationStore) -> MailDelivery | None:
    """What sends mails, None where no server is configured."""
    if settings.mail_server is None or settings.mail_from is None:
        return None
    return MailDelivery(
        store, MailTexts(settings.mail_templates, settings.mail_from), settings.mail_server.get_secret_value()
    )
