"""Own data and copies of what others told go into tables of their own.

`desks` becomes `desk_settings` (own), `known_desks` and `known_mailboxes` (copies); `comments` becomes `sent_comments`
(own) and `known_comments` (copy); `submissions.refused` becomes `known_refusals`, what others told of `public_links`
`known_links`, and `tickets`, which was a copy already, is called `known_tickets`.

The version before goes on beside this one, with its own names. `desks`, `comments` and `submissions.refused` stay for
it, and triggers carry every change over, in both directions; `tickets` is a view. Of comments and settings the new
tables decide: who comes second under a key finds the first one there.

Most of it is copied while everybody goes on. Comments and news then wait for the rest (seconds for a million comments),
inquiries and pages for the last statements only.

The next version drops what is named in `tables/retired.py` with the view and the functions, after it has taken over
the links once more that a worker of the version before told to `public_links` alone, and has deleted there those
without a submission.
"""

from pathlib import Path

from shared.migrations.statements import carry_over, run_all

revision = "widget_0005"
down_revision = "widget_0004"

SETTINGS = """desk_token, sealed_secret, old_secrets, verification, allowed_origins, attachments, max_file_bytes,
  help_content, max_age_of_signature, version"""

# In the order in which the version before writes them, and the one that is renamed as strictly as that needs but for
# readers: so neither waits for the other in a circle.
HOLD = """
LOCK TABLE tickets IN EXCLUSIVE MODE;
LOCK TABLE comments, desks IN SHARE ROW EXCLUSIVE MODE;
"""

DESKS = f"""
CREATE TABLE known_desks (desk_id uuid PRIMARY KEY, state jsonb NOT NULL, version integer NOT NULL);
INSERT INTO known_desks SELECT desk_id, state, state_version FROM desks;
CREATE TABLE known_mailboxes (desk_id uuid PRIMARY KEY, has_mailbox boolean NOT NULL, as_of timestamptz NOT NULL);
INSERT INTO known_mailboxes SELECT desk_id, has_mailbox, mailbox_as_of FROM desks WHERE mailbox_as_of IS NOT NULL;
CREATE TABLE desk_settings (LIKE desks INCLUDING ALL);
ALTER TABLE desk_settings
  DROP COLUMN state, DROP COLUMN state_version, DROP COLUMN has_mailbox, DROP COLUMN mailbox_as_of;
INSERT INTO desk_settings (desk_id, {SETTINGS}) SELECT desk_id, {SETTINGS} FROM desks;
"""

COMMENTS = """
CREATE TABLE sent_comments (
  comment_id uuid PRIMARY KEY,
  ticket_id uuid NOT NULL,
  idempotency_key text,
  fingerprint bytea,
  author text NOT NULL,
  body text NOT NULL,
  body_html text NOT NULL,
  markup_version smallint NOT NULL DEFAULT 3,
  attachments jsonb NOT NULL,
  refused_files jsonb NOT NULL DEFAULT '[]',
  created_at timestamptz NOT NULL
);
COMMENT ON COLUMN sent_comments.idempotency_key IS 'fingerprint of the caller''s key';
COMMENT ON COLUMN sent_comments.fingerprint IS 'of the words, where there is a key';
COMMENT ON COLUMN sent_comments.refused_files IS 'name, size, reason';
CREATE INDEX sent_comments_of_ticket ON sent_comments (ticket_id, created_at, comment_id);
CREATE UNIQUE INDEX sent_comments_key ON sent_comments (ticket_id, idempotency_key);
CREATE INDEX sent_comments_old_markup ON sent_comments (comment_id) WHERE markup_version < 3;
CREATE TABLE known_comments (
  comment_id uuid PRIMARY KEY,
  ticket_id uuid NOT NULL,
  author text NOT NULL,
  from_team boolean NOT NULL,
  body text NOT NULL,
  body_html text NOT NULL,
  markup_version smallint NOT NULL DEFAULT 3,
  attachments jsonb NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX known_comments_of_ticket ON known_comments (ticket_id, created_at, comment_id);
CREATE INDEX known_comments_old_markup ON known_comments (comment_id) WHERE markup_version < 3;
"""

