"""By which rules HTML was made and for whom it is read; which files of a comment were refused."""

from alembic import op

revision = "widget_0003"
down_revision = "widget_0002"


def upgrade() -> None:
    """What is there was made by the first rules, what comes is made by the second."""
    for name in ("tickets", "comments"):
        op.execute(f"ALTER TABLE {name} ADD COLUMN markup_version smallint NOT NULL DEFAULT 1")
        op.execute(f"ALTER TABLE {name} ALTER COLUMN markup_version SET DEFAULT 2")
    op.execute("CREATE INDEX tickets_old_markup ON tickets (ticket_id) WHERE markup_version < 2")
    op.execute("CREATE INDEX comments_old_markup ON comments (comment_id) WHERE markup_version < 2")
    op.execute("ALTER TABLE tickets ADD COLUMN channel text")
    op.execute(
        "COMMENT ON COLUMN tickets.channel IS"
        " 'empty until ticket.created has come, and for those of before it was kept'"
    )
    op.execute("ALTER TABLE comments ADD COLUMN refused_files jsonb NOT NULL DEFAULT '[]'")
    op.execute("COMMENT ON COLUMN comments.refused_files IS 'name, size, reason'")


def downgrade() -> None:
    """Forget it."""
    op.execute("ALTER TABLE comments DROP COLUMN refused_files, DROP COLUMN markup_version")
    op.execute("ALTER TABLE tickets DROP COLUMN channel, DROP COLUMN markup_version")
