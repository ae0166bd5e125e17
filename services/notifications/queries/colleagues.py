"""Who of the team has to do with a ticket or a desk, over this service's copies."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from services.notifications.domain.errors import NoSuchAssignment, NoSuchColleague
from services.notifications.domain.notices import Colleague, Responsible
from services.notifications.queries.access import DeskWithMembers
from services.notifications.tables import known_assignments
from shared.contracts.parts import AssigneeState
from shared.contracts.permissions import permissions_of
from shared.people import holds
from shared.tables import known_groups, known_people

p, g, a = known_people.c, known_groups.c, known_assignments.c
ASSIGNED = select(a.assignee_kind, a.assignee_id)


async def assignees_since(
    session: AsyncSession, asked: Collection[tuple[UUID, int]]
) -> dict[tuple[UUID, int], AssigneeState | None]:
    """Who is responsible for tickets since those versions of them; raises NoSuchAssignment while one's news are not here."""
    if not asked:
        return {}
    then = select(a.ticket_id, a.version, a.assignee_kind, a.assignee_id)
    rows = await session.execute(then.where(tuple_(a.ticket_id, a.version).in_(asked)))
    found = {(row.ticket_id, row.version): _assignee(row) for row in rows}
    if unknown := set(asked) - found.keys():
        ticket_id, version = min(unknown)
        raise NoSuchAssignment(f"who is responsible for ticket {ticket_id} since version {version}")
    return found


async def assignee_at(session: AsyncSession, ticket_id: UUID, at: datetime) -> AssigneeState | None:
    """Who is responsible for a ticket at an instant, as far as it is known: for news that do not know the ticket."""
    then = ASSIGNED.where(a.ticket_id == ticket_id, a.at <= at).order_by(a.version.desc()).limit(1)
    return _assignee((await session.execute(then)).first())


async def responsible_for(session: AsyncSession, assignee: AssigneeState | None) -> Responsible | None:
    """The people behind an assignee; raises NoSuchColleague for a group whose event is still on its way."""
    if assignee is None or assignee.kind == "agent":
        return Responsible((assignee.id,)) if assignee else None
    if assignee.kind != "group":
        return None  # a kind of tomorrow: whoever that is, a newer version tells them
    row = (await session.execute(select(g.name, g.member_ids).where(g.id == assignee.id))).first()
    if row is None:
        raise NoSuchColleague(f"no group {assignee.id}")
    return Responsible(tuple(UUID(each) for each in row.member_ids), row.name)


async def colleagues(
    session: AsyncSession, ids: Collection[UUID], desk: DeskWithMembers
) -> Mapping[UUID, Colleague]:
    """All of `ids`, with their groups that work on the desk; raises NoSuchColleague while one is unknown."""
    found = await _people(session, p.id.in_(ids), desk)
    if unknown := set(ids) - found.keys():
        raise NoSuchColleague(f"nobody of the id {min(unknown)}")
    return found


async def find_colleague(session: AsyncSession, person_id: UUID, desk: DeskWithMembers) -> Colleague | None:
    """One of them, if they are known here."""
    return (await _people(session, p.id == person_id, desk)).get(person_id)


async def managers(session: AsyncSession, desk: DeskWithMembers) -> Mapping[UUID, Colleague]:
    """Everybody at work who may set up desks; whether they see this one is asked of each."""
    return await _people(session, p.active & holds("desk.manage"), desk)


def _assignee(row: Any) -> AssigneeState | None:
    if row is None or row.assignee_id is None:
        return None
    return AssigneeState(kind=row.assignee_kind, id=row.assignee_id)


async def _people(
    session: AsyncSession, wanted: ColumnElement[bool], desk: DeskWithMembers
) -> dict[UUID, Colleague]:
    of_desk = select(g.id, g.member_ids).where(g.active, g.id.in_(desk.group_ids))
    groups = {row.id: set(row.member_ids) for row in await session.execute(of_desk)}
    named = (p.id, p.email, p.language, p.time_zone, p.active, p.role, p.permissions)
    rows = await session.execute(select(*named).where(wanted).order_by(p.id))
    return {row.id: _colleague(row, groups) for row in rows}


def _colleague(row: Any, groups: Mapping[UUID, set[str]]) -> Colleague:
    return Colleague(
        id=row.id,
        address=row.email.strip(),
        language=row.language,
        time_zone=row.time_zone,
        active=row.active,
        permissions=permissions_of(row.role, row.permissions),
        groups=frozenset(group for group, members in groups.items() if str(row.id) in members),
    )
