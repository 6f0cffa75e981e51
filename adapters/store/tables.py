"""The tables of the store, which only `migrations` creates."""

from datetime import UTC, datetime
from typing import ClassVar

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

from domain.hash_chain import LONGEST_KEY_NAME

# Constraints have the same names in every database.
NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}
LONGEST_EMAIL = 320
LONGEST_NAME = 255


class StoreTable(SQLModel):
    """The base of all tables of the store: its metadata separates them from other tables of the process."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMES)  # pyright: ignore[reportIncompatibleVariableOverride]  # as SQLModel itself does


class IntegrationUser(StoreTable, table=True):
    """A user in the roster of integration users; the address is casefolded."""

    __tablename__ = "integration_user"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a declared_attr

    email: str = Field(primary_key=True, max_length=LONGEST_EMAIL)
    added_at: datetime = Field(
        default_factory=lambda: datetime.now(UTC), sa_column=Column(DateTime(timezone=True), nullable=False)
    )


class IntegrationGrant(StoreTable, table=True):
    """One action in one module that is granted to an integration user."""

    __tablename__ = "integration_grant"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a declared_attr

    email: str = Field(primary_key=True, max_length=LONGEST_EMAIL, foreign_key="integration_user.email")
    module: str = Field(primary_key=True, max_length=60)
    action: str = Field(primary_key=True, max_length=20)


class Instant(TypeDecorator[datetime]):
    """An instant, in UTC in every database, since SQLite stores no time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # SQLAlchemy calls it so
        """The instant as it is stored."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # as above
        """The instant as it was."""
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class WriteIntent(StoreTable, table=True):
    """A write that is about to be made, or was made in the last 24 hours. `entry` is in canonical form."""

    __tablename__ = "write_intent"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a declared_attr
    __table_args__ = (
        UniqueConstraint("owner", "key"),
        Index(None, "state", "until"),
        Index(None, "begun_at"),
    )

    intent_id: str = Field(primary_key=True, max_length=64)
    owner: str = Field(max_length=LONGEST_NAME)
    key: str | None = Field(default=None, max_length=LONGEST_NAME)
    fingerprint: str = Field(max_length=64)
    mark: str = Field(max_length=LONGEST_NAME)
    process: str = Field(max_length=LONGEST_NAME)
    until: datetime = Field(sa_column=Column(Instant, nullable=False))
    begun_at: datetime = Field(sa_column=Column(Instant, nullable=False))
    state: str = Field(max_length=20)
    result: str | None = Field(default=None, sa_column=Column(Text))
    entry: str = Field(sa_column=Column(Text, nullable=False))


class AuditRow(StoreTable, table=True):
    """One entry. `body` is hashed; the other columns serve searches and must agree with it.

    `key_name` names the key of the hash: none for an entry from before keys had names.
    """

    __tablename__ = "audit_entry"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a declared_attr
    __table_args__ = (
        Index(None, "tenant", "sequence"),
        Index(None, "tenant", "email", "sequence"),
        Index(None, "tenant", "record_id", "sequence"),
    )

    sequence: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    tenant: str = Field(max_length=LONGEST_NAME)
    at: datetime = Field(sa_column=Column(Instant, nullable=False))
    email: str = Field(max_length=LONGEST_EMAIL)
    act: str = Field(max_length=LONGEST_NAME)
    module: str = Field(max_length=LONGEST_NAME)
    record_id: str | None = Field(default=None, max_length=LONGEST_NAME)
    result: str = Field(max_length=20)
    body: str = Field(sa_column=Column(Text, nullable=False))
    hash: str = Field(max_length=64)
    key_name: str | None = Field(default=None, max_length=LONGEST_KEY_NAME)


class AuditHead(StoreTable, table=True):
    """The only row with the length and the last hash of the audit log; `seal` is computed with the key."""

    __tablename__ = "audit_head"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a declared_attr

    id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    count: int = Field(sa_column=Column(BigInteger, nullable=False))
    hash: str = Field(max_length=64)
    seal: str = Field(max_length=64)
    key_name: str | None = Field(default=None, max_length=LONGEST_KEY_NAME)


class SavedViewRow(StoreTable, table=True):
    """A view that a user saved. `definition` is JSON; `organization` is the product's, empty where it is the tenant."""

    __tablename__ = "saved_view"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a declared_attr
    __table_args__ = (
        UniqueConstraint("tenant", "owner", "organization", "module", "name"),
        Index(None, "tenant", "organization", "module"),
    )

    view_id: str = Field(primary_key=True, max_length=64)
    tenant: str = Field(max_length=LONGEST_NAME)
    owner: str = Field(max_length=LONGEST_EMAIL)
    organization: str = Field(max_length=LONGEST_NAME)
    module: str = Field(max_length=LONGEST_NAME)
    name: str = Field(max_length=LONGEST_NAME)
    definition: str = Field(sa_column=Column(Text, nullable=False))
    shared: bool
    version: int
    updated_at: datetime = Field(sa_column=Column(Instant, nullable=False))


