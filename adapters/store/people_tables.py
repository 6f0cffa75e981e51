"""The tables of the store about directories, the people whom they report, and those who have left."""

from datetime import datetime

from sqlalchemy import Column, Index, Integer, Text, UniqueConstraint
from sqlmodel import Field

from adapters.store.tables import LONGEST_EMAIL, LONGEST_NAME, Instant, StoreTable

LONGEST_ID = 64


class DirectoryRow(StoreTable, table=True):
    """A directory of an organisation. Of its secret there is the SHA-256 alone; `finance` are ids, comma separated."""

    __tablename__ = "scim_directory"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a declared_attr

    directory_id: str = Field(primary_key=True, max_length=LONGEST_ID)
    tenant: str = Field(max_length=LONGEST_NAME, index=True)
    name: str = Field(max_length=LONGEST_NAME)
    secret_hash: str = Field(max_length=64)
    finance: str = Field(sa_column=Column(Text, nullable=False))
    created_at: datetime = Field(sa_column=Column(Instant, nullable=False))
    created_by: str = Field(max_length=LONGEST_EMAIL)
    secret_at: datetime = Field(sa_column=Column(Instant, nullable=False))
    used_at: datetime | None = Field(default=None, sa_column=Column(Instant))
    revoked_at: datetime | None = Field(default=None, sa_column=Column(Instant))


class PersonRow(StoreTable, table=True):
    """A person as a directory reports them; `user_name` is casefolded, `resource` is JSON."""

    __tablename__ = "scim_person"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a declared_attr
    __table_args__ = (UniqueConstraint("directory_id", "user_name"), Index(None, "directory_id", "external_id"))

    person_id: str = Field(primary_key=True, max_length=LONGEST_ID)
    directory_id: str = Field(max_length=LONGEST_ID, foreign_key="scim_directory.directory_id")
    user_name: str = Field(max_length=LONGEST_EMAIL)
    external_id: str | None = Field(default=None, max_length=LONGEST_NAME)
    is_active: bool
    resource: str = Field(sa_column=Column(Text, nullable=False))
    created_at: datetime = Field(sa_column=Column(Instant, nullable=False))
    changed_at: datetime = Field(sa_column=Column(Instant, nullable=False))


class GroupRow(StoreTable, table=True):
    """A group of a directory; `template` is that of the grants of its members, empty for none."""

    __tablename__ = "scim_group"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a declared_attr
    __table_args__ = (UniqueConstraint("directory_id", "name_key"),)

    group_id: str = Field(primary_key=True, max_length=LONGEST_ID)
    directory_id: str = Field(max_length=LONGEST_ID, foreign_key="scim_directory.directory_id")
    name: str = Field(max_length=LONGEST_NAME)
    name_key: str = Field(max_length=LONGEST_NAME)
    external_id: str | None = Field(default=None, max_length=LONGEST_NAME)
    template: str = Field(max_length=60)
    created_at: datetime = Field(sa_column=Column(Instant, nullable=False))
    changed_at: datetime = Field(sa_column=Column(Instant, nullable=False))


class MembershipRow(StoreTable, table=True):
    """A person in a group."""

    __tablename__ = "scim_membership"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a declared_attr

    group_id: str = Field(primary_key=True, max_length=LONGEST_ID, foreign_key="scim_group.group_id")
    person_id: str = Field(primary_key=True, max_length=LONGEST_ID, foreign_key="scim_person.person_id", index=True)


class DepartureRow(StoreTable, table=True):
    """An address of somebody whom a directory has deactivated or deleted; it is casefolded."""

    __tablename__ = "departure"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a declared_attr

    tenant: str = Field(primary_key=True, max_length=LONGEST_NAME)
    email: str = Field(primary_key=True, max_length=LONGEST_EMAIL)
    directory: str = Field(max_length=LONGEST_NAME)
    left_at: datetime = Field(sa_column=Column(Instant, nullable=False))
    returned_at: datetime | None = Field(default=None, sa_column=Column(Instant))
    returned_by: str = Field(max_length=LONGEST_EMAIL)


class EndedPartRow(StoreTable, table=True):
    """What a process ended of somebody who left, or the store where `process` is empty."""

    __tablename__ = "ended_part"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a declared_attr
    __table_args__ = (Index(None, "tenant", "email"),)

    sequence: int | None = Field(default=None, sa_column=Column(Integer, primary_key=True, autoincrement=True))
    tenant: str = Field(max_length=LONGEST_NAME)
    email: str = Field(max_length=LONGEST_EMAIL)
    what: str = Field(max_length=20)
    process: str = Field(max_length=LONGEST_NAME)
    count: int
    at: datetime = Field(sa_column=Column(Instant, nullable=False))


class PersonNoteRow(StoreTable, table=True):
    """A note to all processes about a user; those about what is remembered are kept for a day."""

    __tablename__ = "person_note"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a declared_attr

    sequence: int | None = Field(default=None, sa_column=Column(Integer, primary_key=True, autoincrement=True))
    kind: str = Field(max_length=20)
    data_centre: str = Field(max_length=60)
    tenant: str = Field(max_length=LONGEST_NAME)
    email: str = Field(max_length=LONGEST_EMAIL)
    at: datetime = Field(sa_column=Column(Instant, nullable=False, index=True))


class RosterAccessRow(StoreTable, table=True):
    """Whether a member of a roster has been seen to reach Books, and what was found when it was last looked at."""

    __tablename__ = "roster_access"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a declared_attr

    tenant: str = Field(primary_key=True, max_length=LONGEST_NAME)
    email: str = Field(primary_key=True, max_length=LONGEST_EMAIL)
    state: str = Field(max_length=20)
    reason: str = Field(max_length=40)
    since: datetime = Field(sa_column=Column(Instant, nullable=False))
    checked_at: datetime = Field(sa_column=Column(Instant, nullable=False))


class ProvisioningRow(StoreTable, table=True):
    """The role that new integration users get in Books, where their organisation wants them made there."""

    __tablename__ = "provisioning"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a declared_attr

    tenant: str = Field(primary_key=True, max_length=LONGEST_NAME)
    role_id: str = Field(max_length=LONGEST_ID)
    retires: bool = False
    changed_at: datetime = Field(sa_column=Column(Instant, nullable=False))
    changed_by: str = Field(max_length=LONGEST_EMAIL)
