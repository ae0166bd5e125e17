"""What became of mails to requesters; of those to colleagues `queries/notice_log.py` tells."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.notifications.queries.access import of_visible_desks
from services.notifications.tables import deliveries
from shared.auth import Person
from shared.cursor import from_cursor, to_cursor

PAGE = 100


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One delivery as agents see it.

    `comment_id` is empty for the mail about a new ticket.
    """

    id: UUID
    ticket_id: UUID
    comment_id: UUID | None
    kind: str
    desk_id: UUID
    recipient: str
    subject: str
    message_id: str
    state: str
    attempts: int
    reason: str
    created_at: datetime
    next_attempt_at: datetime
    sent_at: datetime | None

    @property
    def is_under_way(self) -> bool:
        """Whether its state is about to change; what was put off may take hours."""
        return self.state == "sending" or (self.state == "queued" and not self.attempts)


COLUMNS = [deliveries.c[name] for name in DeliveryRow.__dataclass_fields__]


async def list_deliveries(
    session: AsyncSession, person: Person, ticket_id: UUID | None, state: str | None, cursor: str | None
) -> tuple[list[DeliveryRow], str | None]:
    """A hundred deliveries that `person` may see, the newest first; and where it goes on."""
    query = (await _visible(session, person)).order_by(deliveries.c.id.desc()).limit(PAGE)
    if ticket_id:
        query = query.where(deliveries.c.ticket_id == ticket_id)
    if state:
        query = query.where(deliveries.c.state == state)
    of = f"deliveries {ticket_id} {state}"
    if cursor:
        query = query.where(deliveries.c.id < from_cursor(cursor, of, UUID)[0])
    rows = [DeliveryRow(*row) for row in await session.execute(query)]
    return rows, to_cursor(of, rows[-1].id) if len(rows) == PAGE else None


async def of_comment(session: AsyncSession, person: Person, comment_id: UUID) -> list[DeliveryRow]:
    """The mails about one comment."""
    query = await _visible(session, person)
    query = query.where(deliveries.c.comment_id == comment_id).order_by(deliveries.c.id)
    return [DeliveryRow(*row) for row in await session.execute(query)]


async def _visible(session: AsyncSession, person: Person) -> Select[tuple[object, ...]]:
    to_requesters = deliveries.c.notice_id.is_(None)
    return select(*COLUMNS).where(await of_visible_desks(session, person), to_requesters)
