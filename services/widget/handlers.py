"""What the widget hears, and from which queue. Nothing internal is among it."""

from services.widget import projections
from services.widget.uow import WidgetUow
from shared.contracts.notifications import MailboxChanged
from shared.contracts.tickets import (
    CommentAdded,
    DeskChanged,
    DeskCreated,
    TicketCreated,
    TicketEvent,
    TicketPublicChanged,
    TicketRequestRefused,
)
from shared.handlers import Handlers
from shared.people import follow_people

on = Handlers("widget")
follow_people(on)


@on(DeskCreated, DeskChanged, queue="widget.follow_desks")
async def follow_desks(event: DeskCreated | DeskChanged, uow: WidgetUow) -> None:
    await projections.follow_desk(uow, event.desk)


@on(MailboxChanged, queue="widget.follow_mailboxes")
async def follow_mailboxes(event: MailboxChanged, uow: WidgetUow) -> None:
    await projections.follow_mailbox(uow, event)


@on(
    TicketCreated,
    TicketPublicChanged,
    CommentAdded,
    queue="widget.project_tickets",
    batched=True,
    prefetch=50,
)
async def project_tickets(events: list[TicketEvent], uow: WidgetUow) -> None:
    await projections.project(uow, events)


@on(TicketRequestRefused, queue="widget.refuse_request")
async def refuse_request(event: TicketRequestRefused, uow: WidgetUow) -> None:
    await projections.refuse(uow, event)
