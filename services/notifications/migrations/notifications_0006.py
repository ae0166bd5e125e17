"""Mails of the installation itself, which belong to no ticket and no desk; templates per language."""

from shared.migrations.statements import run_all

revision = "notifications_0006"
down_revision = "notifications_0005"

UP = """
ALTER TABLE deliveries ALTER COLUMN desk_id DROP NOT NULL;
COMMENT ON COLUMN deliveries.ticket_id IS 'none: a notice about a mailbox, or a mail of the installation itself';
COMMENT ON COLUMN deliveries.desk_id IS 'none: a mail of the installation itself';
CREATE INDEX deliveries_of_system_due ON deliveries (next_attempt_at) WHERE state = 'queued' AND desk_id IS NULL;
ALTER TABLE templates ADD COLUMN language text NOT NULL DEFAULT 'en';
COMMENT ON COLUMN templates.language IS 'one that we have words in, without its country';
UPDATE templates SET language = 'pl' FROM known_desks
 WHERE known_desks.id = templates.desk_id AND lower(known_desks.language) ~ '^pl([-_]|$)';
ALTER TABLE templates DROP CONSTRAINT templates_pkey, ADD PRIMARY KEY (desk_id, kind, language);
"""

DOWN = """
DELETE FROM templates USING known_desks
 WHERE known_desks.id = templates.desk_id
   AND (templates.language = 'pl') <> (lower(known_desks.language) ~ '^pl([-_]|$)');
DELETE FROM templates WHERE language <> 'en' AND NOT EXISTS (SELECT FROM known_desks WHERE id = desk_id);
ALTER TABLE templates DROP CONSTRAINT templates_pkey, ADD PRIMARY KEY (desk_id, kind);
ALTER TABLE templates DROP COLUMN language;
DROP INDEX deliveries_of_system_due;
DELETE FROM deliveries WHERE desk_id IS NULL;
ALTER TABLE deliveries ALTER COLUMN desk_id SET NOT NULL;
"""


def upgrade() -> None:
    """Let deliveries be without a desk; templates are in the language that their desk has now."""
    run_all(UP)


def downgrade() -> None:
    """Drop those that are, and templates in other languages than their desk's."""
    run_all(DOWN)
