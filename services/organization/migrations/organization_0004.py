"""Ties that were asked for, which are this service's own, leave the copy of ties that were told.

Rows of ties that nobody has told of yet go, and with the next version the column goes, too (`RETIRED`). What a process
of the version before asks for meanwhile comes as a tie all the same; only its mark "on its way" is not seen here.
"""

from shared.migrations.statements import run_all

revision = "organization_0004"
down_revision = "organization_0003"
branch_labels = None
depends_on = None

UP = """
CREATE TABLE asked_links (
  ticket_id uuid NOT NULL,
  task_id uuid NOT NULL,
  "after" integer NOT NULL,
  asked_at timestamptz NOT NULL,
  PRIMARY KEY (ticket_id, task_id)
);
COMMENT ON COLUMN asked_links."after" IS 'the version of the link that was last heard of when it was asked for; 0 = none';
CREATE INDEX asked_links_of_task ON asked_links (task_id, ticket_id);
INSERT INTO asked_links SELECT ticket_id, task_id, version, asked_at FROM task_links WHERE asked_at IS NOT NULL;
DELETE FROM task_links WHERE version = 0;
COMMENT ON COLUMN task_links.version IS 'of the ticket that said so';
"""

DOWN = """
INSERT INTO task_links (ticket_id, task_id, linked, version, asked_at)
SELECT ticket_id, task_id, false, "after", asked_at FROM asked_links
ON CONFLICT (ticket_id, task_id) DO UPDATE SET asked_at = excluded.asked_at;
DROP TABLE asked_links;
COMMENT ON COLUMN task_links.version IS 'of the ticket that said so; 0 = asked for, not heard of';
"""


def upgrade() -> None:
    """Move what was asked for."""
    run_all(UP)


def downgrade() -> None:
    """Put it back beside what was told."""
    run_all(DOWN)
