"""Which HTML was made by earlier rules than the third."""

from alembic import op

revision = "widget_0004"
down_revision = "widget_0003"

KEYS = {"tickets": "ticket_id", "comments": "comment_id"}


def upgrade() -> None:
    """What comes is made by the third rules; what is there is made again while nothing else is due."""
    _count_from(3)


def downgrade() -> None:
    """Back to the second."""
    _count_from(2)


def _count_from(version: int) -> None:
    for name, key in KEYS.items():
        op.execute(f"ALTER TABLE {name} ALTER COLUMN markup_version SET DEFAULT {version}")
        op.execute(f"DROP INDEX {name}_old_markup")
        op.execute(f"CREATE INDEX {name}_old_markup ON {name} ({key}) WHERE markup_version < {version}")
