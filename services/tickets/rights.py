"""Who may know of which desks and tickets: the only place that decides it. What is not for somebody does not exist."""

from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass, fields
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, case, exists, func, or_, select, text, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.domain.errors import OnlyNotes
from services.tickets.tables.desks import desks
from services.tickets.tables.participants import participants
from services.tickets.tables.tasks import known_tasks, task_links
from services.tickets.tables.tickets import tickets
from shared import desk_access
from shared.auth import Person
from shared.contracts.desk_members import DeskMembers, can_see_desk, sees_every_desk
from shared.contracts.parts import Actor
from shared.contracts.permissions import checked, permissions_of
from shared.desk_access import SomeDesk, VisibleDesks
from shared.errors import NoSuchDesk, NoSuchTicket, NotYet
from shared.tables import known_people

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class DeskToRead:
    """A desk as somebody who may see it needs it.

    The fields are columns of the same names.
    """

    id: UUID
    name: str
    color: str
    time_zone: str
    number_pattern: str
    categories: tuple[dict[str, Any], ...]
    member_ids: tuple[UUID, ...]
    group_ids: tuple[UUID, ...]
    fields: tuple[dict[str, Any], ...]


# Made once: a name for a table with so many columns takes as long as a statement.
ASKED, LED = tickets.alias("asked"), tickets.alias("led")
DESKS = select(
    desks.c.id,
    desks.c.member_ids,
    desks.c.group_ids,
    func.array(desk_access.GROUPS.scalar_subquery()).label("groups"),
)
"""What decides who sees which desk; each row has the groups of who asks, so that both are one question."""
TO_READ = select(*[desks.c[each.name] for each in fields(DeskToRead)])


async def visible_desks(session: AsyncSession, person: Person) -> VisibleDesks:
    """The desks `person` may see, asked once in a session, which is one request's."""

    async def find() -> VisibleDesks:
        if sees_every_desk(person.permissions):
            return None
        rows = (await session.execute(DESKS, {"asker": str(person.id)})).all()
        groups = session.info["groups", person.id] = rows[0].groups if rows else []
        return desk_access.visible_among([SomeDesk(*row[:3]) for row in rows], person, groups)

    return await _once(session, ("visible desks", person.id), find)


def believe(
    session: AsyncSession, person: Person, groups: list[UUID], every_desk: Iterable[SomeDesk]
) -> VisibleDesks:
    """The desks `person` may see, by what this session has read of all; neither is asked for again in it."""
    visible = desk_access.visible_among(every_desk, person, groups)
    session.info["groups", person.id] = groups
    session.info["visible desks", person.id] = visible
    return visible


def groups_if_they_decide() -> ColumnElement[Any]:
    """The groups of who asks, `asker`, as a column beside a desk; null where that has no groups, so they decide nothing."""
    theirs = func.array(desk_access.GROUPS.scalar_subquery(), type_=ARRAY(Uuid))
    return case((desks.c.group_ids != text("'{}'"), theirs))


def believe_groups(session: AsyncSession, person: Person, groups: list[UUID] | None) -> None:
    """What `groups_if_they_decide` found is not asked for again in this session."""
    if groups is not None:
        session.info["groups", person.id] = groups


async def may_see(session: AsyncSession, person: Person, desk: DeskMembers) -> bool:
    """Whether `person` may know of the desk and its tickets."""
    return await desk_access.may_see(session, person, desk, lambda session, _: _groups_of(session, person))


async def check_desk(session: AsyncSession, person: Person, desk_id: UUID) -> DeskToRead:
    """The desk; raises NoSuchDesk if it is not there or not for this person."""
    row = (await session.execute(TO_READ.where(desks.c.id == desk_id))).first()
    if row is None or not await may_see(session, person, desk := DeskToRead(*row)):
        raise NoSuchDesk(f"no desk {desk_id}")
    return desk


async def check_ticket(
    session: AsyncSession, person: Person, ticket_id: UUID, for_notes: bool = False
) -> DeskToRead:
    """The ticket's desk; raises NoSuchTicket if the ticket is not there or not for this person.

    Of a merged one, the desk of the ticket that it leads to. `for_notes`: what is asked for is no more than reading it and
    writing notes, so whoever was mentioned there is let in, too; for anything else they get OnlyNotes.
    """
    t = tickets.c
    query = select(t.id, *[desks.c[each.name] for each in fields(DeskToRead)]).join(
        desks, desks.c.id == t.desk_id
    )
    row = (await session.execute(query.where(leads_to(ticket_id)))).first()
    if row is None:
        raise NoSuchTicket(f"no ticket {ticket_id}")
    root, *columns = row
    await check_sight(session, person, desk := DeskToRead(*columns), root, for_notes)
    return desk


