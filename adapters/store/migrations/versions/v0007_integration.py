"""Settings, templates, plans and usage of integration users; a member may have several templates together."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the tables, and room for the names of several templates."""
    op.create_table(
        "integration_settings",
        sa.Column("tenant", sa.String(255), nullable=False),
        sa.Column("books_organization", sa.String(60), nullable=False),
        sa.Column("billing_organization", sa.String(60), nullable=False),
        sa.Column("modules", sa.Text(), nullable=True),
        sa.Column("default_template", sa.String(255), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("migration", sa.String(30), nullable=False),
        sa.Column("window_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rollout", sa.Text(), nullable=False),
        sa.Column("keeps_usage", sa.Boolean(), nullable=False),
        sa.Column("usage_days", sa.Integer(), nullable=False),
        sa.Column("set_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(320), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", name="pk_integration_settings"),
    )
    op.create_table(
        "grant_template",
        sa.Column("tenant", sa.String(255), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("title", sa.String(255), nullable=False),
        sa.Column("grants", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(320), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "name", name="pk_grant_template"),
    )
    op.create_table(
        "integration_revision",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_integration_revision"),
    )
    op.execute("INSERT INTO integration_revision (id, revision) VALUES (1, 1)")
    _make_plans_and_usage()
    with op.batch_alter_table("roster_member") as table:
        table.alter_column("template", existing_type=sa.String(60), type_=sa.String(255), existing_nullable=False)


def _make_plans_and_usage() -> None:
    op.create_table(
        "integration_plan",
        sa.Column("plan_id", sa.String(64), nullable=False),
        sa.Column("tenant", sa.String(255), nullable=False),
        sa.Column("author", sa.String(320), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("seen", sa.String(64), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("effect", sa.Text(), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("applied_by", sa.String(320), nullable=False),
        sa.PrimaryKeyConstraint("plan_id", name="pk_integration_plan"),
    )
    op.create_index("ix_integration_plan_tenant_made_at", "integration_plan", ["tenant", "made_at"])
    op.create_table(
        "usage_shape",
        sa.Column("shape", sa.String(64), nullable=False),
        sa.Column("coordinates", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("shape", name="pk_usage_shape"),
    )
    op.create_table(
        "usage_count",
        sa.Column("tenant", sa.String(255), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("shape", sa.String(64), nullable=False),
        sa.Column("operations", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "email", "day", "shape", name="pk_usage_count"),
    )
    op.create_index("ix_usage_count_tenant_day", "usage_count", ["tenant", "day"])
    op.create_index("ix_usage_count_shape", "usage_count", ["shape"])


def downgrade() -> None:
    """Drop them. The names of several templates that a member has together stay only where they are short."""
    op.execute("UPDATE roster_member SET template = '' WHERE length(template) > 60")
    with op.batch_alter_table("roster_member") as table:
        table.alter_column("template", existing_type=sa.String(255), type_=sa.String(60), existing_nullable=False)
    for table_name in (
        "usage_count",
        "usage_shape",
        "integration_plan",
        "integration_revision",
        "grant_template",
        "integration_settings",
    ):
        op.drop_table(table_name)
