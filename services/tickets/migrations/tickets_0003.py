"""What a search looks into, folded by the service."""

from alembic import op

revision = "tickets_0003"
down_revision = "tickets_0002"


def upgrade() -> None:
    """Folding is the service's: what stands in the rows that are there is taken up by it in the background."""
    op.execute("ALTER TABLE tickets ADD COLUMN search text NOT NULL DEFAULT ''")
    op.execute("UPDATE tickets SET search = number")


def downgrade() -> None:
    """Forget it."""
    op.execute("ALTER TABLE tickets DROP COLUMN search")
