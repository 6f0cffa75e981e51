"""The tables of migrations: each migration, its users, the mails that follow from it, and the tokens given to it."""

from datetime import datetime

from sqlalchemy import Column, Index, Text
from sqlmodel import Field

from adapters.store.tables import LONGEST_EMAIL, LONGEST_NAME, Instant, StoreTable


class UserMigrationRow(StoreTable, table=True):
    """One migration. `author` and `grants` are JSON; `beat_at` is when a run was last at work."""

    __tablename__ = "user_migration"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a declared_attr
    __table_args__ = (Index(None, "tenant", "created_at"), Index(None, "state"))

    migration_id: str = Field(primary_key=True, max_length=64)
    tenant: str = Field(max_length=LONGEST_NAME)
    state: str = Field(max_length=20)
    author: str = Field(sa_column=Column(Text, nullable=False))
    template: str = Field(max_length=60)
    grants: str = Field(sa_column=Column(Text, nullable=False))
    use_days: int
    created_at: datetime = Field(sa_column=Column(Instant, nullable=False))
    start_after: datetime | None = Field(default=None, sa_column=Column(Instant))
    complete_after: datetime | None = Field(default=None, sa_column=Column(Instant))
    started_at: datetime | None = Field(default=None, sa_column=Column(Instant))
    ended_at: datetime | None = Field(default=None, sa_column=Column(Instant))
    run: int
    beat_at: datetime | None = Field(default=None, sa_column=Column(Instant))
    note: str = Field(sa_column=Column(Text, nullable=False))
    version: int


class MigratingUserRow(StoreTable, table=True):
    """One user of a migration. `before` is their place in the roster as it was, JSON, empty where they had none.

    `is_announced` says whether every process was told to forget what it remembers of them, `is_asked` whether Books was
    asked to take them, which is committed before it is asked.
    """

    __tablename__ = "migrating_user"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a declared_attr
    __table_args__ = (Index(None, "migration_id", "outcome", "email"), Index(None, "email"))

    migration_id: str = Field(primary_key=True, max_length=64, foreign_key="user_migration.migration_id")
    email: str = Field(primary_key=True, max_length=LONGEST_EMAIL)
    name: str = Field(max_length=LONGEST_NAME)
    crm_id: str = Field(max_length=60)
    locale: str = Field(max_length=20)
    becomes: str = Field(max_length=20)
    reason: str = Field(max_length=20)
    uses: int
    outcome: str = Field(max_length=20)
    wave: int
    changed_at: datetime | None = Field(default=None, sa_column=Column(Instant))
    roster_version: int
    kept_documents: int
    before: str = Field(sa_column=Column(Text, nullable=False))
    is_announced: bool
    is_asked: bool


class MigrationMailRow(StoreTable, table=True):
    """One mail to one user of a migration; its id follows from the three parts of its key, so that it never changes."""

    __tablename__ = "migration_mail"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a declared_attr
    __table_args__ = (Index(None, "sent_at", "due_at"),)

    migration_id: str = Field(primary_key=True, max_length=64, foreign_key="user_migration.migration_id")
    email: str = Field(primary_key=True, max_length=LONGEST_EMAIL)
    kind: str = Field(primary_key=True, max_length=20)
    name: str = Field(max_length=LONGEST_NAME)
    locale: str = Field(max_length=20)
    details: str = Field(sa_column=Column(Text, nullable=False))
    due_at: datetime = Field(sa_column=Column(Instant, nullable=False))
    claimed_at: datetime | None = Field(default=None, sa_column=Column(Instant))
    sent_at: datetime | None = Field(default=None, sa_column=Column(Instant))
    attempts: int


class JobTokenRow(StoreTable, table=True):
    """A token that an administrator gave to one job, encrypted; `sealed` is empty once it has ended."""

    __tablename__ = "job_token"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a declared_attr
    __table_args__ = (Index(None, "tenant", "given_by"),)

    job_id: str = Field(primary_key=True, max_length=64, foreign_key="user_migration.migration_id")
    tenant: str = Field(max_length=LONGEST_NAME)
    given_by: str = Field(max_length=LONGEST_EMAIL)
    given_at: datetime = Field(sa_column=Column(Instant, nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=Column(Instant))
    is_refreshable: bool
    sealed: str = Field(sa_column=Column(Text, nullable=False))
    organizations: str = Field(sa_column=Column(Text, nullable=False))
    calls: int
