"""What the organization published."""

from pydantic_core import from_json
from sqlalchemy import select

from shared.database import Database
from shared.tables import outbox


async def published(database: Database, name: str) -> list[dict]:
    """The bodies of the events of that name that wait in the outbox, the oldest first."""
    query = select(outbox.c.body).where(outbox.c.name == name).order_by(outbox.c.id)
    async with database.session() as session:
        return [from_json(body) for body in await session.scalars(query)]
