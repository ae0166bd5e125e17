"""Tickets whose requester a mail did not reach say so in the lists."""

from alembic import op

revision = "tickets_0006"
down_revision = "tickets_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the sign; mails that failed before are in the history of their tickets only."""
    op.execute("ALTER TABLE tickets ADD COLUMN undelivered boolean NOT NULL DEFAULT false")
    op.execute(
        "COMMENT ON COLUMN tickets.undelivered IS"
        " 'a mail to the requester did not arrive, and no agent has answered since'"
    )


def downgrade() -> None:
    """Forget it."""
    op.execute("ALTER TABLE tickets DROP COLUMN undelivered")
