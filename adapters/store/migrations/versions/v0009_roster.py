"""The roster of integration users that an organisation's administrators keep."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0002"


def upgrade() -> None:
    """Make the two tables."""
    op.create_table(
        "roster_member",
        sa.Column("tenant", sa.String(255), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("template", sa.String(60), nullable=False),
        sa.Column("grants", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(320), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "email", name="pk_roster_member"),
    )
    op.create_index("ix_roster_member_email", "roster_member", ["email"])
    op.create_table(
        "roster_limit",
        sa.Column("tenant", sa.String(255), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(320), nullable=False),
        sa.PrimaryKeyConstraint("tenant", name="pk_roster_limit"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("roster_limit")
    op.drop_table("roster_member")
