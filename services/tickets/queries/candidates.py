"""Who may be given a desk's next ticket, with all that decides whose turn it is: one statement."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, cast, exists, func, literal, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.domain.desk import Desk
from services.tickets.domain.turns import Candidate
from services.tickets.tables.desks import turns
from services.tickets.tables.tickets import UNRESOLVED, tickets
from shared.contracts.parts import Leave, WorkHours
from shared.people import holds
from shared.tables import known_groups, known_people

NOBODY: Mapping[UUID | None, int] = {}


async def candidates_of(
    session: AsyncSession, desk: Desk, under_way: Mapping[UUID | None, int] = NOBODY
) -> tuple[list[Candidate], int]:
    """Active people who work on the desk and may answer there, and the number of its last automatic assignment.

    `under_way` are tickets that somebody gets in this transaction, which no statement sees yet.
    """
    rows = (await session.execute(_asked(desk))).all()
    found = [
        Candidate(
            id=row.id,
            time_zone=row.time_zone,
            work_hours=WorkHours.model_validate(row.work_hours),
            leave=tuple(Leave.model_validate(each) for each in row.leave),
            turn=row.turn,
            load=row.load + under_way.get(row.id, 0),
        )
        for row in rows
    ]
    return found, rows[0].given if rows else 0


def _asked(desk: Desk) -> Any:
    person, mine = known_people.c, turns.alias("mine")
    last = select(func.coalesce(func.max(turns.c.turn), 0)).where(turns.c.desk_id == desk.id)
    columns = (
        *(person.id, person.time_zone, person.work_hours, person.leave),
        func.coalesce(mine.c.turn, 0).label("turn"),
        (_load() if desk.auto_assign == "least_open" else literal(0)).label("load"),
        last.scalar_subquery().label("given"),
    )
    of_desk = (mine.c.desk_id == desk.id) & (mine.c.person_id == person.id)
    sees = or_(holds("desk.read"), holds("desk.read_all"))
    return (
        select(*columns)
        .join_from(known_people, mine, of_desk, isouter=True)
        .where(person.active, sees, holds("ticket.reply"), _works_on(desk))
    )


def _load() -> Any:
    theirs = (tickets.c.assignee_id == known_people.c.id) & UNRESOLVED
    return select(func.count()).select_from(tickets).where(theirs).scalar_subquery()


def _works_on(desk: Desk) -> ColumnElement[bool]:
    if not desk.member_ids and not desk.group_ids:
        return true()
    group = known_groups.c
    has = group.member_ids.op("?")(cast(known_people.c.id, Text))
    in_one = exists().where(group.id.in_(desk.group_ids), group.active, has)
    return or_(known_people.c.id.in_(desk.member_ids), in_one)
