"""Mails of the installation itself, which belong to no ticket and no desk."""

from shared.migrations.statements import run_all

revision = "notifications_0006"
down_revision = "notifications_0005"
branch_labels = None
depends_on = None

UP = """
ALTER TABLE deliveries ALTER COLUMN desk_id DROP NOT NULL;
COMMENT ON COLUMN deliveries.ticket_id IS 'none: a notice about a mailbox, or a mail of the installation itself';
COMMENT ON COLUMN deliveries.desk_id IS 'none: a mail of the installation itself';
CREATE INDEX deliveries_of_system_due ON deliveries (next_attempt_at) WHERE state = 'queued' AND desk_id IS NULL;
"""

DOWN = """
DROP INDEX deliveries_of_system_due;
DELETE FROM deliveries WHERE desk_id IS NULL;
ALTER TABLE deliveries ALTER COLUMN desk_id SET NOT NULL;
"""


def upgrade() -> None:
    """Let deliveries be without a desk."""
    run_all(UP)


def downgrade() -> None:
    """Drop those that are."""
    run_all(DOWN)
