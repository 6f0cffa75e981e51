"""The tables of integration settings, templates, plans and usage, which only `migrations` creates."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Column, Date, Index, Integer, Text
from sqlmodel import Field

from adapters.store.tables import LONGEST_EMAIL, LONGEST_NAME, Instant, StoreTable


class IntegrationSettingsRow(StoreTable, table=True):
    """The settings of one organisation. `modules` and `policy` are JSON, `modules` null for all that can be granted."""

    __tablename__ = "integration_settings"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a declared_attr

    tenant: str = Field(primary_key=True, max_length=LONGEST_NAME)
    books_organization: str = Field(max_length=60)
    billing_organization: str = Field(max_length=60)
    modules: str | None = Field(default=None, sa_column=Column(Text))
    default_template: str = Field(max_length=LONGEST_NAME)
    policy: str = Field(sa_column=Column(Text, nullable=False))
    migration: str = Field(max_length=30)
    window_ends_at: datetime | None = Field(default=None, sa_column=Column(Instant))
    rollout: str = Field(sa_column=Column(Text, nullable=False))
    keeps_usage: bool
    usage_days: int
    set_up_at: datetime = Field(sa_column=Column(Instant, nullable=False))
    changed_at: datetime = Field(sa_column=Column(Instant, nullable=False))
    changed_by: str = Field(max_length=LONGEST_EMAIL)
    version: int


class GrantTemplateRow(StoreTable, table=True):
    """A template that an organisation made itself. `grants` is JSON, as in the roster."""

    __tablename__ = "grant_template"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a declared_attr

    tenant: str = Field(primary_key=True, max_length=LONGEST_NAME)
    name: str = Field(primary_key=True, max_length=60)
    title: str = Field(max_length=LONGEST_NAME)
    grants: str = Field(sa_column=Column(Text, nullable=False))
    changed_at: datetime = Field(sa_column=Column(Instant, nullable=False))
    changed_by: str = Field(max_length=LONGEST_EMAIL)
    version: int


class IntegrationRevisionRow(StoreTable, table=True):
    """The only row with the number of changes to rosters, templates and settings: each process looks at it."""

    __tablename__ = "integration_revision"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a declared_attr

    id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    revision: int = Field(sa_column=Column(BigInteger, nullable=False))


class IntegrationPlanRow(StoreTable, table=True):
    """A planned change. `change` and `effect` are JSON; `seen` is the hash of all that the plan looked at."""

    __tablename__ = "integration_plan"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a declared_attr
    __table_args__ = (Index(None, "tenant", "made_at"),)

    plan_id: str = Field(primary_key=True, max_length=64)
    tenant: str = Field(max_length=LONGEST_NAME)
    author: str = Field(max_length=LONGEST_EMAIL)
    made_at: datetime = Field(sa_column=Column(Instant, nullable=False))
    state: str = Field(max_length=20)
    seen: str = Field(max_length=64)
    change: str = Field(sa_column=Column(Text, nullable=False))
    effect: str = Field(sa_column=Column(Text, nullable=False))
    applied_at: datetime | None = Field(default=None, sa_column=Column(Instant))
    applied_by: str = Field(max_length=LONGEST_EMAIL)


class UsageShapeRow(StoreTable, table=True):
    """The coordinates of one shape of operation, as a JSON list; its id is their hash."""

    __tablename__ = "usage_shape"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a declared_attr

    shape: str = Field(primary_key=True, max_length=64)
    coordinates: str = Field(sa_column=Column(Text, nullable=False))


class UsageRow(StoreTable, table=True):
    """How often a user has asked operations of one shape on one day."""

    __tablename__ = "usage_count"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a declared_attr
    __table_args__ = (Index(None, "tenant", "day"), Index(None, "shape"))

    tenant: str = Field(primary_key=True, max_length=LONGEST_NAME)
    email: str = Field(primary_key=True, max_length=LONGEST_EMAIL)
    day: date = Field(sa_column=Column(Date, primary_key=True))
    shape: str = Field(primary_key=True, max_length=64)
    operations: int
