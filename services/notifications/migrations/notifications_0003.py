"""Mail that arrives: the mails, the folders they are read from, reply addresses, acknowledgements."""

from pathlib import Path

from shared.migrations.statements import run_all

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
    run_all(HERE.with_name(f"{HERE.stem}_{way}.sql").read_text())
