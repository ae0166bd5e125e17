"""What a requester said last decides: their comments and their wishes for a status come by different queues."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_
from sqlalchemy.dialects.postgresql import insert

from services.tickets.tables.writing import last_words
from services.tickets.uow import TicketsUow


async def comment_counts(uow: TicketsUow, ticket_id: UUID, at: datetime) -> bool:
    """Whether a comment of that instant may move its ticket: no later wish for a status has come."""
    c = last_words.c
    fresh = insert(last_words).values(ticket_id=ticket_id, commented_at=at)
    latest = func.greatest(c.commented_at, fresh.excluded.commented_at)
    kept = fresh.on_conflict_do_update(index_elements=["ticket_id"], set_={"commented_at": latest})
    asked_at = await uow.session.scalar(kept.returning(c.asked_at))
    return asked_at is None or asked_at < at


async def wish_counts(uow: TicketsUow, ticket_id: UUID, at: datetime) -> bool:
    """Whether a wish of that instant for a status counts: neither a later one has come nor a later comment."""
    c = last_words.c
    fresh = insert(last_words).values(ticket_id=ticket_id, asked_at=at)
    kept = fresh.on_conflict_do_update(
        index_elements=["ticket_id"],
        set_={"asked_at": fresh.excluded.asked_at},
        where=or_(c.asked_at.is_(None), c.asked_at < fresh.excluded.asked_at),
    )
    news = (await uow.session.execute(kept.returning(c.commented_at))).one_or_none()
    return news is not None and (news.commented_at is None or news.commented_at < at)
