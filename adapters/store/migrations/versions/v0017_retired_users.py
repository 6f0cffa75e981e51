"""Integration users who are made inactive in Books when a migration is undone, where their organisation wants it."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0015"


def upgrade() -> None:
    """Nobody wants it yet."""
    op.add_column("provisioning", sa.Column("retires", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Users stay in Books again, whatever was chosen."""
    with op.batch_alter_table("provisioning") as table:
        table.drop_column("retires")
