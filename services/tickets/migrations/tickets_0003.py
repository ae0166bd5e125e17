"""What a search looks into, folded by the service."""

from types import SimpleNamespace

import sqlalchemy as sa
from alembic import op

from services.tickets.domain.searching import search_text

revision = "tickets_0003"
down_revision = "tickets_0002"

READ = sa.text(
    "SELECT id, number, title, body, tags, requester_name, requester_email, requester_phone FROM tickets"
    " WHERE id > :last ORDER BY id LIMIT 500"
)
WRITE = sa.text("UPDATE tickets SET search = :search WHERE id = :id")
FIRST = "00000000-0000-0000-0000-000000000000"


def upgrade() -> None:
    """Folding is the service's, so the rows that are there are filled by it, some at a time."""
    op.execute("ALTER TABLE tickets ADD COLUMN search text NOT NULL DEFAULT ''")
    fill(op.get_bind())


def fill(connection: sa.Connection) -> None:
    """Write what is searched for every ticket there is."""
    last = FIRST
    while found := connection.execute(READ, {"last": last}).all():
        rows = [{"id": row.id, "search": search_text(SimpleNamespace(**row._mapping))} for row in found]
        connection.execute(WRITE, rows)
        last = found[-1].id


def downgrade() -> None:
    """Forget it."""
    op.execute("ALTER TABLE tickets DROP COLUMN search")
