"""Folders of reports, which are there while they are empty, too."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0006"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "report_folder",
        sa.Column("tenant", sa.String(255), nullable=False),
        sa.Column("owner", sa.String(320), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "owner", "name", name="pk_report_folder"),
    )


def downgrade() -> None:
    """Drop it: folders with reports stay, by the names that these have."""
    op.drop_table("report_folder")