class DashboardRow(StoreTable, table=True):
    """A user's dashboard. `tiles` is JSON; whose it is and whether it is shared serve the search."""

    __tablename__ = "dashboard"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a declared_attr
    __table_args__ = (Index(None, "tenant", "email"), Index(None, "tenant", "is_shared"))

    dashboard_id: str = Field(primary_key=True, max_length=64)
    tenant: str = Field(max_length=LONGEST_NAME)
    email: str = Field(max_length=LONGEST_EMAIL)
    owner_name: str = Field(max_length=LONGEST_NAME)
    title: str = Field(max_length=LONGEST_NAME)
    description: str = Field(sa_column=Column(Text, nullable=False))
    is_shared: bool = Field(default=False, nullable=False)
    tiles: str = Field(sa_column=Column(Text, nullable=False))
    updated_at: datetime = Field(sa_column=Column(Instant, nullable=False))


class SavedReportRow(StoreTable, table=True):
    """A report that a user keeps. `adjustments` are JSON; there is no figure in it."""

    __tablename__ = "saved_report"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a declared_attr
    __table_args__ = (Index(None, "tenant", "owner"), Index(None, "tenant", "is_shared"))

    report_id: str = Field(primary_key=True, max_length=64)
    tenant: str = Field(max_length=LONGEST_NAME)
    owner: str = Field(max_length=LONGEST_EMAIL)
    folder: str = Field(max_length=LONGEST_NAME)
    title: str = Field(max_length=LONGEST_NAME)
    base: str = Field(max_length=60)
    adjustments: str = Field(sa_column=Column(Text, nullable=False))
    is_shared: bool
    version: int
    updated_at: datetime = Field(sa_column=Column(Instant, nullable=False))


class ReportFolderRow(StoreTable, table=True):
    """A folder that a user keeps their reports in. Its reports name it."""

    __tablename__ = "report_folder"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a declared_attr

    tenant: str = Field(primary_key=True, max_length=LONGEST_NAME)
    owner: str = Field(primary_key=True, max_length=LONGEST_EMAIL)
    name: str = Field(primary_key=True, max_length=LONGEST_NAME)


class ReportRunRow(StoreTable, table=True):
    """A run of a report: what was asked, as JSON, and how far it is; neither a token nor a figure."""

    __tablename__ = "report_run"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a declared_attr
    __table_args__ = (Index(None, "tenant", "owner"),)

    run_id: str = Field(primary_key=True, max_length=64)
    tenant: str = Field(max_length=LONGEST_NAME)
    owner: str = Field(max_length=LONGEST_EMAIL)
    request: str = Field(sa_column=Column(Text, nullable=False))
    state: str = Field(max_length=20)
    calls_done: int
    calls_left: int | None
    failure: str | None = Field(sa_column=Column(Text, nullable=True))
    started_at: datetime = Field(sa_column=Column(Instant, nullable=False))
    touched_at: datetime = Field(sa_column=Column(Instant, nullable=False))


class RosterRow(StoreTable, table=True):
    """A member of the roster that the administrators of one organisation keep; the address is casefolded."""

    __tablename__ = "roster_member"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a declared_attr

    tenant: str = Field(primary_key=True, max_length=LONGEST_NAME)
    email: str = Field(primary_key=True, max_length=LONGEST_EMAIL, index=True)
    name: str = Field(max_length=LONGEST_NAME)
    state: str = Field(max_length=20)
    template: str = Field(max_length=LONGEST_NAME)
    grants: str = Field(sa_column=Column(Text, nullable=False))
    added_at: datetime = Field(sa_column=Column(Instant, nullable=False))
    changed_at: datetime = Field(sa_column=Column(Instant, nullable=False))
    changed_by: str = Field(max_length=LONGEST_EMAIL)
    version: int


class RosterLimitRow(StoreTable, table=True):
    """The most integration users of an organisation, where its administrators have changed it, and why."""

    __tablename__ = "roster_limit"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a declared_attr

    tenant: str = Field(primary_key=True, max_length=LONGEST_NAME)
    most: int
    reason: str = Field(sa_column=Column(Text, nullable=False))
    changed_at: datetime = Field(sa_column=Column(Instant, nullable=False))
    changed_by: str = Field(max_length=LONGEST_EMAIL)


class BrowserSessionRow(StoreTable, table=True):
    """A signed-in browser. The key is a keyed hash of its cookie, and its tokens are sealed."""

    __tablename__ = "browser_session"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a declared_attr
    __table_args__ = (Index("ix_browser_session_data_centre_user", "data_centre", "user"),)

    key: bytes = Field(primary_key=True, sa_type=LargeBinary(32))  # pyright: ignore[reportArgumentType]  # its stubs
    handle: str = Field(max_length=64, unique=True)
    data_centre: str = Field(max_length=60)
    user: str = Field(max_length=LONGEST_EMAIL)
    name: str = Field(max_length=LONGEST_NAME)
    browser: str = Field(max_length=LONGEST_NAME)
    began_at: datetime = Field(sa_column=Column(Instant, nullable=False))
    used_at: datetime = Field(sa_column=Column(Instant, nullable=False, index=True))
    ends_at: datetime = Field(sa_column=Column(Instant, nullable=False))
    access: bytes
    access_ends_at: datetime = Field(sa_column=Column(Instant, nullable=False))
    refresh: bytes | None = None
    version: int
    renewed_until: datetime | None = Field(default=None, sa_column=Column(Instant))
