"""Up to which answer of the team customers have read."""

from shared.migrations.statements import comment, run_all

revision = "widget_0012"
down_revision = "widget_0011"

TABLES = """
CREATE TABLE read_answers (
  ticket_id uuid PRIMARY KEY,
  read_until timestamptz NOT NULL
);
"""
COMMENTS = {
    "read_answers.read_until": "when the newest answer was said that a customer looked at in the widget"
}


def upgrade() -> None:
    """Nothing that is there changes."""
    run_all(TABLES)
    comment(COMMENTS)


def downgrade() -> None:
    """What was read counts as read no more."""
    run_all("DROP TABLE read_answers;")
