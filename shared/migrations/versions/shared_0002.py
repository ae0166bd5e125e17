"""How often somebody did something; tries that killed a process; where and in which language a person lives."""

from alembic import op

revision = "shared_0002"
down_revision = "shared_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add them."""
    op.execute(
        "CREATE UNLOGGED TABLE limits (key text PRIMARY KEY, taken_until timestamptz NOT NULL)"
        # Rows are changed all the time: room on each page lets that happen in place.
        " WITH (fillfactor = 50)"
    )
    op.execute("COMMENT ON COLUMN limits.key IS 'what is limited, and for whom'")
    op.execute("COMMENT ON COLUMN limits.taken_until IS 'all that was taken fills the time up to here'")
    op.execute("CREATE INDEX limits_idle ON limits (taken_until)")
    op.execute("ALTER TABLE parked ADD COLUMN begun integer NOT NULL DEFAULT 0")
    op.execute("COMMENT ON COLUMN parked.begun IS 'tries that nobody saw the end of'")
    op.execute("ALTER TABLE known_people ADD COLUMN time_zone text NOT NULL DEFAULT 'UTC'")
    op.execute("ALTER TABLE known_people ADD COLUMN language text NOT NULL DEFAULT 'en'")


def downgrade() -> None:
    """Take them away."""
    op.execute("ALTER TABLE known_people DROP COLUMN language")
    op.execute("ALTER TABLE known_people DROP COLUMN time_zone")
    op.execute("ALTER TABLE parked DROP COLUMN begun")
    op.execute("DROP TABLE limits")
