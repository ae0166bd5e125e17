"""One neutral mail a day over all desks, files in mails, sealed texts, mailboxes told to others."""

from alembic import op

revision = "notifications_0002"
down_revision = "notifications_0001"
branch_labels = None
depends_on = None

UP = """
CREATE TABLE neutral_mails (mailbox text PRIMARY KEY, sent_at timestamptz NOT NULL);
COMMENT ON COLUMN neutral_mails.mailbox IS 'an address that nobody proved, without its tag';
COMMENT ON COLUMN neutral_mails.sent_at IS 'when it was last written to, by any desk';
DROP TABLE greeted;
ALTER TABLE deliveries ADD COLUMN attachments jsonb NOT NULL DEFAULT '[]';
COMMENT ON COLUMN deliveries.attachments IS 'files sent with it';
COMMENT ON COLUMN deliveries.text IS 'sealed: it has the public link in it';
COMMENT ON COLUMN deliveries.html IS 'sealed';
ALTER TABLE mailboxes ADD COLUMN announced boolean NOT NULL DEFAULT false;
"""

DOWN = """
ALTER TABLE mailboxes DROP COLUMN announced;
ALTER TABLE deliveries DROP COLUMN attachments;
COMMENT ON COLUMN deliveries.text IS NULL;
COMMENT ON COLUMN deliveries.html IS NULL;
CREATE TABLE greeted (
  desk_id uuid NOT NULL, address text NOT NULL, day date NOT NULL, PRIMARY KEY (desk_id, address, day));
COMMENT ON COLUMN greeted.day IS 'of the desk''s own calendar';
DROP TABLE neutral_mails;
"""


def upgrade() -> None:
    """Change the tables; mails queued before keep their unsealed text until they are sent."""
    _run(UP)


def downgrade() -> None:
    """Change them back; queued mails with sealed texts must have been sent before."""
    _run(DOWN)


def _run(statements: str) -> None:
    for statement in statements.split(";\n"):
        if statement.strip():
            op.execute(statement)
