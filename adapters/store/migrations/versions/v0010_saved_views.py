"""Views that users saved."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "saved_view",
        sa.Column("view_id", sa.String(64), nullable=False),
        sa.Column("tenant", sa.String(255), nullable=False),
        sa.Column("owner", sa.String(320), nullable=False),
        sa.Column("organization", sa.String(255), nullable=False),
        sa.Column("module", sa.String(255), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("view_id", name="pk_saved_view"),
        sa.UniqueConstraint(
            "tenant",
            "owner",
            "organization",
            "module",
            "name",
            name="uq_saved_view_tenant_owner_organization_module_name",
        ),
    )
    op.create_index("ix_saved_view_tenant_organization_module", "saved_view", ["tenant", "organization", "module"])


def downgrade() -> None:
    """Drop it, with every view in it."""
    op.drop_table("saved_view")
