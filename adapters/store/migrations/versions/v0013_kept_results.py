"""Results of closed periods that users keep."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "kept_result",
        sa.Column("tenant", sa.String(255), nullable=False),
        sa.Column("owner", sa.String(320), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("report", sa.String(60), nullable=False),
        sa.Column("rights", sa.String(64), nullable=False),
        sa.Column("figures", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "owner", "key", name="pk_kept_result"),
    )


def downgrade() -> None:
    """Drop it, with everything in it."""
    op.drop_table("kept_result")
