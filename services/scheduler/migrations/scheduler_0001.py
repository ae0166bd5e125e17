"""Timers."""

from alembic import op

revision = "scheduler_0001"
down_revision = None
branch_labels = ("scheduler",)
depends_on = None


def upgrade() -> None:
    """Create them."""
    op.execute("""
        CREATE TABLE timers (
          timer_id uuid PRIMARY KEY,
          ticket_id uuid NOT NULL,
          due_at timestamptz,
          state text NOT NULL,
          version integer NOT NULL
        )""")
    op.execute("CREATE INDEX timers_due ON timers (due_at) WHERE state = 'pending'")
    op.execute("CREATE INDEX timers_of_ticket ON timers (ticket_id)")


def downgrade() -> None:
    """Drop them."""
    op.execute("DROP TABLE timers")