async def check_sight(
    session: AsyncSession,
    person: Person,
    desk: DeskMembers,
    ticket_id: UUID,
    for_notes: bool = False,
    mentioned: Collection[UUID] | None = None,
) -> None:
    """The same for a ticket of a known desk, which leads to no other one; raises NoSuchTicket and OnlyNotes.

    `mentioned`: who was, on the ticket or on one merged into it, where that was read already.
    """
    if await may_see(session, person, desk):
        return
    if (
        person.id in mentioned
        if mentioned is not None
        else await session.scalar(select(takes_part(person.id, ticket_id)))
    ):
        if for_notes:
            return
        raise OnlyNotes
    raise NoSuchTicket(f"no ticket {ticket_id}")


def takes_part(person_id: Any, ticket_id: Any) -> ColumnElement[bool]:
    """Whether somebody was mentioned on a ticket, or on one that was merged into it."""
    part, led = participants.c, LED
    there = select(led.c.id).where((led.c.id == ticket_id) | (led.c.merged_into == ticket_id))
    return exists().where(part.person_id == person_id, part.ticket_id.in_(there))


def parts_of(person_id: Any) -> Select[Any]:
    """The ids of the tickets that somebody was mentioned on, or that these lead to."""
    part, led = participants.c, LED
    root = func.coalesce(led.c.merged_into, led.c.id)
    return select(root).join(participants, part.ticket_id == led.c.id).where(part.person_id == person_id)


def leads_to(ticket_id: Any) -> ColumnElement[bool]:
    """True of the ticket that whoever asks for this one is led to; which is itself, as long as it is not merged."""
    led = select(func.coalesce(ASKED.c.merged_into, ASKED.c.id)).where(ASKED.c.id == ticket_id)
    return tickets.c.id == led.scalar_subquery()


async def tasks_known_to(session: AsyncSession, person: Person) -> ColumnElement[bool]:
    """True of the tasks that `person` may tie to a ticket: those tied to a ticket of theirs, and those tied to none.

    Who made a task or is responsible for it is known to the organization alone, whose door ties those.
    """
    visible = await visible_desks(session, person)
    if visible is None:
        return true()
    tied = task_links.c.task_id == known_tasks.c.id
    theirs = tied & (tickets.c.id == task_links.c.ticket_id) & tickets.c.desk_id.in_(visible)
    return or_(~exists().where(tied), exists().where(theirs))


async def may_act_from_elsewhere(session: AsyncSession, actor: Actor, desk_id: UUID) -> bool:
    """Whether whoever did something elsewhere may see a desk here; raises NotYet while they are unknown."""
    if actor.kind != "agent" or actor.id is None:
        return False
    return await _who_sees(session, actor.id, desk_id) is not None


async def acting_by_mail(
    session: AsyncSession, person_id: UUID, desk_id: UUID, permission: str
) -> Actor | None:
    """Whoever wrote a mail, if they are at work, see the desk and hold `permission` now; raises NotYet while unknown."""
    person = await _who_sees(session, person_id, desk_id)
    if person is None or checked(permission) not in permissions_of(person.role, person.permissions):
        return None
    return Actor(kind="agent", id=person_id, name=person.name)


async def _who_sees(session: AsyncSession, person_id: UUID, desk_id: UUID) -> Any | None:
    c = known_people.c
    known = select(c.name, c.role, c.permissions, c.active).where(c.id == person_id)
    person = (await session.execute(known)).first()
    if person is None:
        raise NotYet(f"nobody of the id {person_id} is known")
    desk = (await session.execute(TO_READ.where(desks.c.id == desk_id))).first()
    groups = await desk_access.groups_of(session, person_id)
    held = permissions_of(person.role, person.permissions)
    sees = desk is not None and can_see_desk(DeskToRead(*desk), person_id, held, groups)
    return person if person.active and sees else None


async def _groups_of(session: AsyncSession, person: Person) -> list[UUID]:
    return await _once(session, ("groups", person.id), lambda: desk_access.groups_of(session, person.id))


async def _once(session: AsyncSession, key: tuple[str, UUID], find: Callable[[], Awaitable[T]]) -> T:
    if key not in session.info:
        session.info[key] = await find()
    return session.info[key]
