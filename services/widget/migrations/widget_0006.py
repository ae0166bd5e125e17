"""Sessions and one-time codes of customers; their tickets are found by client and by address, each with its link."""

from shared.migrations.statements import run_all

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
COMMENT ON COLUMN sessions.external_id IS 'of the client whom a signature proves';
COMMENT ON COLUMN sessions.emails IS 'proven ones, in one form for all spellings';
CREATE INDEX sessions_good_until ON sessions (good_until);
CREATE TABLE codes (
  whose bytea PRIMARY KEY,
  sealed_code bytea NOT NULL,
  attempts_left integer NOT NULL,
  good_until timestamptz NOT NULL
);
COMMENT ON COLUMN codes.whose IS 'fingerprint of the desk and the address';
COMMENT ON COLUMN codes.sealed_code IS 'its fingerprint, sealed: all of so few digits are soon tried';
CREATE INDEX codes_good_until ON codes (good_until);
"""

# The version before leaves it empty, and what it told of keeps no address: such a ticket is listed without its link.
LINKS = """
ALTER TABLE known_links ADD COLUMN sealed_token bytea;
COMMENT ON COLUMN known_links.sealed_token IS 'empty for those told of before it was kept';
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


def downgrade() -> None:
    """Whoever looks at their tickets proves again who they are."""
    run_all(BACK)
