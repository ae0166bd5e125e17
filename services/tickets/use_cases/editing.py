"""Corrections of a ticket's facts."""

from typing import Any

from services.tickets.domain.editing import Edits
from services.tickets.domain.ticket import Ticket
from services.tickets.uow import TicketsUow
from services.tickets.use_cases.opening import identified
from shared.addresses import person_key
from shared.contracts.parts import Actor, Requester


async def edit(uow: TicketsUow, ticket: Ticket, given: dict[str, Any], by: Actor) -> None:
    """Set what is named in `given`; a category is named by its id, none by an empty one."""
    edits: dict[str, Any] = {
        name: given[name] for name in ("title", "priority") if given.get(name) is not None
    }
    if given.get("tags") is not None:
        edits["tags"] = tuple(given["tags"])
    if "category_id" in given:
        desk = (await uow.desks_to_read([ticket.desk_id]))[ticket.desk_id]
        edits["category"] = desk.category(given["category_id"])
    if given.get("requester") is not None:
        edits["requester"] = _requester(ticket.requester, given["requester"])
    ticket.edit(by, **Edits(**edits))


def _requester(before: Requester, given: dict[str, Any]) -> Requester:
    after = before.model_copy(update=given)
    if _key(after) != _key(before):
        # Another address is another person: nothing has proved it yet.
        after = after.model_copy(update={"id": None, "verified": False})
    return identified(after)


def _key(requester: Requester) -> str | None:
    return person_key(requester.email) if requester.email else None
