"""Sessions of signed-in browsers."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "browser_session",
        sa.Column("key", sa.LargeBinary(32), nullable=False),
        sa.Column("handle", sa.String(64), nullable=False),
        sa.Column("data_centre", sa.String(60), nullable=False),
        sa.Column("user", sa.String(320), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("browser", sa.String(255), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("access", sa.LargeBinary(), nullable=False),
        sa.Column("access_ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("refresh", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("renewed_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_browser_session"),
        sa.UniqueConstraint("handle", name="uq_browser_session_handle"),
    )
    op.create_index("ix_browser_session_data_centre_user", "browser_session", ["data_centre", "user"])
    op.create_index("ix_browser_session_used_at", "browser_session", ["used_at"])


def downgrade() -> None:
    """Drop it: everybody signs in again."""
    op.drop_table("browser_session")
