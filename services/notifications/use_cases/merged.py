"""Comments on tickets that others were merged into: what the people of those are told."""

from services.notifications.queries.tickets import ticket_states
from services.notifications.uow import NotificationsUow
from shared.contracts.tickets import CommentAdded
from shared.errors import NoSuchTicket


async def to_others(uow: NotificationsUow, event: CommentAdded) -> list[CommentAdded]:
    """The comment as if it stood on the merged tickets of other people: they are told nothing of whose it stands on.

    Raises NoSuchTicket for one that is not known yet.
    """
    if not event.also_for:
        return []
    states = await ticket_states(uow.session, event.also_for)
    if missing := set(event.also_for) - states.keys():
        raise NoSuchTicket(f"no ticket {min(missing)}")
    told = [event.ticket.model_copy(update=states[each]) for each in event.also_for]
    return [event.model_copy(update={"ticket": ticket, "link_renewed_in": 0}) for ticket in told]
