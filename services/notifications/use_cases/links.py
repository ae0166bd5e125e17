"""A ticket has another public link: later mails of its thread show that one."""

from sqlalchemy import select, update

from services.notifications.domain.errors import NoSuchTicket
from services.notifications.tables import threads
from services.notifications.uow import NotificationsUow
from shared.contracts.tickets import PublicLinkRenewed
from shared.errors import NotYet
from shared.secrets import fingerprint


async def follow_link(uow: NotificationsUow, event: PublicLinkRenewed) -> None:
    """Put the new token in the place of the one it replaces.

    Raises NoSuchTicket until the thread has begun, and NotYet where a link between the two is still on its way: each
    names the one before, so they come one after the other in whatever order they are told.
    """
    mine = threads.c.ticket_id == event.ticket.id
    sealed = await uow.session.scalar(select(threads.c.sealed_token).where(mine).with_for_update())
    if sealed is None:
        raise NoSuchTicket(f"the thread of ticket {event.ticket.id} has not begun yet")
    present = fingerprint(uow.sealer.open(sealed)).hex()
    token = uow.sealer.open_text(event.public_token)
    if present == fingerprint(token).hex():
        return
    if present != event.replaces:
        raise NotYet(f"the link of ticket {event.ticket.id} before this one is not known yet")
    await uow.session.execute(update(threads).where(mine).values(sealed_token=uow.sealer.seal(token)))
