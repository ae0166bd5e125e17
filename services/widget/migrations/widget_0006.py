"""Sessions and one-time codes of customers; their tickets are found by client and by address, each with its link."""

from shared.migrations.statements import comment, run_all

revision = "widget_0006"
down_revision = "widget_0005"

TABLES = """
CREATE TABLE sessions (
  token_hash bytea PRIMARY KEY,
  desk_id uuid NOT NULL,
  external_id text,
  emails jsonb NOT NULL,
  by_signature boolean NOT NULL,
  good_until timestamptz NOT NULL
);
CREATE INDEX sessions_good_until ON sessions (good_until);
CREATE TABLE codes (
  whose bytea PRIMARY KEY,
  sealed_code bytea NOT NULL,
  attempts_left integer NOT NULL,
  good_until timestamptz NOT NULL
);
CREATE INDEX codes_good_until ON codes (good_until);
"""

COMMENTS = {
    "sessions.external_id": "of the client whom a signature proves",
    "sessions.emails": "proven ones, in one form for all spellings",
    "codes.whose": "fingerprint of the desk and the address",
    "codes.sealed_code": "its fingerprint, sealed: all of so few digits are soon tried",
    "known_links.sealed_token": "empty for those told of before it was kept",
}

# The version before leaves it empty, and what it told of keeps no address: such a ticket is listed without its link.
LINKS = """
ALTER TABLE known_links ADD COLUMN sealed_token bytea;
"""

# News of tickets wait while they are made, pages and inquiries do not.
FOUND_BY = """
CREATE INDEX known_tickets_of_client ON known_tickets (desk_id, (state -> 'requester' ->> 'external_id'));
CREATE INDEX known_tickets_of_address ON known_tickets (desk_id, lower(state -> 'requester' ->> 'email'));
"""

BACK = """
DROP INDEX known_tickets_of_address;
DROP INDEX known_tickets_of_client;
ALTER TABLE known_links DROP COLUMN sealed_token;
DROP TABLE codes, sessions;
"""


def upgrade() -> None:
    """Nothing that is there changes."""
    for statements in (TABLES, FOUND_BY, LINKS):
        run_all(statements)
    comment(COMMENTS)


def downgrade() -> None:
    """Whoever looks at their tickets proves again who they are."""
    run_all(BACK)
