"""By which rules the HTML of what people wrote was made."""

from alembic import op

revision = "tickets_0002"
down_revision = "tickets_0001"

TABLES = ("tickets", "comments", "notes")


def upgrade() -> None:
    """What is there was made by the first rules, what comes is made by the second."""
    for name in TABLES:
        op.execute(f"ALTER TABLE {name} ADD COLUMN markup_version smallint NOT NULL DEFAULT 1")
        op.execute(f"ALTER TABLE {name} ALTER COLUMN markup_version SET DEFAULT 2")
        op.execute(f"CREATE INDEX {name}_old_markup ON {name} (id) WHERE markup_version < 2")


def downgrade() -> None:
    """Forget it."""
    for name in TABLES:
        op.execute(f"ALTER TABLE {name} DROP COLUMN markup_version")
