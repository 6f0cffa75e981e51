"""Trusted documents: what the builds of clients have published, and who misses what of it."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0012"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "published_version",
        sa.Column("client", sa.String(100), nullable=False),
        sa.Column("version", sa.String(100), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("client", "version", name="pk_published_version"),
    )
    op.create_table(
        "published_document",
        sa.Column("client", sa.String(100), nullable=False),
        sa.Column("version", sa.String(100), nullable=False),
        sa.Column("document_id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("coordinates", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("client", "version", "document_id", name="pk_published_document"),
    )
    op.create_index("ix_published_document_digest", "published_document", ["digest"])
    op.create_table(
        "document_text",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_document_text"),
    )
    op.create_table(
        "document_audience",
        sa.Column("audience", sa.String(255), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("hidden", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("audience", "digest", name="pk_document_audience"),
    )


def downgrade() -> None:
    """Drop them: clients that are enforced get no answer until their builds are published again."""
    for table in ("document_audience", "document_text", "published_document", "published_version"):
        op.drop_table(table)
