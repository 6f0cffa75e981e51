"""Keys of the audit log: each entry, and the head, names the key that sealed it."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0017"


def upgrade() -> None:
    """Add the columns; entries from before name no key."""
    for table in ("audit_entry", "audit_head"):
        op.add_column(table, sa.Column("key_name", sa.String(16), nullable=True))


def downgrade() -> None:
    """Drop the columns: entries of a key that was rotated do not verify any more."""
    for table in ("audit_head", "audit_entry"):
        op.drop_column(table, "key_name")