LINKS = """
CREATE TABLE known_links (token_hash bytea PRIMARY KEY, ticket_id uuid NOT NULL UNIQUE);
COMMENT ON COLUMN public_links.sealed_token IS 'empty where the link was not made here';
"""

# Done twice: at leisure, and for what came meanwhile.
TAKE_OVER = """
INSERT INTO sent_comments
SELECT comment_id, ticket_id, idempotency_key, fingerprint, author, body, body_html, markup_version, attachments,
       refused_files, created_at
  FROM comments c WHERE NOT from_team AND NOT EXISTS (SELECT FROM sent_comments s WHERE s.comment_id = c.comment_id);
INSERT INTO known_comments
SELECT comment_id, ticket_id, author, from_team, body, body_html, markup_version, attachments, created_at
  FROM comments c WHERE confirmed AND NOT EXISTS (SELECT FROM known_comments k WHERE k.comment_id = c.comment_id);
INSERT INTO known_links
SELECT token_hash, ticket_id FROM public_links JOIN tickets t USING (ticket_id)
 WHERE t.body IS NOT NULL AND NOT EXISTS (SELECT FROM known_links k WHERE k.ticket_id = t.ticket_id);
ANALYZE sent_comments;
ANALYZE known_comments;
ANALYZE known_links;
"""

REFUSALS = """
CREATE TABLE known_refusals (request_id uuid PRIMARY KEY, reason text NOT NULL);
COMMENT ON COLUMN known_refusals.reason IS 'code';
LOCK TABLE submissions IN SHARE ROW EXCLUSIVE MODE;
INSERT INTO known_refusals SELECT request_id, refused FROM submissions WHERE refused IS NOT NULL;
"""

TICKETS = """
ALTER TABLE tickets RENAME TO known_tickets;
ALTER INDEX tickets_pkey RENAME TO known_tickets_pkey;
ALTER INDEX tickets_old_markup RENAME TO known_tickets_old_markup;
CREATE VIEW tickets AS SELECT * FROM known_tickets;
"""

BESIDE = Path(__file__).with_name("widget_0005_beside.sql")
"""Functions for the version before."""

CARRIED = (
    ("desk_from_before", "BEFORE INSERT OR UPDATE ON desks"),
    ("desk_to_before", "AFTER INSERT OR UPDATE ON desk_settings"),
    ("desk_to_before", "AFTER INSERT OR UPDATE ON known_desks"),
    ("desk_to_before", "AFTER INSERT OR UPDATE ON known_mailboxes"),
    ("comment_from_before", "BEFORE INSERT OR UPDATE OF attachments ON comments"),
    ("sent_comment_to_before", "AFTER INSERT OR UPDATE OF attachments ON sent_comments"),
    ("known_comment_to_before", "AFTER INSERT ON known_comments"),
    ("link_to_before", "AFTER INSERT ON known_links"),
    ("refusal_from_before", "AFTER UPDATE OF refused ON submissions"),
    ("refusal_to_before", "AFTER INSERT ON known_refusals"),
)
"""Which of them hears what."""

BACK = """
DROP FUNCTION desk_from_before, desk_to_before, comment_from_before, sent_comment_to_before, known_comment_to_before,
  link_to_before, refusal_from_before, refusal_to_before CASCADE;
DROP VIEW tickets;
ALTER TABLE known_tickets RENAME TO tickets;
ALTER INDEX known_tickets_pkey RENAME TO tickets_pkey;
ALTER INDEX known_tickets_old_markup RENAME TO tickets_old_markup;
DROP TABLE known_desks, known_mailboxes, desk_settings, sent_comments, known_comments, known_links, known_refusals;
COMMENT ON COLUMN public_links.sealed_token IS NULL;
"""


def upgrade() -> None:
    """Fill the new tables from the old ones, then keep both in step."""
    for statements in (COMMENTS, LINKS, TAKE_OVER, HOLD, TAKE_OVER, DESKS, REFUSALS, TICKETS):
        run_all(statements)
    run_all(BESIDE.read_text(), "\n--\n")
    for function, when in CARRIED:
        carry_over(function, when)


def downgrade() -> None:
    """Back to the old tables, which were kept in step."""
    run_all(BACK)
