"""People and groups, as this service knows them: their names, and who may work on a desk."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.rights import DeskToRead
from services.tickets.tables.tickets import UNRESOLVED, tickets
from services.tickets.working import has_somebody
from shared.contracts.desk_members import can_see_desk
from shared.contracts.permissions import permissions_of
from shared.people import holds
from shared.tables import known_groups, known_people


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody, or a group, that a ticket can be assigned to; `tickets` are those of the desk not resolved."""

    id: UUID
    name: str
    tickets: int = 0


@dataclass(frozen=True, slots=True)
class Workers:
    """Who may work on a desk, by name."""

    people: tuple[Worker, ...] = ()
    groups: tuple[Worker, ...] = ()


async def names_of(session: AsyncSession, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """The names of people and groups; whoever is not known (yet) is left out."""
    wanted = {each for each in ids if each}
    if not wanted:
        return {}
    people = select(known_people.c.id, known_people.c.name).where(known_people.c.id.in_(wanted))
    groups = select(known_groups.c.id, known_groups.c.name).where(known_groups.c.id.in_(wanted))
    return {row.id: row.name for row in await session.execute(union_all(people, groups))}


async def everybody(session: AsyncSession) -> Workers:
    """All active groups, and all active people who work on desks."""
    people = await session.execute(_active_people())
    groups = await session.execute(_active_groups())
    return Workers(
        tuple(Worker(row.id, row.name) for row in people), tuple(Worker(row.id, row.name) for row in groups)
    )


async def who_may_work_on(session: AsyncSession, desk: DeskToRead) -> Workers:
    """Active people who see the desk, and its groups with somebody at work; without members it is everybody's."""
    groups = (await session.execute(_active_groups())).all()
    at_work = [group for group in groups if group.has_somebody]
    people = (await session.execute(_active_people())).all()
    load = await _load(session, desk.id)
    is_open = not desk.member_ids and not desk.group_ids

    def sees(person: Any) -> bool:
        mine = [group.id for group in groups if str(person.id) in group.member_ids]
        return can_see_desk(desk, person.id, permissions_of(person.role, person.permissions), mine)

    return Workers(
        tuple(Worker(p.id, p.name, load.get(p.id, 0)) for p in people if sees(p)),
        tuple(Worker(g.id, g.name, load.get(g.id, 0)) for g in at_work if is_open or g.id in desk.group_ids),
    )


def _active_people() -> Any:
    c = known_people.c
    query = select(c.id, c.name, c.role, c.permissions).where(c.active, holds("desk.read"))
    return query.order_by(func.lower(c.name), c.id)


def _active_groups() -> Any:
    c = known_groups.c
    columns = (c.id, c.name, c.member_ids, has_somebody().label("has_somebody"))
    return select(*columns).where(c.active).order_by(func.lower(c.name), c.id)


async def _load(session: AsyncSession, desk_id: UUID) -> dict[UUID, int]:
    t = tickets.c
    query = select(t.assignee_id, func.count().label("n")).where(UNRESOLVED, t.desk_id == desk_id)
    found = await session.execute(query.where(t.assignee_id.is_not(None)).group_by(t.assignee_id))
    return {row.assignee_id: row.n for row in found}
