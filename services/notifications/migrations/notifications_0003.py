"""Mail that arrives: the mails, the folders they are read from, reply addresses, acknowledgements."""

from pathlib import Path

from alembic import op

revision = "notifications_0003"
down_revision = "notifications_0002"
branch_labels = None
depends_on = None

HERE = Path(__file__)


def upgrade() -> None:
    """Add what mail that arrives needs."""
    _run("up")


def downgrade() -> None:
    """Drop it, with the mails that arrived."""
    _run("down")


def _run(way: str) -> None:
    # One at a time: the driver prepares each statement by itself.
    for statement in HERE.with_name(f"{HERE.stem}_{way}.sql").read_text().split(";\n"):
        if statement.strip():
            op.execute(statement)
