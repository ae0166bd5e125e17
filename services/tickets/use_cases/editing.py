"""Corrections of a ticket's facts, and files added to it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from services.tickets.domain.editing import Edits
from services.tickets.domain.field_values import Filled, filled
from services.tickets.domain.ticket import Ticket
from services.tickets.uow import TicketsUow
from services.tickets.use_cases.opening import identified
from services.tickets.use_cases.seeing import SeenField, ticket_seen
from shared.addresses import person_key
from shared.auth import Person
from shared.contracts.parts import Requester
from shared.files import claim, uploader
from shared.seen import WHATEVER, Seen


async def edit(
    uow: TicketsUow,
    person: Person,
    ticket_id: UUID,
    given: dict[str, Any],
    seen: Seen | SeenField = WHATEVER,
) -> None:
    """Set what is named in `given`; a category is named by its id, none by an empty one, `fields` by their keys."""
    ticket = await ticket_seen(uow, person, ticket_id, seen)
    edits: dict[str, Any] = {
        name: given[name] for name in ("title", "priority") if given.get(name) is not None
    }
    if given.get("tags") is not None:
        edits["tags"] = tuple(given["tags"])
    if "category_id" in given:
        desk = await uow.desk_to_read(ticket.desk_id)
        edits["category"] = desk.category(given["category_id"])
    if given.get("requester") is not None:
        edits["requester"] = _requester(ticket.requester, given["requester"])
    filled = await _filled(uow, ticket, given.get("fields") or {})
    ticket.edit(person.as_actor(), **Edits(**edits))
    ticket.fill_in(filled, person.as_actor())


async def attach(
    uow: TicketsUow, person: Person, ticket_id: UUID, file_ids: Sequence[UUID], seen: Seen = WHATEVER
) -> None:
    """Add drafts of the person's to the ticket itself."""
    ticket = await ticket_seen(uow, person, ticket_id, seen)
    ticket.attach(await claim(uow.session, file_ids, uploader(person)), person.as_actor())


async def _filled(uow: TicketsUow, ticket: Ticket, given: dict[str, Any]) -> Filled:
    if not given:
        return ()
    desk = await uow.desk_to_read(ticket.desk_id)
    return filled(desk.state.fields, given, ticket.field_values)


def _requester(before: Requester, given: dict[str, Any]) -> Requester:
    after = before.model_copy(update=given)
    if _key(after) != _key(before):
        # Another address is another person: nothing has proved it yet.
        after = after.model_copy(update={"id": None, "verified": False})
    return identified(after)


def _key(requester: Requester) -> str | None:
    return person_key(requester.email) if requester.email else None
