"""Migrations of users, their mails, and the tokens that were given to them."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def _instant(name: str, *, nullable: bool = True) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "user_migration",
        sa.Column("migration_id", sa.String(64), nullable=False),
        sa.Column("tenant", sa.String(255), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("template", sa.String(60), nullable=False),
        sa.Column("grants", sa.Text(), nullable=False),
        sa.Column("use_days", sa.Integer(), nullable=False),
        _instant("created_at", nullable=False),
        *(_instant(name) for name in ("start_after", "complete_after", "started_at", "ended_at")),
        sa.Column("run", sa.Integer(), nullable=False),
        _instant("beat_at"),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("migration_id", name="pk_user_migration"),
    )
    op.create_index("ix_user_migration_tenant_created_at", "user_migration", ["tenant", "created_at"])
    op.create_index("ix_user_migration_state", "user_migration", ["state"])
    _upgrade_users()
    _upgrade_mails()
    op.create_table(
        "job_token",
        sa.Column("job_id", sa.String(64), nullable=False),
        sa.Column("tenant", sa.String(255), nullable=False),
        sa.Column("given_by", sa.String(320), nullable=False),
        _instant("given_at", nullable=False),
        _instant("ended_at"),
        sa.Column("is_refreshable", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("organizations", sa.Text(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("job_id", name="pk_job_token"),
        sa.ForeignKeyConstraint(["job_id"], ["user_migration.migration_id"], name="fk_job_token_job_id"),
    )
    op.create_index("ix_job_token_tenant_given_by", "job_token", ["tenant", "given_by"])


def _upgrade_users() -> None:
    op.create_table(
        "migrating_user",
        sa.Column("migration_id", sa.String(64), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("crm_id", sa.String(60), nullable=False),
        sa.Column("locale", sa.String(20), nullable=False),
        sa.Column("becomes", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("wave", sa.Integer(), nullable=False),
        _instant("changed_at"),
        sa.Column("roster_version", sa.Integer(), nullable=False),
        sa.Column("kept_documents", sa.Integer(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("is_announced", sa.Boolean(), nullable=False),
        sa.Column("is_asked", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("migration_id", "email", name="pk_migrating_user"),
        sa.ForeignKeyConstraint(
            ["migration_id"], ["user_migration.migration_id"], name="fk_migrating_user_migration_id"
        ),
    )
    columns = ["migration_id", "outcome", "email"]
    op.create_index("ix_migrating_user_migration_id_outcome_email", "migrating_user", columns)
    op.create_index("ix_migrating_user_email", "migrating_user", ["email"])


def _upgrade_mails() -> None:
    op.create_table(
        "migration_mail",
        sa.Column("migration_id", sa.String(64), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("locale", sa.String(20), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        _instant("due_at", nullable=False),
        _instant("claimed_at"),
        _instant("sent_at"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("migration_id", "email", "kind", name="pk_migration_mail"),
        sa.ForeignKeyConstraint(
            ["migration_id"], ["user_migration.migration_id"], name="fk_migration_mail_migration_id"
        ),
    )
    op.create_index("ix_migration_mail_sent_at_due_at", "migration_mail", ["sent_at", "due_at"])


def downgrade() -> None:
    """Drop them, with everything in them."""
    for table in ("job_token", "migration_mail", "migrating_user", "user_migration"):
        op.drop_table(table)
