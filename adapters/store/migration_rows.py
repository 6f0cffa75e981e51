"""Migrations and their users as the store keeps them, and back."""

from collections.abc import Mapping

import msgspec

from adapters.store.grant_texts import grants_in, text_of_grants
from adapters.store.migration_tables import JobTokenRow, MigratingUserRow, MigrationMailRow, UserMigrationRow
from adapters.store.tables import LONGEST_NAME
from domain.job_tokens import JobToken
from domain.journal import Author
from domain.migration_mails import MailKind, MigrationMail
from domain.user_migrations import Becomes, MigratingUser, MigrationState, UserMigration, UserOutcome, UserReason


def migration_row(migration: UserMigration) -> UserMigrationRow:
    """The row of a migration."""
    return UserMigrationRow(
        migration_id=migration.id,
        tenant=migration.tenant,
        state=migration.state.name,
        author=msgspec.json.encode(migration.author).decode(),
        template=migration.template,
        grants=text_of_grants(migration.modules),
        use_days=migration.use_days,
        created_at=migration.created_at,
        start_after=migration.start_after,
        complete_after=migration.complete_after,
        started_at=migration.started_at,
        ended_at=migration.ended_at,
        run=migration.run,
        beat_at=migration.beat_at,
        note=migration.note,
        version=migration.version,
    )


def migration_of(row: UserMigrationRow) -> UserMigration:
    """The migration of a row."""
    return UserMigration(
        id=row.migration_id,
        tenant=row.tenant,
        state=MigrationState[row.state],
        author=msgspec.json.decode(row.author, type=Author),
        template=row.template,
        modules=grants_in(row.grants),
        use_days=row.use_days,
        created_at=row.created_at,
        start_after=row.start_after,
        complete_after=row.complete_after,
        started_at=row.started_at,
        ended_at=row.ended_at,
        run=row.run,
        beat_at=row.beat_at,
        note=row.note,
        version=row.version,
    )


def user_row(migration_id: str, user: MigratingUser) -> MigratingUserRow:
    """The row of a user of whom nothing was done yet."""
    return MigratingUserRow(
        migration_id=migration_id,
        email=user.email,
        name=user.name[:LONGEST_NAME],
        crm_id=user.crm_id,
        locale=user.locale[:20],
        becomes=user.becomes.name,
        reason=user.reason.name,
        uses=user.uses,
        outcome=user.outcome.name,
        wave=user.wave,
        changed_at=user.changed_at,
        roster_version=user.roster_version,
        kept_documents=user.kept_documents,
        before="",
        is_announced=True,
        is_asked=False,
    )


def user_of(row: MigratingUserRow) -> MigratingUser:
    """The user of a row."""
    return MigratingUser(
        email=row.email,
        name=row.name,
        crm_id=row.crm_id,
        locale=row.locale,
        becomes=Becomes[row.becomes],
        reason=UserReason[row.reason],
        uses=row.uses,
        outcome=UserOutcome[row.outcome],
        wave=row.wave,
        changed_at=row.changed_at,
        roster_version=row.roster_version,
        kept_documents=row.kept_documents,
    )


def mail_row(mail: MigrationMail) -> MigrationMailRow:
    """The row of a mail that was not sent yet."""
    return MigrationMailRow(
        migration_id=mail.migration_id,
        email=mail.email,
        kind=mail.kind.name,
        name=mail.name[:LONGEST_NAME],
        locale=mail.locale[:20],
        details=msgspec.json.encode(mail.details, order="sorted").decode(),
        due_at=mail.due_at,
        attempts=0,
    )


def mail_of(row: MigrationMailRow) -> MigrationMail:
    """The mail of a row."""
    details: Mapping[str, str] = msgspec.json.decode(row.details, type=dict[str, str])
    kind = MailKind[row.kind]
    return MigrationMail(
        row.migration_id, row.email, kind, row.name, row.locale, row.due_at, details, row.sent_at, row.attempts
    )


def job_token_of(row: JobTokenRow) -> JobToken:
    """The token of a row, as it may be shown: without the token itself."""
    return JobToken(row.job_id, row.tenant, row.given_by, row.given_at, row.ended_at, row.is_refreshable, row.calls)
