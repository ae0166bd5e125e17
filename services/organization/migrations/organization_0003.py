"""One-time links, by which a password is chosen."""

from shared.migrations.statements import run_all

revision = "organization_0003"
down_revision = "organization_0002"
branch_labels = None
depends_on = None

UP = """
CREATE TABLE one_time_links (
  person_id uuid NOT NULL,
  kind text NOT NULL,
  token_hash bytea NOT NULL,
  good_until timestamptz NOT NULL,
  PRIMARY KEY (person_id, kind));
COMMENT ON COLUMN one_time_links.kind IS 'password_reset or invitation; a newer link takes the place of the older';
COMMENT ON COLUMN one_time_links.token_hash IS 'of the token, which only the mail has';
CREATE UNIQUE INDEX one_time_links_by_token ON one_time_links (token_hash);
"""


def upgrade() -> None:
    """Add the table."""
    run_all(UP)


def downgrade() -> None:
    """Drop it."""
    run_all("DROP TABLE one_time_links;")
