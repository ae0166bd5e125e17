"""What each ticket last heard of each of its tasks, so that news can be told in steps and in any order."""

from alembic import op

revision = "tickets_0005"
down_revision = "tickets_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """All tickets have heard what is known now.

    While an older process still runs, it tells of news and does not note it: a ticket that hears them from that one is
    told again with the task's next news.
    """
    op.execute("ALTER TABLE task_links ADD COLUMN told_done boolean NOT NULL DEFAULT false")
    op.execute("COMMENT ON COLUMN task_links.told_done IS 'what the ticket last heard of the task'")
    op.execute(
        "UPDATE task_links SET told_done = true FROM known_tasks"
        " WHERE known_tasks.id = task_links.task_id AND known_tasks.status = 'done'"
    )


def downgrade() -> None:
    """Forget it."""
    op.execute("ALTER TABLE task_links DROP COLUMN told_done")
