"""Users' dashboards."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "dashboard",
        sa.Column("dashboard_id", sa.String(64), nullable=False),
        sa.Column("tenant", sa.String(255), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("owner_name", sa.String(255), nullable=False),
        sa.Column("title", sa.String(255), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("tiles", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("dashboard_id", name="pk_dashboard"),
    )
    op.create_index("ix_dashboard_tenant_email", "dashboard", ["tenant", "email"])
    op.create_index("ix_dashboard_tenant_is_shared", "dashboard", ["tenant", "is_shared"])


def downgrade() -> None:
    """Drop it, with everything in it."""
    op.drop_table("dashboard")
