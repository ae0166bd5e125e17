"""Every ticket's desk, who made a task and who does it, and which token another was made with."""

from alembic import op

revision = "organization_0002"
down_revision = "organization_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add them; what is known of linked tickets is the beginning."""
    op.execute("""
        CREATE TABLE known_tickets (
          id uuid PRIMARY KEY,
          desk_id uuid NOT NULL,
          number text NOT NULL,
          status text NOT NULL,
          version integer NOT NULL
        )""")
    op.execute("""
        INSERT INTO known_tickets (id, desk_id, number, status, version)
        SELECT ticket_id, desk_id, number, status, version FROM linked_tickets""")
    op.execute("ALTER TABLE tasks ADD COLUMN created_by uuid, ADD COLUMN responsible_id uuid")
    op.execute(
        "COMMENT ON COLUMN tasks.responsible_id IS 'the one person or group of that name, if there is just one'"
    )
    op.execute("ALTER TABLE api_tokens ADD COLUMN parent_id uuid")
    op.execute(
        "COMMENT ON COLUMN api_tokens.parent_id IS 'the API token it was made with, which it never outlives'"
    )
    op.execute("CREATE INDEX api_tokens_of_parent ON api_tokens (parent_id) WHERE parent_id IS NOT NULL")


def downgrade() -> None:
    """Drop them."""
    op.execute("DROP TABLE known_tickets")
    op.execute("ALTER TABLE tasks DROP COLUMN created_by, DROP COLUMN responsible_id")
    op.execute("ALTER TABLE api_tokens DROP COLUMN parent_id")
