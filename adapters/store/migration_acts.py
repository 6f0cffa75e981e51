"""What administrators do to a migration, each act within the transaction of its session."""

from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec
from sqlalchemy import ColumnElement, func, update
from sqlmodel import Session, col, select

from adapters.store.migration_mails import add_mail
from adapters.store.migration_rows import migration_of
from adapters.store.migration_tables import JobTokenRow, MigratingUserRow, UserMigrationRow
from adapters.store.value_parts import in_parts
from domain.migration_mails import MailKind
from domain.user_migrations import (
    WINDOW,
    Becomes,
    MigrationAct,
    MigrationChange,
    MigrationOutcome,
    MigrationState,
    UserOutcome,
    UserReason,
    next_state,
)

_Result = tuple[int, Mapping[str, UserReason]]
_NOT_CHOSEN = frozenset({UserReason.INACTIVE, UserReason.DOUBTFUL})
_TO_BE_GRANTED = (
    col(MigratingUserRow.becomes) == Becomes.INTEGRATION_USER.name,
    col(MigratingUserRow.reason).not_in([reason.name for reason in _NOT_CHOSEN]),
)


def locked_row(session: Session, migration_id: str) -> UserMigrationRow | None:
    """The row of a migration, which nobody else changes before this transaction ends."""
    wanted = select(UserMigrationRow).where(UserMigrationRow.migration_id == migration_id)
    return session.exec(wanted.with_for_update()).one_or_none()


def apply_change(session: Session, tenant: str, migration_id: str, change: MigrationChange) -> MigrationOutcome | None:
    """A migration after an act of an administrator, None where the organisation has no such migration."""
    row = locked_row(session, migration_id)
    if row is None or row.tenant != tenant:
        return None
    state = next_state(MigrationState[row.state], change.act)
    if state is None:
        return MigrationOutcome(migration_of(row), is_done=False)
    concerned, refused = _ON_USERS.get(change.act, _nobody)(session, row, change)
    _move(row, state, change)
    session.add(row)
    session.flush()
    if change.act is MigrationAct.SCHEDULE:
        _announce(session, row)
    if state is MigrationState.CANCELLED:
        end_token(session, row, change)
    return MigrationOutcome(migration_of(row), concerned=concerned, refused=refused)


def _move(row: UserMigrationRow, state: MigrationState, change: MigrationChange) -> None:
    row.state, row.note, row.version = state.name, "", row.version + 1
    if change.start_after is not None:
        row.start_after = change.start_after
    if change.complete_after is not None:
        row.complete_after = change.complete_after
    if change.act is MigrationAct.START:
        row.started_at = change.at
        row.complete_after = row.complete_after or change.at + WINDOW
    if change.act is MigrationAct.SCHEDULE:
        row.complete_after = row.complete_after or (row.start_after or change.at) + WINDOW
    if state is MigrationState.RUNNING:
        # Nobody is at work at it: whoever looks first takes it up, under the name of who said so last.
        row.author = msgspec.json.encode(change.author).decode()
        row.beat_at = row.beat_at if change.act in {MigrationAct.ADD, MigrationAct.UNDO} else None
        row.ended_at = None


def end_token(session: Session, row: UserMigrationRow, change: MigrationChange) -> None:
    """Drop the token of a migration, if it has one."""
    token = session.get(JobTokenRow, row.migration_id)
    if token is not None and token.ended_at is None:
        token.sealed, token.ended_at = "", change.at
        session.add(token)


def users_in(
    session: Session, migration_id: str, emails: Sequence[str] | None, *outcomes: UserOutcome
) -> Iterator[MigratingUserRow]:
    """Users of a migration, those with these addresses or all, that have one of these outcomes or any."""
    wanted = select(MigratingUserRow).where(MigratingUserRow.migration_id == migration_id)
    if outcomes:
        wanted = wanted.where(col(MigratingUserRow.outcome).in_([outcome.name for outcome in outcomes]))
    if emails is None:
        yield from session.exec(wanted)
        return
    for part in in_parts(emails):
        yield from session.exec(wanted.where(col(MigratingUserRow.email).in_(part)))


def is_left(session: Session, migration_id: str) -> bool:
    """Whether somebody who is to become an integration user was not chosen yet."""
    left = select(MigratingUserRow.email).where(
        MigratingUserRow.migration_id == migration_id,
        MigratingUserRow.outcome == UserOutcome.OPEN.name,
        *_TO_BE_GRANTED,
    )
    return session.exec(left.limit(1)).first() is not None


def next_wave(session: Session, migration_id: str) -> int:
    """The number of the next wave."""
    last = select(func.max(MigratingUserRow.wave)).where(MigratingUserRow.migration_id == migration_id)
    return (session.exec(last).one() or 0) + 1


def _nobody(_session: Session, _row: UserMigrationRow, _change: MigrationChange) -> _Result:
    return 0, {}


