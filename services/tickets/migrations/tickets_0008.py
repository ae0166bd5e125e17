"""Which failures of mails have brought their tickets back: no longer told by the copy of what became of mails."""

from shared.migrations.statements import run_all

revision = "tickets_0008"
down_revision = "tickets_0007"
branch_labels = None
depends_on = None

UP = """
CREATE TABLE undelivered (delivery_id uuid PRIMARY KEY, at timestamptz NOT NULL);
COMMENT ON COLUMN undelivered.at IS 'of the last failure that brought the ticket back';
INSERT INTO undelivered SELECT id, at FROM deliveries WHERE state = 'failed';
"""


def upgrade() -> None:
    """Those that failed and are known did so."""
    run_all(UP)


def downgrade() -> None:
    """Forget it."""
    run_all("DROP TABLE undelivered;")
