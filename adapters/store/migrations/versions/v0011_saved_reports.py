"""Reports that users keep."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "saved_report",
        sa.Column("report_id", sa.String(64), nullable=False),
        sa.Column("tenant", sa.String(255), nullable=False),
        sa.Column("owner", sa.String(320), nullable=False),
        sa.Column("folder", sa.String(255), nullable=False),
        sa.Column("title", sa.String(255), nullable=False),
        sa.Column("base", sa.String(60), nullable=False),
        sa.Column("adjustments", sa.Text(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("report_id", name="pk_saved_report"),
    )
    op.create_index("ix_saved_report_tenant_owner", "saved_report", ["tenant", "owner"])
    op.create_index("ix_saved_report_tenant_is_shared", "saved_report", ["tenant", "is_shared"])


def downgrade() -> None:
    """Drop it, with everything in it."""
    op.drop_table("saved_report")
