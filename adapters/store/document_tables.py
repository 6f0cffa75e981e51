"""The tables of trusted documents, which only `migrations` creates."""

from datetime import datetime

from sqlalchemy import Column, Text
from sqlmodel import Field

from adapters.store.tables import LONGEST_NAME, Instant, StoreTable


class PublishedVersionRow(StoreTable, table=True):
    """A version of a client, whose documents were published together."""

    __tablename__ = "published_version"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a declared_attr

    client: str = Field(primary_key=True, max_length=100)
    version: str = Field(primary_key=True, max_length=100)
    published_at: datetime = Field(sa_column=Column(Instant, nullable=False))


class PublishedDocumentRow(StoreTable, table=True):
    """A document of a version. `coordinates` is a JSON list, `digest` the SHA-256 of its text."""

    __tablename__ = "published_document"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a declared_attr

    client: str = Field(primary_key=True, max_length=100)
    version: str = Field(primary_key=True, max_length=100)
    document_id: str = Field(primary_key=True, max_length=64)
    name: str = Field(max_length=LONGEST_NAME)
    digest: str = Field(max_length=64, index=True)
    coordinates: str = Field(sa_column=Column(Text, nullable=False))


class DocumentTextRow(StoreTable, table=True):
    """The text of published documents, once for all versions that have it."""

    __tablename__ = "document_text"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a declared_attr

    digest: str = Field(primary_key=True, max_length=64)
    text: str = Field(sa_column=Column(Text, nullable=False))


class DocumentAudienceRow(StoreTable, table=True):
    """What an audience was known to miss of a document when it was last accepted; `hidden` is a JSON list."""

    __tablename__ = "document_audience"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a declared_attr

    audience: str = Field(primary_key=True, max_length=LONGEST_NAME)
    digest: str = Field(primary_key=True, max_length=64)
    hidden: str = Field(sa_column=Column(Text, nullable=False))
