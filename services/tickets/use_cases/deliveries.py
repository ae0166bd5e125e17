"""What became of mails: kept beside the ticket, whose version they do not touch unless one failed."""

from services.tickets.tables.deliveries import deliveries
from services.tickets.uow import TicketsUow
from shared.contracts.notifications import DeliveryFailed, DeliverySent
from shared.copies import keep_newer


async def follow(uow: TicketsUow, event: DeliverySent | DeliveryFailed) -> None:
    """Note what became of a mail, the latest news if there are several; when it failed the ticket comes back."""
    failed = isinstance(event, DeliveryFailed)
    row = {
        "id": event.delivery_id,
        "ticket_id": event.ticket_id,
        "comment_id": event.comment_id,
        "recipient": event.recipient,
        "state": "failed" if failed else "sent",
        "reason": event.reason if failed else "",
        "at": event.occurred_at,
    }
    is_news = await keep_newer(uow, deliveries, row, by="at")
    if failed and is_news:
        ticket = await uow.ticket(event.ticket_id, cause=event)
        ticket.delivery_failed(event.comment_id, event.recipient, event.reason, uow.now)
