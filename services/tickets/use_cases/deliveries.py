"""What became of mails: kept beside the ticket, whose version they do not touch unless one failed."""

from sqlalchemy.dialects.postgresql import insert

from services.tickets.tables import deliveries
from services.tickets.uow import TicketsUow
from shared.contracts.notifications import DeliveryFailed, DeliverySent


async def follow(uow: TicketsUow, event: DeliverySent | DeliveryFailed) -> None:
    """Note what became of a mail; when it failed the ticket comes back and says so."""
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
    await uow.session.execute(insert(deliveries).values(row).on_conflict_do_nothing())
    if failed:
        ticket = await uow.ticket(event.ticket_id, cause=event)
        ticket.delivery_failed(event.comment_id, event.recipient, event.reason, uow.now)
