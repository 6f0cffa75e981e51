"""The tables of the store. `migrations` makes them; nothing else does."""

from datetime import UTC, datetime
from typing import ClassVar

from sqlalchemy import Column, DateTime, MetaData
from sqlmodel import Field, SQLModel

# Names of constraints that are the same in every database.
NAMES = {"pk": "pk_%(table_name)s", "fk": "fk_%(table_name)s_%(column_0_name)s"}
LONGEST_EMAIL = 320


class StoreTable(SQLModel):
    """What all tables of the store share: they are told apart from other tables of the process."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMES)  # pyright: ignore[reportIncompatibleVariableOverride]  # as SQLModel itself does


class IntegrationUser(StoreTable, table=True):
    """A user of the roster of integration users; the address is casefolded."""

    __tablename__ = "integration_user"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a declared_attr

    email: str = Field(primary_key=True, max_length=LONGEST_EMAIL)
    added_at: datetime = Field(
        default_factory=lambda: datetime.now(UTC), sa_column=Column(DateTime(timezone=True), nullable=False)
    )


class IntegrationGrant(StoreTable, table=True):
    """One action in one module that an integration user was granted."""

    __tablename__ = "integration_grant"  # pyright: ignore[reportAssignmentType]  # as above

    email: str = Field(primary_key=True, max_length=LONGEST_EMAIL, foreign_key="integration_user.email")
    module: str = Field(primary_key=True, max_length=60)
    action: str = Field(primary_key=True, max_length=20)
