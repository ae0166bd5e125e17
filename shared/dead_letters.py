"""Dead letters: messages given up, kept with the reason until a person replays or discards them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Delete, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from shared.database import Database
from shared.errors import HelpdeskError, NotFound
from shared.message import Malformed, Message
from shared.tables import dead_letters, outbox
from shared.telemetry import traced

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One message given up: `reason` is a stable code, `detail` is for people."""

    id: UUID
    queue: str
    event_id: UUID
    name: str
    body: bytes
    headers: dict[str, str]
    reason: str
    detail: str
    failed_at: datetime
    replayed_at: datetime | None


async def bury(
    database: Database, queue: str, message: Message, error: Exception, also: Delete | None = None
) -> None:
    """Keep `message`, which `queue` cannot handle because of `error`; `also` runs in the same transaction."""
    reason, detail = explain(error)
    log.error("dead_letter", queue=queue, name=message.name, reason=reason, detail=detail[:300])
    row = message_row(queue, message) | {"reason": reason, "detail": detail}
    async with database.session() as session, session.begin():
        if also is not None:
            await session.execute(also)
        await session.execute(insert(dead_letters).values(row))


def explain(error: Exception) -> tuple[str, str]:
    """A stable code and a text for people."""
    if isinstance(error, Malformed):
        return error.code, error.detail
    if isinstance(error, HelpdeskError):
        return error.code, str(error)
    return "unexpected_error", traced(error)[:4000]


def message_row(queue: str, message: Message) -> dict[str, Any]:
    """What the tables `parked` and `dead_letters` keep of a message."""
    return {
        "id": uuid7(),
        "queue": queue,
        "event_id": message.event_id,
        "name": message.name,
        "body": message.body,
        "headers": message.headers,
        "occurred_at": message.occurred_at,
    }


async def list_dead_letters(
    session: AsyncSession, limit: int = 100, after: UUID | None = None
) -> list[DeadLetter]:
    """Those that still wait for a person, oldest first, from behind `after`."""
    waiting = dead_letters.c.replayed_at.is_(None)
    if after:
        waiting &= dead_letters.c.id > after
    rows = await session.execute(_select().where(waiting).order_by(dead_letters.c.id).limit(limit))
    return [DeadLetter(**row) for row in rows.mappings()]


async def get_dead_letter(session: AsyncSession, letter_id: UUID) -> DeadLetter:
    """One of them, whatever became of it."""
    row = (await session.execute(_select().where(dead_letters.c.id == letter_id))).mappings().first()
    if row is None:
        raise NotFound(f"no dead letter {letter_id}")
    return DeadLetter(**row)


async def replay(session: AsyncSession, letter_id: UUID, body: bytes | None = None) -> None:
    """Send it again to the one queue it failed in, with a mended `body` if one is given."""
    row = await session.execute(
        update(dead_letters)
        .where(dead_letters.c.id == letter_id, dead_letters.c.replayed_at.is_(None))
        .values(replayed_at=func.clock_timestamp())
        .returning(dead_letters)
    )
    letter = row.mappings().first()
    if letter is None:
        raise NotFound(f"no dead letter {letter_id} waits")
    again = {
        "id": uuid7(),
        "event_id": letter["event_id"],
        "name": letter["name"],
        "body": letter["body"] if body is None else body,
        "headers": letter["headers"],
        "queue": letter["queue"],
        "occurred_at": letter["occurred_at"],
    }
    await session.execute(insert(outbox).values(again))


async def discard(session: AsyncSession, letter_id: UUID) -> None:
    """Forget it."""
    gone = await session.execute(delete(dead_letters).where(dead_letters.c.id == letter_id))
    if not gone.rowcount:  # pyright: ignore[reportAttributeAccessIssue]
        raise NotFound(f"no dead letter {letter_id}")


def _select() -> Any:
    return select(*[dead_letters.c[name] for name in DeadLetter.__slots__])
