"""Which desks somebody may see."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.domain.desk import Desk
from services.tickets.domain.errors import NoSuchDesk, NoSuchTicket
from services.tickets.tables import desks, tickets
from shared import desk_access
from shared.auth import Person
from shared.contracts.parts import Actor
from shared.desk_access import VisibleDesks
from shared.errors import NotYet
from shared.tables import known_people

DESKS = select(desks.c.id, desks.c.member_ids, desks.c.group_ids)


async def visible_desks(session: AsyncSession, person: Person) -> VisibleDesks:
    """The desks `person` may see."""
    return await desk_access.visible_desks(session, person, DESKS)


async def check_desk(session: AsyncSession, person: Person, desk_id: UUID) -> Desk:
    """The desk; raises NoSuchDesk if it is not there or not for this person."""
    desk = await session.get(Desk, desk_id)
    if desk is None or not await desk_access.may_see(session, person, desk):
        raise NoSuchDesk(f"no desk {desk_id}")
    return desk


async def desk_of(session: AsyncSession, ticket_id: UUID) -> UUID:
    """The id of a ticket's desk; raises NoSuchTicket."""
    found = await session.scalar(select(tickets.c.desk_id).where(tickets.c.id == ticket_id))
    if found is None:
        raise NoSuchTicket(f"no ticket {ticket_id}")
    return found


async def check_ticket(session: AsyncSession, person: Person, ticket_id: UUID) -> Desk:
    """The ticket's desk; raises NoSuchTicket if the ticket is not there or not for this person."""
    try:
        return await check_desk(session, person, await desk_of(session, ticket_id))
    except NoSuchDesk as error:
        raise NoSuchTicket(f"no ticket {ticket_id}") from error


async def may_see(session: AsyncSession, actor: Actor, desk_id: UUID) -> bool:
    """Whether whoever did something elsewhere may see a desk here; raises NotYet while they are unknown."""
    if actor.kind != "agent" or actor.id is None:
        return False
    c = known_people.c
    person = (await session.execute(select(c.role, c.active).where(c.id == actor.id))).first()
    if person is None:
        raise NotYet(f"nobody of the id {actor.id} is known")
    desk = await session.get(Desk, desk_id)
    groups = await desk_access.groups_of(session, actor.id)
    return person.active and desk is not None and desk.can_be_seen_by(actor.id, person.role, groups)
