"""Comments on tickets that others were merged into: what the people of those are told."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from services.notifications.queries.tickets import ticket_states
from services.notifications.uow import NotificationsUow
from shared.contracts.tickets import CommentAdded
from shared.errors import NoSuchTicket


async def to_everybody(uow: NotificationsUow, events: Sequence[CommentAdded]) -> list[CommentAdded]:
    """The comments, and behind each the same as if it stood on the merged tickets of other people.

    They are told nothing of whose it stands on. Raises NoSuchTicket for one that is not known yet.
    """
    others = {each for event in events for each in event.also_for}
    states = await ticket_states(uow.session, others) if others else {}
    if missing := others - states.keys():
        raise NoSuchTicket(f"no ticket {min(missing)}")
    return [each for event in events for each in (event, *_to_others(event, states))]


def _to_others(event: CommentAdded, states: Mapping[UUID, Mapping[str, Any]]) -> list[CommentAdded]:
    told = [event.ticket.model_copy(update=states[each]) for each in event.also_for]
    return [event.model_copy(update={"ticket": ticket, "link_renewed_in": 0}) for ticket in told]
