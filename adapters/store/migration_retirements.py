"""Users whom a migration has made in Books and then taken back, each function within the transaction of its session."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, select

from adapters.store.migration_acts import users_in
from adapters.store.migration_rows import user_of
from adapters.store.migration_tables import MigratingUserRow
from domain.user_migrations import BATCH, MigratingUser, UserOutcome, UserReason


def retiring_users(session: Session, migration_id: str) -> Sequence[MigratingUser]:
    """The next users of those who were taken back and are still users of Books, as far as the migration made them."""
    wanted = select(MigratingUserRow).where(
        MigratingUserRow.migration_id == migration_id,
        MigratingUserRow.outcome == UserOutcome.REVERTED.name,
        col(MigratingUserRow.is_asked),
    )
    return [user_of(row) for row in session.exec(wanted.order_by(col(MigratingUserRow.email)).limit(BATCH))]


def settle_retiring(session: Session, migration_id: str, reasons: Mapping[str, UserReason]) -> None:
    """Write what became of them in Books; nobody asks for them again."""
    for user in users_in(session, migration_id, [*reasons], UserOutcome.REVERTED):
        user.reason, user.is_asked = reasons[user.email].name, False
        session.add(user)
