"""What runs of migrations do, each batch within the transaction of its session: users, roster, mails and audit log."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from adapters.store import audit
from adapters.store.integration import begin_revision
from adapters.store.migration_acts import apply_change, end_token, is_left, locked_row, users_in
from adapters.store.migration_mails import add_mail, add_mail_to
from adapters.store.migration_rows import migration_of, user_of
from adapters.store.migration_tables import JobTokenRow, MigratingUserRow, UserMigrationRow
from adapters.store.roster import count_in, limit_in, roster_member, roster_row, roster_rows
from adapters.store.tables import AuditRow, RosterRow
from domain.hash_chain import ChainKeys
from domain.journal import OF_GATEWAY, JournalEntry
from domain.migration_mails import MailKind, MigrationMail
from domain.roster import RosterAct, RosterChange, RosterMember, RosterOutcome, RosterState, changed_member
from domain.user_migrations import (
    BATCH,
    TO_DO,
    BatchResult,
    MigratingUser,
    MigrationAct,
    MigrationChange,
    MigrationState,
    UserMigration,
    UserOutcome,
    UserReason,
    final_act,
    next_state,
)

# A run that was not at work for so long has died.
LEASE = timedelta(seconds=30)
# What is said of those who were taken back, and is over with their next migration.
LEFT_IN_BOOKS = frozenset({UserReason.STILL_IN_BOOKS.name, UserReason.INACTIVE_IN_BOOKS.name})
WAITS_FOR_TOKEN = "The rest waits: complete the migration, which gives it your token."  # noqa: S105  # a sentence


def claimed_runs(session: Session, now: datetime) -> Sequence[tuple[str, int]]:
    """Migrations that run while nobody is at work at them, each with the number of its new run."""
    idle = or_(col(UserMigrationRow.beat_at).is_(None), col(UserMigrationRow.beat_at) < now - LEASE)
    wanted = select(UserMigrationRow).where(UserMigrationRow.state == MigrationState.RUNNING.name, idle)
    claimed: list[tuple[str, int]] = []
    for row in session.exec(wanted.with_for_update()).all():
        row.run, row.beat_at = row.run + 1, now
        session.add(row)
        claimed.append((row.migration_id, row.run))
    return claimed


def begin_due(session: Session, keys: ChainKeys, now: datetime) -> None:
    """Start what was scheduled for now, and at the end of a window the rest."""
    scheduled = UserMigrationRow.state == MigrationState.SCHEDULED.name, col(UserMigrationRow.start_after) <= now
    for row in session.exec(select(UserMigrationRow).where(*scheduled)).all():
        _begin(session, keys, row, MigrationAct.START, now)
    ended = col(UserMigrationRow.state).in_([MigrationState.DONE.name, MigrationState.DONE_WITH_ERRORS.name])
    for row in session.exec(
        select(UserMigrationRow).where(ended, col(UserMigrationRow.complete_after) <= now, UserMigrationRow.note == "")
    ).all():
        if is_left(session, row.migration_id):
            _begin(session, keys, row, MigrationAct.COMPLETE, now)


def _begin(session: Session, keys: ChainKeys, row: UserMigrationRow, act: MigrationAct, now: datetime) -> None:
    token = session.get(JobTokenRow, row.migration_id)
    if token is None or token.ended_at is not None:
        row.note = WAITS_FOR_TOKEN
        session.add(row)
        return
    author = migration_of(row).author
    apply_change(session, row.tenant, row.migration_id, MigrationChange(act=act, author=author, at=now))
    audit.append(session, keys, _entry(migration_of(row), act.value, now, {"state": row.state}))


def waiting_users(session: Session, migration_id: str, run: int, now: datetime) -> Sequence[MigratingUser] | None:
    """The users of the next batch, None where the run is not to go on. Writes that the run is at work."""
    row = locked_row(session, migration_id)
    if row is None or row.run != run or row.state != MigrationState.RUNNING.name:
        return None
    row.beat_at = now
    session.add(row)
    return [user_of(user) for user in _batch(session, migration_id)]


def note_asking(session: Session, migration_id: str, emails: Sequence[str]) -> None:
    """Write that Books is about to be asked to take these users."""
    for user in users_in(session, migration_id, emails):
        user.is_asked = True
        session.add(user)


def refuse_users(session: Session, migration_id: str, now: datetime, reasons: Mapping[str, UserReason]) -> None:
    """Write why users who wait cannot be migrated."""
    for user in users_in(session, migration_id, [*reasons], UserOutcome.WAITING):
        user.outcome, user.reason, user.changed_at = UserOutcome.FAILED.name, reasons[user.email].name, now
        session.add(user)


def halt(session: Session, keys: ChainKeys, migration_id: str, run: int, now: datetime, note: str) -> None:
    """Pause a run that cannot go on, with the reason."""
    row = locked_row(session, migration_id)
    if row is None or row.run != run or row.state != MigrationState.RUNNING.name:
        return
    row.state, row.note, row.beat_at = MigrationState.PAUSED.name, note, None
    session.add(row)
    audit.append(session, keys, _entry(migration_of(row), "pauseMigration", now, {"reason": note}))


def settle_batch(
    session: Session, keys: ChainKeys, migration_id: str, run: int, now: datetime, refused: Mapping[str, UserReason]
) -> BatchResult:
    """Migrate or take back the next users, all of them or none; `refused` are those whom Books did not take."""
    row = locked_row(session, migration_id)
    if row is None or row.run != run or row.state != MigrationState.RUNNING.name:
        return BatchResult()
    users = _batch(session, migration_id)
    migration = migration_of(row)
    if not users:
        _finish(session, keys, row, now)
        return BatchResult()
    rows = roster_rows(session, row.tenant, [user.email for user in users])
    waiting = [user for user in users if user.outcome == UserOutcome.WAITING.name]
    undone = [user for user in users if user.outcome == UserOutcome.UNDOING.name]
    _migrate(session, migration, waiting, rows, now, refused)
    _take_back(session, migration, undone, rows, now)
    for act, part in (("migrateUsers", waiting), ("undoMigration", undone)):
        if part:
            became = {user.email: f"{user.outcome} {user.reason}" for user in part}
            audit.append(session, keys, _entry(migration, act, now, {"users": became, "template": row.template}))
    # Every process reads the grants of its callers anew, even if this one is killed before it can say so.
    begin_revision(session)
    row.beat_at = now
    session.add_all([row, *users])
    return BatchResult(tuple(user.email for user in users), goes_on=True)


def _batch(session: Session, migration_id: str) -> Sequence[MigratingUserRow]:
    wanted = select(MigratingUserRow).where(
        MigratingUserRow.migration_id == migration_id,
        col(MigratingUserRow.outcome).in_([outcome.name for outcome in TO_DO]),
    )
    return session.exec(wanted.order_by(col(MigratingUserRow.wave), col(MigratingUserRow.email)).limit(BATCH)).all()


def _migrate(
    session: Session,
    migration: UserMigration,
    users: Sequence[MigratingUserRow],
    rows: Mapping[str, RosterRow],
    now: datetime,
    refused: Mapping[str, UserReason],
) -> None:
    change = RosterChange(
        act=RosterAct.ADD,
        tenant=migration.tenant,
        names={user.email: user.name for user in users},
        author=migration.author.email,
        at=now,
        template=migration.template,
        modules=migration.modules,
    )
    room = limit_in(session, migration.tenant).most - count_in(session, migration.tenant)
    for user in users:
        user.changed_at = now
        if user.email in refused:
            user.outcome, user.reason = UserOutcome.FAILED.name, refused[user.email].name
            continue
        before = roster_member(rows[user.email]) if user.email in rows else None
        member, outcome = changed_member(change, user.email, before, has_room=room > 0)
        if outcome is RosterOutcome.ABOVE_LIMIT:
            user.outcome, user.reason = UserOutcome.FAILED.name, UserReason.ABOVE_LIMIT.name
            continue
        room -= outcome is RosterOutcome.ADDED
        if member is not None:
            session.merge(roster_row(member))
        user.outcome, user.is_announced = UserOutcome.MIGRATED.name, False
        if user.reason in LEFT_IN_BOOKS:
            user.reason = UserReason.CHOSEN.name
        user.roster_version = member.version if member is not None else before.version if before is not None else 0
        user.before = "" if before is None else _kept(before)
        add_mail(session, user, MailKind.MIGRATED, now, {"administrator": migration.author.name})


def _kept(member: RosterMember) -> str:
    row = roster_row(member)
    return msgspec.json.encode([row.state, row.template, row.grants]).decode()


def _take_back(
    session: Session,
    migration: UserMigration,
    users: Sequence[MigratingUserRow],
    rows: Mapping[str, RosterRow],
    now: datetime,
) -> None:
    for user in users:
        member = rows.get(user.email)
        user.kept_documents = _documents_of(session, migration.tenant, user)
        if member is None or member.version != user.roster_version:
            user.outcome, user.reason = UserOutcome.NOT_REVERTED.name, UserReason.CHANGED_SINCE.name
            user.changed_at = now
            continue
        if user.before:
            member.state, member.template, member.grants = msgspec.json.decode(user.before, type=tuple[str, str, str])
        else:
            member.state = RosterState.REMOVED.value
        member.version += 1
        member.changed_at, member.changed_by = now, migration.author.email
        session.add(member)
        user.outcome, user.changed_at, user.is_announced = UserOutcome.REVERTED.name, now, False
        if user.is_asked:
            user.reason = UserReason.STILL_IN_BOOKS.name
        add_mail(session, user, MailKind.REVERTED, now, {"administrator": migration.author.name})


def _documents_of(session: Session, tenant: str, user: MigratingUserRow) -> int:
    """How often a user has written in finance since they were migrated: documents that stay theirs."""
    counted = select(func.count()).select_from(AuditRow)
    written = or_(col(AuditRow.module).startswith("books."), col(AuditRow.module).startswith("billing."))
    since = AuditRow.tenant == tenant, AuditRow.email == user.email, AuditRow.result == "done", written
    if user.changed_at is not None:
        counted = counted.where(AuditRow.at >= user.changed_at)
    return session.exec(counted.where(*since)).one()


def _finish(session: Session, keys: ChainKeys, row: UserMigrationRow, now: datetime) -> None:
    counts = outcomes_of(session, row.migration_id)
    act = final_act(counts)
    state = next_state(MigrationState.RUNNING, act) or MigrationState.DONE
    row.state, row.ended_at, row.beat_at = state.name, now, None
    session.add(row)
    migration = migration_of(row)
    token = session.get(JobTokenRow, row.migration_id)
    is_needed = (row.complete_after or now) > now and is_left(session, row.migration_id)
    if token is not None and not (token.is_refreshable and is_needed):
        end_token(session, row, MigrationChange(act=act, author=migration.author, at=now))
    details = {outcome.name.lower(): str(count) for outcome, count in counts.items()}
    author = migration.author
    email = author.email.casefold()
    own = session.get(MigratingUserRow, (row.migration_id, email))
    locale = "" if own is None else own.locale
    figures = {**details, "administrator": author.name}
    add_mail_to(session, MigrationMail(row.migration_id, email, MailKind.SUMMARY, author.name, locale, now, figures))
    audit.append(session, keys, _entry(migration, "finishMigration", now, {"state": row.state, **details}))


def outcomes_of(session: Session, migration_id: str) -> dict[UserOutcome, int]:
    """How many users of a migration came to what."""
    counted = select(MigratingUserRow.outcome, func.count()).where(MigratingUserRow.migration_id == migration_id)
    return {UserOutcome[name]: count for name, count in session.exec(counted.group_by(MigratingUserRow.outcome))}


def unannounced(session: Session, migration_id: str) -> Sequence[str]:
    """Users who were changed, and whose remembered permissions were not ended yet."""
    wanted = select(MigratingUserRow.email).where(
        MigratingUserRow.migration_id == migration_id, col(MigratingUserRow.is_announced).is_(False)
    )
    return session.exec(wanted).all()


def announce(session: Session, migration_id: str, emails: Sequence[str]) -> None:
    """Write that the remembered permissions of these users were ended."""
    for user in users_in(session, migration_id, emails):
        user.is_announced = True
        session.add(user)


def _entry(migration: UserMigration, act: str, now: datetime, after: Mapping[str, object]) -> JournalEntry:
    author = replace(migration.author)
    return JournalEntry(migration.tenant, now, author, act, OF_GATEWAY, migration.id, "done", after=after)
