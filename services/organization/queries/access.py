"""Which desks, tickets and tasks somebody may know of; the groups are this service's own."""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select, true
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import Uuid

from services.organization.queries.links import ties
from services.organization.tables import groups, known_desks, known_tickets, tasks
from shared.auth import Person as Asker
from shared.database import Database
from shared.desk_access import VisibleDesks, is_among, visible_desks
from shared.errors import Invalid, NotFound
from shared.facts import await_fact

DESKS = select(known_desks.c.id, known_desks.c.member_ids, known_desks.c.group_ids)


async def desks_of(session: AsyncSession, asker: Asker) -> VisibleDesks:
    """The desks `asker` may see."""
    return await visible_desks(session, asker, DESKS, _groups_of)


async def tasks_known_to(session: AsyncSession, asker: Asker) -> ColumnElement[bool]:
    """True of the tasks that `asker` may see, edit and complete.

    Who may know of every task: all. Others: their own, those they are responsible for, those tied to a ticket of a desk
    that they may see, and those tied to no ticket.
    """
    if asker.may("task.read_all"):
        return true()
    desks, mine = await desks_of(session, asker), [asker.id, *await _groups_of(session, asker.id)]
    tie = ties().subquery().c
    tied = tie.task_id == tasks.c.id
    visible = and_(tied, known_tickets.c.id == tie.ticket_id, is_among(known_tickets.c.desk_id, desks))
    own = or_(tasks.c.created_by == asker.id, tasks.c.responsible_id.in_(mine))
    return or_(own, ~exists().where(tied), exists().where(visible))


async def check_knows_task(session: AsyncSession, asker: Asker, task_id: UUID) -> None:
    """Raise NotFound for a task that `asker` may not know of."""
    known = await tasks_known_to(session, asker)
    if not await session.scalar(select(tasks.c.id).where(tasks.c.id == task_id, known)):
        raise NotFound("no such task")


async def sees_ticket(session: AsyncSession, asker: Asker, ticket_id: UUID) -> bool | None:
    """Whether `asker` may know of the ticket; None while it has not been heard of."""
    desk_id = await session.scalar(select(known_tickets.c.desk_id).where(known_tickets.c.id == ticket_id))
    if desk_id is None:
        return None
    desks = await desks_of(session, asker)
    return desks is None or desk_id in desks


async def objection_to_tie(database: Database, asker: Asker, ticket_id: UUID) -> Invalid | None:
    """What speaks against it unless the ticket exists and `asker` may see it; waits for one that was made just now.

    A foreign ticket is answered like one that does not exist, and as late.
    """

    async def find() -> bool | None:
        async with database.session() as session:
            return await sees_ticket(session, asker, ticket_id) or None

    try:
        await await_fact(find, "ticket")
    except NotFound:
        return Invalid("no such ticket", [{"field": "ticket_id", "message": "no such ticket"}])
    return None


async def _groups_of(session: AsyncSession, person_id: UUID) -> list[UUID]:
    mine = groups.c.member_ids.contains(array([person_id], type_=Uuid))
    return list(await session.scalars(select(groups.c.id).where(groups.c.active, mine)))