def _refusal(user: MigratingUserRow) -> UserReason | None:
    """Why a user cannot be chosen, None where they can."""
    if user.becomes == Becomes.BOOKS_USER.name:
        return UserReason.IN_BOOKS
    reason = UserReason[user.reason]
    return reason if reason in _NOT_CHOSEN else None


def _chosen(session: Session, row: UserMigrationRow, change: MigrationChange, *outcomes: UserOutcome) -> _Result:
    """Put users into the next wave, or take them out of theirs."""
    wave, concerned = next_wave(session, row.migration_id), 0
    refused = dict.fromkeys(change.emails or (), UserReason.UNKNOWN)
    for user in users_in(session, row.migration_id, change.emails, *outcomes):
        refused.pop(user.email, None)
        reason = None if change.leaves_out else _refusal(user)
        if reason is not None:
            refused[user.email] = reason
            continue
        if not change.leaves_out and user.becomes == Becomes.NOTHING.name:
            user.becomes, user.reason = Becomes.INTEGRATION_USER.name, UserReason.CHOSEN.name
        user.wave = 0 if change.leaves_out else wave
        user.outcome = UserOutcome.OPEN.name
        session.add(user)
        concerned += 1
    return concerned, refused


def _select(session: Session, row: UserMigrationRow, change: MigrationChange) -> _Result:
    return _chosen(session, row, change, UserOutcome.OPEN)


def _start(session: Session, row: UserMigrationRow, _change: MigrationChange) -> _Result:
    """Let the chosen ones wait for the run."""
    return _changed(
        session, row, UserOutcome.OPEN, UserOutcome.WAITING, *_TO_BE_GRANTED, col(MigratingUserRow.wave) > 0
    )


def _add(session: Session, row: UserMigrationRow, change: MigrationChange) -> _Result:
    concerned, refused = _chosen(session, row, change, UserOutcome.OPEN, UserOutcome.FAILED, UserOutcome.REVERTED)
    session.flush()
    if row.state != MigrationState.SCHEDULED.name:
        _start(session, row, change)
    return concerned, refused


def _changed(
    session: Session,
    row: UserMigrationRow,
    source: UserOutcome,
    target: UserOutcome,
    *conditions: ColumnElement[bool],
    **more: int,
) -> _Result:
    """Change the outcome of all users with another one; none of thousands is read for it."""
    wanted = update(MigratingUserRow).where(
        col(MigratingUserRow.migration_id) == row.migration_id,
        col(MigratingUserRow.outcome) == source.name,
        *conditions,
    )
    changed = wanted.values(outcome=target.name, **more).execution_options(synchronize_session=False)
    return session.exec(changed).rowcount, {}


def _moved(source: UserOutcome, target: UserOutcome) -> Callable[[Session, UserMigrationRow, MigrationChange], _Result]:
    def move(session: Session, row: UserMigrationRow, change: MigrationChange) -> _Result:
        wave = () if change.wave is None else (col(MigratingUserRow.wave) == change.wave,)
        if change.emails is None:
            return _changed(session, row, source, target, *wave)
        parts = (
            _changed(session, row, source, target, *wave, col(MigratingUserRow.email).in_(part))
            for part in in_parts(change.emails)
        )
        return sum(concerned for concerned, _ in parts), {}

    return move


def _complete(session: Session, row: UserMigrationRow, _change: MigrationChange) -> _Result:
    """Let everybody wait for the run who uses finance and was left out so far."""
    wave = next_wave(session, row.migration_id)
    return _changed(session, row, UserOutcome.OPEN, UserOutcome.WAITING, *_TO_BE_GRANTED, wave=wave)


_ON_USERS: Mapping[MigrationAct, Callable[[Session, UserMigrationRow, MigrationChange], _Result]] = {
    MigrationAct.SELECT: _select,
    MigrationAct.START: _start,
    MigrationAct.ADD: _add,
    MigrationAct.RETRY: _moved(UserOutcome.FAILED, UserOutcome.WAITING),
    MigrationAct.CANCEL: _moved(UserOutcome.WAITING, UserOutcome.OPEN),
    MigrationAct.UNDO: _moved(UserOutcome.MIGRATED, UserOutcome.UNDOING),
    MigrationAct.COMPLETE: _complete,
}


def _announce(session: Session, row: UserMigrationRow) -> None:
    """A mail to everybody who is going to be migrated, before it happens."""
    migration = migration_of(row)
    for user in users_in(session, row.migration_id, None, UserOutcome.OPEN):
        if user.becomes == Becomes.INTEGRATION_USER.name:
            day = migration.start_after if user.wave else migration.window_ends_at
            details = {
                "day": "" if day is None else day.date().isoformat(),
                "administrator": migration.author.name,
            }
            add_mail(session, user, MailKind.ANNOUNCED, migration.created_at, details)
