"""The tables of what reports showed, which only `migrations` creates."""

from datetime import datetime

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field

from adapters.store.tables import LONGEST_EMAIL, LONGEST_NAME, Instant, StoreTable


class KeptResultRow(StoreTable, table=True):
    """The figures of closed periods that a user keeps, sealed; `rights` is a fingerprint."""

    __tablename__ = "kept_result"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a declared_attr

    tenant: str = Field(primary_key=True, max_length=LONGEST_NAME)
    owner: str = Field(primary_key=True, max_length=LONGEST_EMAIL)
    key: str = Field(primary_key=True, max_length=64)
    report: str = Field(max_length=60)
    rights: str = Field(max_length=64)
    figures: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    kept_at: datetime = Field(sa_column=Column(Instant, nullable=False))
