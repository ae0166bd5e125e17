"""Who is mentioned in a note may see that ticket, until somebody takes it back."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from services.tickets.domain.assignment import Assignee
from services.tickets.domain.desk import Desk
from services.tickets.domain.errors import CannotBeMentioned, NoSuchParticipant
from services.tickets.domain.mentions import Callable, called_in
from services.tickets.domain.ticket import Ticket
from services.tickets.queries.people import names_of
from services.tickets.queries.ticket import family_of
from services.tickets.rights import may_see, takes_part
from services.tickets.tables.participants import participants
from services.tickets.uow import TicketsUow
from services.tickets.use_cases.seeing import ticket_seen
from services.tickets.working import may_work_on
from shared.auth import Person
from shared.people import holds
from shared.seen import WHATEVER, Seen
from shared.tables import known_people

p = known_people.c


async def mentioned_by(
    uow: TicketsUow, person: Person, ticket: Ticket, ids: Sequence[UUID], text: str = ""
) -> tuple[UUID, ...]:
    """Let in whom `person` mentions on a locked ticket, by their ids, or by name in `text`; answers who they are.

    Nobody mentions themselves. Raises CannotBeMentioned for an id of somebody who reads no tickets, or of somebody new where
    `person` was mentioned here only, too. What is no such name in a text is a word like others.
    """
    named = called_in(text, await _readers(uow)) if "@" in text else ()
    wanted = [each for each in dict.fromkeys((*ids, *named)) if each != person.id]
    if not wanted:
        return ()
    readers = {each.id: each for each in await _readers(uow, wanted)}
    if not readers.keys() >= set(ids) - {person.id}:
        raise CannotBeMentioned
    desk = await uow.desk_to_read(ticket.desk_id)
    if not await may_see(uow.session, person, desk):
        readers = {
            each: reader for each, reader in readers.items() if await _is_inside(uow, desk, ticket, each)
        }
        if not readers.keys() >= set(ids) - {person.id}:
            raise CannotBeMentioned("You were mentioned here yourself: you bring in nobody else")
    found = tuple(each for each in wanted if each in readers)
    await _let_in(uow, person, ticket, [readers[each] for each in found])
    return found


async def send_away(
    uow: TicketsUow, person: Person, ticket_id: UUID, participant_id: UUID, seen: Seen = WHATEVER
) -> None:
    """Take back that somebody may see the ticket because they were mentioned; raises NoSuchParticipant."""
    ticket = await ticket_seen(uow, person, ticket_id, seen)
    c, family = participants.c, await family_of(uow.session, ticket.id)
    gone = delete(participants).where(c.person_id == participant_id, c.ticket_id.in_(family))
    if not (await uow.session.scalars(gone.returning(c.ticket_id))).all():
        raise NoSuchParticipant
    names = await names_of(uow.session, [participant_id])
    ticket.sent_away(names.get(participant_id, ""), person.as_actor())


async def _readers(uow: TicketsUow, ids: Collection[UUID] | None = None) -> list[Callable]:
    """People who are at work and may read tickets; all of them, or those of `ids`."""
    query = select(p.id, p.name, p.email).where(p.active, holds("ticket.read"))
    rows = await uow.session.execute(query if ids is None else query.where(p.id.in_(ids)))
    return [Callable(row.id, row.name, row.email) for row in rows]


async def _is_inside(uow: TicketsUow, desk: Desk, ticket: Ticket, person_id: UUID) -> bool:
    if await uow.session.scalar(select(takes_part(person_id, ticket.id))):
        return True
    return await may_work_on(uow.session, desk, Assignee("agent", person_id))


async def _let_in(uow: TicketsUow, person: Person, ticket: Ticket, readers: Sequence[Callable]) -> None:
    rows: list[dict[str, Any]] = [
        {"ticket_id": ticket.id, "person_id": each.id, "by_id": person.id, "since": uow.now}
        for each in readers
    ]
    fresh = insert(participants).on_conflict_do_nothing().returning(participants.c.person_id)
    new = set(await uow.session.scalars(fresh, rows)) if rows else set()
    for each in readers:
        if each.id in new:
            ticket.brought_in(each.name, person.as_actor())
