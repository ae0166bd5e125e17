"""Mailboxes that sign in by OAuth 2, and an alarm for those that cannot be read."""

from alembic import op

revision = "notifications_0004"
down_revision = "notifications_0003"
branch_labels = None
depends_on = None

UP = """
ALTER TABLE mailboxes ADD COLUMN smtp_oauth jsonb;
ALTER TABLE mailboxes ADD COLUMN smtp_secrets bytea;
ALTER TABLE mailboxes ADD COLUMN imap_oauth jsonb;
ALTER TABLE mailboxes ADD COLUMN imap_secrets bytea;
COMMENT ON COLUMN mailboxes.smtp_oauth IS 'token_url, client_id, scope';
COMMENT ON COLUMN mailboxes.smtp_secrets IS 'sealed: client_secret, refresh_token';
COMMENT ON COLUMN mailboxes.imap_oauth IS 'token_url, client_id, scope';
COMMENT ON COLUMN mailboxes.imap_secrets IS 'sealed: client_secret, refresh_token';
ALTER TABLE folders ADD COLUMN warned_at timestamptz;
COMMENT ON COLUMN folders.warned_at IS 'when it was last said that nobody could read it for long';
"""

DOWN = """
ALTER TABLE folders DROP COLUMN warned_at;
ALTER TABLE mailboxes DROP COLUMN imap_secrets;
ALTER TABLE mailboxes DROP COLUMN imap_oauth;
ALTER TABLE mailboxes DROP COLUMN smtp_secrets;
ALTER TABLE mailboxes DROP COLUMN smtp_oauth;
"""


def upgrade() -> None:
    """Add the columns; every mailbox goes on with its password."""
    _run(UP)


def downgrade() -> None:
    """Drop them: mailboxes that sign in by OAuth 2 must be set up again."""
    _run(DOWN)


def _run(statements: str) -> None:
    for statement in statements.split(";\n"):
        if statement.strip():
            op.execute(statement)
