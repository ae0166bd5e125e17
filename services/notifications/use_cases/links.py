"""A ticket has another public link: later mails of its thread show that one."""

from sqlalchemy import select, update

from services.notifications.tables import threads
from services.notifications.uow import NotificationsUow
from shared.contracts.tickets import PublicLinkRenewed
from shared.errors import NoSuchTicket


async def follow_link(uow: NotificationsUow, event: PublicLinkRenewed) -> None:
    """Put the new token in the place of an older one, or none where the link was switched off.

    Raises NoSuchTicket until the thread has begun.
    """
    mine = threads.c.ticket_id == event.ticket.id
    present = await uow.session.scalar(select(threads.c.link_version).where(mine).with_for_update())
    if present is None:
        raise NoSuchTicket(f"the thread of ticket {event.ticket.id} has not begun yet")
    if present < event.ticket.version:
        token = uow.sealer.sealed(event.public_token) if event.active else uow.sealer.seal("")
        newer = update(threads).values(sealed_token=token, link_version=event.ticket.version)
        await uow.session.execute(newer.where(mine))
