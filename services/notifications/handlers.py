"""What the notifications service hears, and from which queue."""

from services.notifications import projections
from services.notifications.domain.occurrences import Told
from services.notifications.uow import NotificationsUow
from services.notifications.use_cases import checking, emails, links, mailing, system_mail, telling
from shared.contracts.notifications import DeliveryFailed, MailFileStored
from shared.contracts.organization import MailRequested
from shared.contracts.tickets import (
    CommentAdded,
    DeskChanged,
    DeskCreated,
    DeskEvent,
    NoteAdded,
    PublicLinkRenewed,
    TicketAssigned,
    TicketCreated,
    TicketFileStored,
    TicketPublicChanged,
    TicketRequestRefused,
    TicketWoken,
)
from shared.contracts.widget import CodeRequested, WidgetFileStored
from shared.file_checks import follow_files
from shared.handlers import Handlers
from shared.people import follow_people

on = Handlers("notifications")
follow_people(on)
follow_files(on)


@on(DeskCreated, DeskChanged, queue="notifications.follow_desks", rebuildable=True)
async def follow_desks(event: DeskEvent, uow: NotificationsUow) -> None:
    await projections.follow_desk(uow, event.desk)


@on(TicketCreated, queue="notifications.mail_about_ticket", batch=50)
async def mail_about_ticket(events: list[TicketCreated], uow: NotificationsUow) -> None:
    await mailing.mail_about_tickets(uow, events)


@on(CommentAdded, queue="notifications.mail_about_comment", batch=50)
async def mail_about_comment(events: list[CommentAdded], uow: NotificationsUow) -> None:
    await mailing.mail_about_comments(uow, events)


@on(PublicLinkRenewed, queue="notifications.follow_links")
async def follow_links(event: PublicLinkRenewed, uow: NotificationsUow) -> None:
    await links.follow_link(uow, event)


@on(TicketCreated, CommentAdded, queue="notifications.follow_conversations", batch=50, rebuildable=True)
async def follow_conversations(events: list[TicketCreated | CommentAdded], uow: NotificationsUow) -> None:
    await projections.keep_new_tickets(uow, events)
    await projections.keep_messages(uow, events)


@on(TicketPublicChanged, queue="notifications.follow_tickets", batch=50, rebuildable=True)
async def follow_tickets(events: list[TicketPublicChanged], uow: NotificationsUow) -> None:
    await projections.follow_tickets(uow, events)


@on(TicketAssigned, queue="notifications.follow_assignments", batch=50, rebuildable=True)
async def follow_assignments(events: list[TicketAssigned], uow: NotificationsUow) -> None:
    await projections.follow_assignments(uow, events)


@on(
    TicketAssigned, CommentAdded, NoteAdded, TicketWoken, DeliveryFailed,
    queue="notifications.tell_team", batch=50,
)  # fmt: skip
async def tell_team(events: list[Told], uow: NotificationsUow) -> None:
    await telling.tell_team(uow, *events)


@on(TicketRequestRefused, queue="notifications.take_back_refused")
async def take_back_refused(event: TicketRequestRefused, uow: NotificationsUow) -> None:
    await emails.take_back_refused(uow, event)


@on(MailRequested, queue="notifications.mail_on_request")
async def mail_on_request(event: MailRequested, uow: NotificationsUow) -> None:
    await system_mail.queue_system_mail(uow, event)


@on(CodeRequested, queue="notifications.mail_code")
async def mail_code(event: CodeRequested, uow: NotificationsUow) -> None:
    await system_mail.queue_code(uow, event)


@on(TicketFileStored, WidgetFileStored, MailFileStored, queue="notifications.check_files")
async def check_files(
    event: TicketFileStored | WidgetFileStored | MailFileStored, uow: NotificationsUow
) -> None:
    await checking.check_file(uow, event)
