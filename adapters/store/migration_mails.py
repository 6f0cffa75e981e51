"""The outbox of migrations: one row for each migration, user and kind; each function works within its session."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, or_
from sqlmodel import Session, col, select

from adapters.store.migration_rows import mail_of, mail_row, migration_of
from adapters.store.migration_tables import MigratingUserRow, MigrationMailRow, UserMigrationRow
from domain.migration_mails import REMINDERS, MailKind, MigrationMail
from domain.user_migrations import UNDER_WAY, Becomes, UserOutcome

# For so long one process has a mail to itself. After it another one may send it again, under the same id.
CLAIM = timedelta(minutes=2)
MOST_ATTEMPTS = 10


def add_mail(
    session: Session, user: MigratingUserRow, kind: MailKind, due_at: datetime, details: Mapping[str, str]
) -> None:
    """Write a mail to a user of a migration, unless there is one of this kind already."""
    add_mail_to(
        session, MigrationMail(user.migration_id, user.email, kind, user.name, user.locale, due_at, dict(details))
    )


def add_mail_to(session: Session, mail: MigrationMail) -> None:
    """Write a mail, unless there is one of this kind to this address already."""
    if session.get(MigrationMailRow, (mail.migration_id, mail.email, mail.kind.name)) is None:
        session.add(mail_row(mail))


def add_reminders(session: Session, now: datetime) -> None:
    """Write the reminders that are due to those who are still to be migrated."""
    wanted = select(UserMigrationRow).where(col(UserMigrationRow.state).in_([state.name for state in UNDER_WAY]))
    for row in session.exec(wanted.where(col(UserMigrationRow.complete_after) > now)).all():
        left = (row.complete_after or now) - now
        # The latest only: who has slept over one gets no two at once.
        due = [kind for kind, before in REMINDERS.items() if left <= before]
        if not due or row.complete_after is None:
            continue
        # Those alone who have none yet: this is looked at every few seconds, for a month.
        has_one = exists().where(
            col(MigrationMailRow.migration_id) == row.migration_id,
            col(MigrationMailRow.email) == col(MigratingUserRow.email),
            col(MigrationMailRow.kind) == due[-1].name,
        )
        users = select(MigratingUserRow).where(
            MigratingUserRow.migration_id == row.migration_id,
            MigratingUserRow.outcome == UserOutcome.OPEN.name,
            MigratingUserRow.becomes == Becomes.INTEGRATION_USER.name,
            ~has_one,
        )
        details = {"day": row.complete_after.date().isoformat(), "administrator": migration_of(row).author.name}
        for user in session.exec(users).all():
            add_mail(session, user, due[-1], now, details)


def claimed_mails(session: Session, now: datetime, most: int) -> Sequence[MigrationMail]:
    """Mails that are due, claimed for this process."""
    claim = or_(col(MigrationMailRow.claimed_at).is_(None), col(MigrationMailRow.claimed_at) < now - CLAIM)
    due = select(MigrationMailRow).where(
        col(MigrationMailRow.sent_at).is_(None),
        MigrationMailRow.due_at <= now,
        MigrationMailRow.attempts < MOST_ATTEMPTS,
        claim,
    )
    rows = session.exec(due.order_by(col(MigrationMailRow.due_at), col(MigrationMailRow.email)).limit(most)).all()
    for row in rows:
        row.claimed_at, row.attempts = now, row.attempts + 1
        session.add(row)
    return [mail_of(row) for row in rows]


def settle_mail(session: Session, mail: MigrationMail, sent_at: datetime) -> None:
    """Write that a mail was sent."""
    row = session.get(MigrationMailRow, (mail.migration_id, mail.email, mail.kind.name))
    if row is not None:
        row.sent_at = sent_at
        session.add(row)


def release_mails(session: Session, mails: Sequence[MigrationMail]) -> None:
    """Give back mails that nobody has tried to send: they are due at once, and no attempt counts."""
    for mail in mails:
        row = session.get(MigrationMailRow, (mail.migration_id, mail.email, mail.kind.name))
        if row is not None and row.sent_at is None:
            row.claimed_at, row.attempts = None, row.attempts - 1
            session.add(row)


def mails_of(session: Session, migration_id: str) -> Sequence[MigrationMail]:
    """All mails of a migration, by address and kind."""
    wanted = select(MigrationMailRow).where(MigrationMailRow.migration_id == migration_id)
    ordered = wanted.order_by(col(MigrationMailRow.email), col(MigrationMailRow.kind))
    return [mail_of(row) for row in session.exec(ordered)]
