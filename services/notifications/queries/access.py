"""Which tickets' mails somebody may see, over this service's copy of desks and tickets."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.notifications.tables import deliveries, known_desks, known_tickets
from shared.auth import Person
from shared.desk_access import is_among, visible_desks
from shared.errors import NoSuchDesk, NoSuchTicket

DESKS = select(known_desks.c.id, known_desks.c.member_ids, known_desks.c.group_ids)


@dataclass(frozen=True, slots=True)
class DeskWithMembers:
    """A desk as far as it decides who may know of it."""

    id: UUID
    member_ids: list[UUID]
    group_ids: list[UUID]


async def desk_with_members(session: AsyncSession, desk_id: UUID) -> DeskWithMembers:
    """The desk as it is known here; raises NoSuchDesk."""
    row = (await session.execute(DESKS.where(known_desks.c.id == desk_id))).first()
    if row is None:
        raise NoSuchDesk(f"no desk {desk_id}")
    return DeskWithMembers(*row)


async def check_ticket(session: AsyncSession, person: Person, ticket_id: UUID) -> UUID:
    """The ticket's desk; raises NoSuchTicket if the ticket is not there or not for this person."""
    seen = is_among(known_desks.c.id, await visible_desks(session, person, DESKS))
    query = select(known_tickets.c.desk_id).join(known_desks, known_desks.c.id == known_tickets.c.desk_id)
    desk_id = await session.scalar(query.where(known_tickets.c.ticket_id == ticket_id, seen))
    if desk_id is None:
        raise NoSuchTicket(f"no ticket {ticket_id}")
    return desk_id


async def sees_desk(session: AsyncSession, person: Person, desk_id: UUID) -> bool:
    """Whether the desk is known here, and `person` may see it."""
    seen = is_among(known_desks.c.id, await visible_desks(session, person, DESKS))
    query = select(known_desks.c.id).where(known_desks.c.id == desk_id, seen)
    return await session.scalar(query) is not None


async def of_visible_desks(session: AsyncSession, person: Person) -> ColumnElement[bool]:
    """True of the deliveries that `person` may see: those about tickets that are now on desks of theirs.

    Mails of the installation itself are nobody's to read: their rows name who has asked for a new password.
    """
    seen = await visible_desks(session, person, DESKS)
    if seen is None:
        return deliveries.c.ticket_id.is_not(None)
    theirs = select(known_tickets.c.ticket_id).where(is_among(known_tickets.c.desk_id, seen))
    return deliveries.c.ticket_id.in_(theirs)
