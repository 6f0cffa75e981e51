"""Directories, the people whom they report, those who have left, and the access of integration users to Books."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the tables."""
    _directories()
    _leavers()
    _access()


def _directories() -> None:
    op.create_table(
        "scim_directory",
        sa.Column("directory_id", sa.String(64), nullable=False),
        sa.Column("tenant", sa.String(255), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("finance", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(320), nullable=False),
        sa.Column("secret_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("directory_id", name="pk_scim_directory"),
    )
    op.create_index("ix_scim_directory_tenant", "scim_directory", ["tenant"])
    op.create_table(
        "scim_person",
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("directory_id", sa.String(64), nullable=False),
        sa.Column("user_name", sa.String(320), nullable=False),
        sa.Column("external_id", sa.String(255)),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("resource", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_scim_person"),
        sa.ForeignKeyConstraint(["directory_id"], ["scim_directory.directory_id"], name="fk_scim_person_directory_id"),
        sa.UniqueConstraint("directory_id", "user_name", name="uq_scim_person_directory_id_user_name"),
    )
    op.create_index("ix_scim_person_directory_id_external_id", "scim_person", ["directory_id", "external_id"])
    op.create_table(
        "scim_group",
        sa.Column("group_id", sa.String(64), nullable=False),
        sa.Column("directory_id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("name_key", sa.String(255), nullable=False),
        sa.Column("external_id", sa.String(255)),
        sa.Column("template", sa.String(60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("group_id", name="pk_scim_group"),
        sa.ForeignKeyConstraint(["directory_id"], ["scim_directory.directory_id"], name="fk_scim_group_directory_id"),
        sa.UniqueConstraint("directory_id", "name_key", name="uq_scim_group_directory_id_name_key"),
    )
    op.create_table(
        "scim_membership",
        sa.Column("group_id", sa.String(64), nullable=False),
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("group_id", "person_id", name="pk_scim_membership"),
        sa.ForeignKeyConstraint(["group_id"], ["scim_group.group_id"], name="fk_scim_membership_group_id"),
        sa.ForeignKeyConstraint(["person_id"], ["scim_person.person_id"], name="fk_scim_membership_person_id"),
    )
    op.create_index("ix_scim_membership_person_id", "scim_membership", ["person_id"])


def _leavers() -> None:
    op.create_table(
        "departure",
        sa.Column("tenant", sa.String(255), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("directory", sa.String(255), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True)),
        sa.Column("returned_by", sa.String(320), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "email", name="pk_departure"),
    )
    op.create_table(
        "ended_part",
        sa.Column("sequence", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("tenant", sa.String(255), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("process", sa.String(255), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_ended_part"),
    )
    op.create_index("ix_ended_part_tenant_email", "ended_part", ["tenant", "email"])
    op.create_table(
        "person_note",
        sa.Column("sequence", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("data_centre", sa.String(60), nullable=False),
        sa.Column("tenant", sa.String(255), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_person_note"),
    )
    op.create_index("ix_person_note_at", "person_note", ["at"])


def _access() -> None:
    op.create_table(
        "roster_access",
        sa.Column("tenant", sa.String(255), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "email", name="pk_roster_access"),
    )
    op.create_table(
        "provisioning",
        sa.Column("tenant", sa.String(255), nullable=False),
        sa.Column("role_id", sa.String(64), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(320), nullable=False),
        sa.PrimaryKeyConstraint("tenant", name="pk_provisioning"),
    )


def downgrade() -> None:
    """Drop them."""
    for table in (
        *("provisioning", "roster_access", "person_note", "ended_part", "departure"),
        *("scim_membership", "scim_group", "scim_person", "scim_directory"),
    ):
        op.drop_table(table)
