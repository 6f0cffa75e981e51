"""Mails that follow from migrations: one of each kind for each user, under an id that never changes. Pure."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

LANGUAGES = ("en", "de", "fr", "es", "ja", "nl")
# Of locales in other languages.
DEFAULT_LANGUAGE = "en"


class MailKind(Enum):
    """What a mail is about."""

    ANNOUNCED = "announced"
    REMINDER_30 = "reminder 30"
    REMINDER_7 = "reminder 7"
    REMINDER_1 = "reminder 1"
    MIGRATED = "migrated"
    REVERTED = "reverted"
    SUMMARY = "summary"


# How long before the end of the window the rest is reminded.
REMINDERS: Mapping[MailKind, timedelta] = {
    MailKind.REMINDER_30: timedelta(days=30),
    MailKind.REMINDER_7: timedelta(days=7),
    MailKind.REMINDER_1: timedelta(days=1),
}


@dataclass(frozen=True, slots=True)
class MigrationMail:
    """One mail to one user. `details` are the figures and days that its text has; they never change."""

    migration_id: str
    email: str
    kind: MailKind
    name: str
    locale: str
    due_at: datetime
    details: Mapping[str, str] = field(default_factory=dict[str, str])
    sent_at: datetime | None = None
    attempts: int = 0

    @property
    def language(self) -> str:
        """The language of the user's locale in CRM, English where there is no such text."""
        language = self.locale.replace("-", "_").partition("_")[0].casefold()
        return language if language in LANGUAGES else DEFAULT_LANGUAGE

    def message_id(self, domain: str) -> str:
        """The Message-ID, the same whenever the mail is sent: receivers recognise a repetition by it."""
        name = f"{self.migration_id}\0{self.email}\0{self.kind.name}"
        return f"<{hashlib.sha256(name.encode()).hexdigest()[:40]}@{domain}>"
