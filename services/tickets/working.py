"""Who may work on a desk, asked of one person or group: of the pages' lists `people.py` is the answer."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, Text, Uuid, and_, cast, exists, func, or_, select, type_coerce
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.domain.assignment import Assignee
from services.tickets.domain.desk import Desk
from services.tickets.tables.desks import desks
from services.tickets.tables.tickets import UNRESOLVED, tickets
from shared.contracts.permissions import permissions_of
from shared.desk_access import groups_of
from shared.people import holds
from shared.tables import known_groups, known_people


async def may_work_on(session: AsyncSession, desk: Desk, assignee: Assignee, lock: bool = False) -> bool:
    """Whether `assignee` sees the desk and is at work; `lock` holds that answer until the transaction ends.

    Whoever is not known here (yet) is believed: their event is on its way.
    """
    if assignee.kind == "group":
        return await _group_may(session, desk, assignee.id, lock)
    c = known_people.c
    query = select(c.role, c.permissions, c.active).where(c.id == assignee.id)
    person = (await session.execute(_held(query, lock))).first()
    if person is None:
        return True
    groups = await groups_of(session, assignee.id)
    held = permissions_of(person.role, person.permissions)
    return person.active and desk.can_be_seen_by(assignee.id, held, groups)


async def responsible(session: AsyncSession, among: Any) -> list[tuple[UUID, Assignee]]:
    """Who is responsible for tickets that are not resolved, desk by desk; `among` is a condition on tickets."""
    t = tickets.c
    query = select(t.desk_id, t.assignee_kind, t.assignee_id).distinct()
    found = await session.execute(query.where(UNRESOLVED, t.assignee_id.is_not(None), among))
    return [(row.desk_id, Assignee(row.assignee_kind, row.assignee_id)) for row in found]


async def held_by(session: AsyncSession, pairs: list[tuple[UUID, Assignee]], most: int) -> list[UUID]:
    """The first tickets that are not resolved of such pairs of desk and assignee, in the order of locking."""
    t = tickets.c
    theirs = [and_(t.desk_id == desk_id, t.assignee_id == each.id) for desk_id, each in pairs]
    query = select(t.id).where(UNRESOLVED, or_(*theirs)).order_by(t.id).limit(most)
    return list(await session.scalars(query))


async def groups_with(session: AsyncSession, person_id: UUID) -> list[UUID]:
    """The groups, active or not, that a person is in."""
    c = known_groups.c
    return list(await session.scalars(select(c.id).where(c.member_ids.op("?")(str(person_id)))))


def desks_of_group(group_id: UUID) -> Select[Any]:
    """The ids of the desks that a group works on."""
    return select(desks.c.id).where(type_coerce(desks.c.group_ids, ARRAY(Uuid)).contains([group_id]))


def has_somebody() -> Any:
    """Whether a row of known groups has a member who is at work, or who is not known here yet."""
    member = func.jsonb_array_elements_text(known_groups.c.member_ids).table_valued("value").alias("member")
    person = known_people.alias("person")
    away = and_(cast(person.c.id, Text) == member.c.value, or_(~person.c.active, ~holds("desk.read", person)))
    return exists(select(1).select_from(member).where(~exists(select(1).where(away))))


async def _group_may(session: AsyncSession, desk: Desk, group_id: UUID, lock: bool) -> bool:
    c = known_groups.c
    query = select(c.active, has_somebody().label("has_somebody")).where(c.id == group_id)
    group = (await session.execute(_held(query, lock))).first()
    if group is None:
        return True
    is_open = not desk.member_ids and not desk.group_ids
    return group.active and group.has_somebody and (is_open or group_id in desk.group_ids)


def _held(query: Any, lock: bool) -> Any:
    return query.with_for_update(read=True) if lock else query
