"""Integration users and their grants."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "integration_user",
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("email", name="pk_integration_user"),
    )
    op.create_table(
        "integration_grant",
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("module", sa.String(60), nullable=False),
        sa.Column("action", sa.String(20), nullable=False),
        sa.ForeignKeyConstraint(["email"], ["integration_user.email"], name="fk_integration_grant_email"),
        sa.PrimaryKeyConstraint("email", "module", "action", name="pk_integration_grant"),
    )


def downgrade() -> None:
    """Drop both tables."""
    op.drop_table("integration_grant")
    op.drop_table("integration_user")
