"""Mails of migrations: from the outbox to a mail server."""

from dataclasses import dataclass
from datetime import datetime

from adapters.store.user_migrations import UserMigrationStore
from gateway.settings import Settings


@dataclass(slots=True)
class MailDelivery:
    """Sends what is due."""

    store: UserMigrationStore

    async def deliver(self, now: datetime) -> None:
        """Send the mails that are due."""


def delivery_of(settings: Settings, store: UserMigrationStore) -> MailDelivery | None:
    """What sends mails, None where no server is configured."""
    return None if settings.mail_server is None or settings.mail_from is None else MailDelivery(store)
