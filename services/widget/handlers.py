"""What the widget hears, and from which queue. Nothing internal is among it."""

from services.widget import projections
from services.widget.uow import WidgetUow
from services.widget.use_cases import setting_up
from shared.contracts.notifications import MailboxChanged
from shared.contracts.tickets import (
    CommentAdded,
    DeskChanged,
    DeskCreated,
    DeskEvent,
    PublicLinkRenewed,
    TicketCreated,
    TicketEvent,
    TicketPublicChanged,
    TicketRequestRefused,
)
from shared.file_checks import follow_files
from shared.handlers import Handlers
from shared.people import follow_people

on = Handlers("widget")
follow_people(on)
follow_files(on)


@on(DeskCreated, DeskChanged, queue="widget.follow_desks", rebuildable=True)
async def follow_desks(event: DeskEvent, uow: WidgetUow) -> None:
    await projections.follow_desk(uow, event.desk)


@on(DeskCreated, DeskChanged, queue="widget.set_up_desk")
async def set_up_desk(event: DeskEvent, uow: WidgetUow) -> None:
    await setting_up.set_up_desk(uow, event.desk.id)


@on(MailboxChanged, queue="widget.follow_mailboxes", rebuildable=True)
async def follow_mailboxes(event: MailboxChanged, uow: WidgetUow) -> None:
    await projections.follow_mailbox(uow, event)


@on(
    TicketCreated,
    TicketPublicChanged,
    PublicLinkRenewed,
    CommentAdded,
    queue="widget.project_tickets",
    batch=50,
    rebuildable=True,
)
async def project_tickets(events: list[TicketEvent], uow: WidgetUow) -> None:
    await projections.project(uow, events)


@on(TicketRequestRefused, queue="widget.refuse_request", rebuildable=True)
async def refuse_request(event: TicketRequestRefused, uow: WidgetUow) -> None:
    await projections.keep_refusal(uow, event)
