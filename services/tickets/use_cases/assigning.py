"""Who is responsible: only who sees the desk, and nobody for longer than that.

Locks are taken in one order everywhere: desks, then people and groups, then tickets.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from services.tickets.domain.assignment import Assignee
from services.tickets.domain.desk import Desk
from services.tickets.domain.errors import CannotWorkHere
from services.tickets.rights import check_ticket
from services.tickets.tables.desks import desks
from services.tickets.tables.tickets import tickets
from services.tickets.uow import TicketsUow
from services.tickets.use_cases.seeing import SeenField, ticket_seen
from services.tickets.working import desks_of_group, groups_with, held_by, may_work_on, responsible
from shared.auth import Person
from shared.contracts.organization import AgentChanged, GroupChanged
from shared.contracts.parts import SYSTEM
from shared.contracts.tickets import DeskChanged
from shared.copies import caught_up
from shared.errors import NoSuchDesk
from shared.seen import WHATEVER, Seen
from shared.tables import known_groups, known_people

AT_ONCE = 200
"""Tickets that are given back in one transaction."""


async def assign(
    uow: TicketsUow, person: Person, ticket_id: UUID, assignee: Assignee, seen: Seen | SeenField = WHATEVER
) -> None:
    """Make one person or one group responsible, who has to see the ticket."""
    desk = await check_ticket(uow.session, person, ticket_id)
    await check_may_work(uow, desk.id, assignee)
    ticket = await ticket_seen(uow, person, ticket_id, seen)
    ticket.assign(assignee, person.as_actor())


async def unassign(
    uow: TicketsUow, person: Person, ticket_id: UUID, seen: Seen | SeenField = WHATEVER
) -> None:
    """Put the ticket back among those to assign."""
    ticket = await ticket_seen(uow, person, ticket_id, seen)
    ticket.unassign(person.as_actor())


async def check_may_work(uow: TicketsUow, desk_id: UUID, assignee: Assignee) -> None:
    """Let only those become responsible who will see the ticket, until this is saved; raises CannotWorkHere.

    Stands before the ticket is locked.
    """
    held = select(Desk).where(desks.c.id == desk_id).with_for_update(read=True)
    # As it is behind the lock, whatever was read of it before.
    desk = await uow.session.scalar(held.execution_options(populate_existing=True))
    if desk is None:
        raise NoSuchDesk(f"no desk {desk_id}")
    if not await may_work_on(uow.session, desk, assignee, lock=True):
        raise CannotWorkHere


async def release_leavers(uow: TicketsUow, event: AgentChanged | GroupChanged) -> None:
    """Take work from those who may not do it any more; raises NotYet until our copy says so, too."""
    if isinstance(event, AgentChanged):
        await caught_up(uow, known_people, event.person.id, event.person.version)
        mine = [event.person.id, *await groups_with(uow.session, event.person.id)]
        among = tickets.c.assignee_id.in_(mine)
    else:
        await caught_up(uow, known_groups, event.group.id, event.group.version)
        through_it = tickets.c.desk_id.in_(desks_of_group(event.group.id))
        among = or_(tickets.c.assignee_id == event.group.id, through_it)
    if await release(uow, among) == AT_ONCE:
        uow.once_more(event)


async def release_desk(uow: TicketsUow, desk: Desk) -> None:
    """The desk has other members now: the first tickets of those who left it are to be assigned again."""
    await uow.session.flush()
    await release(uow, tickets.c.desk_id == desk.id)


async def give_back(uow: TicketsUow, event: DeskChanged) -> None:
    """Give back what `release_desk` left, where somebody held more than one transaction should change."""
    if await release(uow, tickets.c.desk_id == event.desk.id) == AT_ONCE:
        uow.once_more(event)


async def release(uow: TicketsUow, among: Any) -> int:
    """Give back open tickets, of those `among` says, whose assignee may not work on them any more.

    At most 200 of them; answers how many it looked at, so that whoever calls knows whether to go on.
    """
    pairs = await responsible(uow.session, among)
    known = await uow.desks_to_read({desk_id for desk_id, _ in pairs})
    gone = [
        (desk_id, assignee)
        for desk_id, assignee in pairs
        if desk_id in known and not await may_work_on(uow.session, known[desk_id], assignee)
    ]
    ids = await held_by(uow.session, gone, AT_ONCE) if gone else []
    for ticket in await uow.tickets(ids) if ids else ():
        # Somebody may have assigned it anew while we waited for its lock.
        if ticket.assignee and (ticket.desk_id, ticket.assignee) in gone:
            ticket.unassign(SYSTEM)
    return len(ids)
