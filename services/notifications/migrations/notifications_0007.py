"""The public link of a ticket goes from its copy to the thread of its mails, which is this service's own.

The version before goes on beside this one: it writes and reads `known_tickets.sealed_token`, and triggers carry a link
over in both directions. The next version drops the column (`tables/retired.py`) with the triggers and functions.
"""

from pathlib import Path

from shared.migrations.statements import carry_over, run_all

revision = "notifications_0007"
down_revision = "notifications_0006"

THREADS = """
CREATE TABLE threads (
  ticket_id uuid PRIMARY KEY,
  sealed_token bytea NOT NULL,
  begun_at timestamptz NOT NULL,
  proven boolean NOT NULL DEFAULT true
);
COMMENT ON COLUMN threads.sealed_token IS 'of the public link, which every mail of the thread shows';
COMMENT ON COLUMN threads.begun_at IS 'when the first mail was decided on, sent or not';
COMMENT ON COLUMN threads.proven IS 'the requester''s address: by an agent, the website''s signature, or a mail from there';
"""

# After the triggers: what the version before writes meanwhile is copied by either.
TAKE_OVER = """
INSERT INTO threads SELECT ticket_id, sealed_token, now() FROM known_tickets WHERE sealed_token IS NOT NULL
ON CONFLICT DO NOTHING;
"""

BESIDE = Path(__file__).with_name("notifications_0007_beside.sql")
"""Functions for the version before."""

BACK = """
DROP FUNCTION thread_from_before, thread_to_before, link_for_before CASCADE;
DROP TABLE threads;
"""


def upgrade() -> None:
    """A thread for each ticket whose link is known, then keep both in step."""
    run_all(THREADS)
    run_all(BESIDE.read_text(), end="\n--\n")
    carry_over(
        "thread_from_before",
        "AFTER INSERT OR UPDATE OF sealed_token ON known_tickets",
        "NEW.sealed_token IS NOT NULL",
    )
    carry_over("thread_to_before", "AFTER INSERT ON threads")
    carry_over("link_for_before", "BEFORE INSERT ON known_tickets", "NEW.sealed_token IS NULL")
    run_all(TAKE_OVER)


def downgrade() -> None:
    """Back to the column, which was kept in step."""
    run_all(BACK)
