"""People and groups, as this service knows them: their names, and who may work on a desk."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Uuid, any_, bindparam, func, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.rights import DeskToRead
from services.tickets.tables.counted import counted
from services.tickets.working import has_somebody
from shared.contracts.desk_members import can_see_desk
from shared.contracts.parts import Status
from shared.contracts.permissions import permissions_of
from shared.people import holds
from shared.rows import dicts
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


@dataclass(frozen=True, slots=True)
class AtWork:
    """Everybody active who works on desks, and all active groups, as rows of the two queries."""

    people: Sequence[Mapping[str, Any]]
    groups: Sequence[Mapping[str, Any]]

    def everybody(self) -> Workers:
        """All of them."""
        return Workers(
            tuple(Worker(row["id"], row["name"]) for row in self.people),
            tuple(Worker(row["id"], row["name"]) for row in self.groups),
        )

    def names(self) -> dict[UUID, str]:
        """What they are called."""
        return {row["id"]: row["name"] for row in (*self.groups, *self.people)}

    def on(self, desk: DeskToRead, load: Mapping[UUID, int]) -> Workers:
        """People who see the desk, and its groups with somebody at work; without members it is everybody's."""
        is_open = not desk.member_ids and not desk.group_ids

        def sees(person: Mapping[str, Any]) -> bool:
            mine = [group["id"] for group in self.groups if str(person["id"]) in group["member_ids"]]
            held = permissions_of(person["role"], person["permissions"])
            return can_see_desk(desk, person["id"], held, mine)

        def worker(row: Mapping[str, Any]) -> Worker:
            return Worker(row["id"], row["name"], load.get(row["id"], 0))

        theirs = (g for g in self.groups if g["has_somebody"] and (is_open or g["id"] in desk.group_ids))
        return Workers(tuple(worker(p) for p in self.people if sees(p)), tuple(map(worker, theirs)))


def people_called(ids: Any) -> Select[*tuple[Any, ...]]:
    """The names of people of these ids, which are several as one value."""
    return select(known_people.c.id, known_people.c.name).where(known_people.c.id == any_(ids))


def groups_called(ids: Any) -> Select[*tuple[Any, ...]]:
    """The names of groups."""
    return select(known_groups.c.id, known_groups.c.name).where(known_groups.c.id == any_(ids))


async def names_of(session: AsyncSession, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """The names of people and groups; whoever is not known (yet) is left out."""
    wanted = {each for each in ids if each}
    if not wanted:
        return {}
    found = await session.execute(NAMES, {"ids": list(wanted)})
    return {row.id: row.name for row in found}


async def names_with(session: AsyncSession, at_work: AtWork, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """The same, where it is known already who is at work: only the others are asked for."""
    known = at_work.names()
    return known | await names_of(session, set(ids) - known.keys())


async def everybody(session: AsyncSession) -> Workers:
    """All active groups, and all active people who work on desks."""
    return (await _at_work(session)).everybody()


async def who_may_work_on(session: AsyncSession, desk: DeskToRead) -> Workers:
    """Who can be chosen on a desk, each with how much they have to do there."""
    load = (await session.execute(LOAD, {"desk_id": desk.id})).all()
    return (await _at_work(session)).on(desk, {row.assignee_id: row.n for row in load})


async def _at_work(session: AsyncSession) -> AtWork:
    people = dicts(await session.execute(ACTIVE_PEOPLE))
    return AtWork(people, dicts(await session.execute(ACTIVE_GROUPS)))


def _active_people() -> Select[*tuple[Any, ...]]:
    c = known_people.c
    query = select(c.id, c.name, c.role, c.permissions).where(c.active, holds("desk.read"))
    return query.order_by(func.lower(c.name), c.id)


def _active_groups() -> Select[*tuple[Any, ...]]:
    c = known_groups.c
    columns = (c.id, c.name, c.member_ids, has_somebody().label("has_somebody"))
    return select(*columns).where(c.active).order_by(func.lower(c.name), c.id)


def _load() -> Select[*tuple[Any, ...]]:
    """Tickets of a desk that are not resolved, by who is responsible; counted as the lists' counters are."""
    c = counted.c
    query = select(c.assignee_id, func.sum(c.tickets).label("n")).group_by(c.assignee_id)
    here = c.desk_id == bindparam("desk_id", type_=Uuid())
    return query.where(here, c.status != Status.RESOLVED.value, c.assignee_id.is_not(None))


IDS = bindparam("ids", type_=ARRAY(Uuid()))
NAMES = union_all(people_called(IDS), groups_called(IDS))
ACTIVE_PEOPLE, ACTIVE_GROUPS, LOAD = _active_people(), _active_groups(), _load()
