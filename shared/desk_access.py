"""Which desks somebody may see, by a service's own copies of desks and groups."""

from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, bindparam, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from shared.auth import Person
from shared.contracts.desk_members import DeskMembers, can_see_desk, sees_every_desk
from shared.tables import known_groups

GroupsOf = Callable[[AsyncSession, UUID], Awaitable[list[UUID]]]
VisibleDesks = set[UUID] | None
"""Ids of desks; None stands for every desk there is."""


@dataclass(frozen=True, slots=True)
class SomeDesk:
    """A desk, as far as it decides who may see it."""

    id: UUID
    member_ids: Collection[UUID]
    group_ids: Collection[UUID]


ASKER = bindparam("asker", type_=Text())
GROUPS = select(known_groups.c.id).where(known_groups.c.active, known_groups.c.member_ids.op("?")(ASKER))
"""The active groups of the person whose id, as text, is the parameter `asker`."""


async def groups_of(session: AsyncSession, person_id: UUID) -> list[UUID]:
    """The active groups a person is in."""
    return list(await session.scalars(GROUPS, {"asker": str(person_id)}))


async def may_see(
    session: AsyncSession, person: Person, desk: DeskMembers, find_groups: GroupsOf = groups_of
) -> bool:
    """Whether `person` may know of the desk; their groups are asked for only where these decide it."""
    alone = can_see_desk(desk, person.id, person.permissions, ())
    if alone or not desk.group_ids:
        return alone
    return can_see_desk(desk, person.id, person.permissions, await find_groups(session, person.id))


async def visible_desks(
    session: AsyncSession, person: Person, desks: Select[Any, Any, Any], find_groups: GroupsOf = groups_of
) -> VisibleDesks:
    """Those of `desks`, a query of id, member_ids and group_ids, that `person` may see."""
    if sees_every_desk(person.permissions):
        return None
    groups = await find_groups(session, person.id)
    found = [SomeDesk(*row) for row in await session.execute(desks)]
    return visible_among(found, person, groups)


def visible_among(desks: Iterable[SomeDesk], person: Person, groups: Collection[UUID]) -> VisibleDesks:
    """Those of all desks there are that `person`, who is in these groups, may see."""
    if sees_every_desk(person.permissions):
        return None
    return {desk.id for desk in desks if can_see_desk(desk, person.id, person.permissions, groups)}


def is_among(desk_id: Any, desks: VisibleDesks) -> ColumnElement[bool]:
    """True of the rows whose desk is one of `desks`."""
    return true() if desks is None else desk_id.in_(desks)
