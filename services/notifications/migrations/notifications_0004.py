"""Mailboxes that sign in by OAuth 2, an alarm for those that cannot be read, and what mails quote."""

from shared.migrations.statements import run_all

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
ALTER TABLE mailboxes ADD COLUMN history text NOT NULL DEFAULT 'none';
COMMENT ON COLUMN mailboxes.history IS 'what a comment''s mail quotes';
CREATE TABLE known_messages (
  id uuid PRIMARY KEY,
  ticket_id uuid NOT NULL,
  at timestamptz NOT NULL,
  author text NOT NULL,
  from_team boolean NOT NULL,
  sealed_body text NOT NULL);
COMMENT ON COLUMN known_messages.id IS 'of the comment, or of the ticket that begins with it';
COMMENT ON COLUMN known_messages.sealed_body IS 'its beginning; public messages only';
CREATE INDEX known_messages_of_ticket ON known_messages (ticket_id, at, id);
"""

DOWN = """
DROP TABLE known_messages;
ALTER TABLE mailboxes DROP COLUMN history;
ALTER TABLE folders DROP COLUMN warned_at;
ALTER TABLE mailboxes DROP COLUMN imap_secrets;
ALTER TABLE mailboxes DROP COLUMN imap_oauth;
ALTER TABLE mailboxes DROP COLUMN smtp_secrets;
ALTER TABLE mailboxes DROP COLUMN smtp_oauth;
"""


def upgrade() -> None:
    """Add the columns; every mailbox goes on with its password."""
    run_all(UP)


def downgrade() -> None:
    """Drop them: mailboxes that sign in by OAuth 2 must be set up again."""
    run_all(DOWN)
