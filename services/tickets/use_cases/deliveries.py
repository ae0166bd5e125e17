"""A mail that did not reach the requester brings its ticket back."""

from sqlalchemy import select

from services.tickets.tables.deliveries import deliveries, undelivered
from services.tickets.uow import TicketsUow
from shared.contracts.notifications import DeliveryFailed
from shared.copies import keep_newer


async def reopen_undelivered(uow: TicketsUow, event: DeliveryFailed) -> None:
    """Bring the ticket back, once for each failure; raises NotYet for a ticket that is not known."""
    failure = {"delivery_id": event.delivery_id, "at": event.occurred_at}
    is_news = await keep_newer(uow, undelivered, failure, by="at")
    if is_news and not await _has_later_news(uow, event):
        ticket = await uow.ticket(event.ticket_id, cause=event)
        ticket.delivery_failed(event.comment_id, event.recipient, event.reason, uow.now)


async def _has_later_news(uow: TicketsUow, event: DeliveryFailed) -> bool:
    """Whether the mail was sent after all: then that is what counts."""
    d = deliveries.c
    later = select(d.id).where(d.id == event.delivery_id, d.at > event.occurred_at)
    return await uow.session.scalar(later) is not None
