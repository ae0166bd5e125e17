"""Since which version somebody is responsible for a ticket, as it was told."""

from alembic import op

revision = "tickets_0007"
down_revision = "tickets_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody was told of any assignment so far: each is told with the next thing that happens to its ticket."""
    op.execute("ALTER TABLE tickets ADD COLUMN assigned_in integer NOT NULL DEFAULT 0")
    op.execute(
        "COMMENT ON COLUMN tickets.assigned_in IS"
        " 'the version in which it last changed who is responsible, as told; 0: never told'"
    )


def downgrade() -> None:
    """Forget it."""
    op.execute("ALTER TABLE tickets DROP COLUMN assigned_in")
