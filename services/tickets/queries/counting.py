"""How many tickets each view and each desk holds: read from what the writes have counted, and set right by the clock.

Whose snooze ends on a later day is asleep; only those whose snooze ends today are looked at one by one.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    FromClause,
    Integer,
    Select,
    and_,
    case,
    cast,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.queries.views import ME, MY_GROUPS, NOW
from services.tickets.tables.counted import counted
from services.tickets.tables.tickets import tickets
from shared.contracts.parts import Status
from shared.rows import dicts

c, t = counted.c, tickets.c
TODAY = cast(func.timezone("UTC", NOW), Date)
TOMORROW = func.timezone("UTC", cast(TODAY + 1, DateTime))
SLEEPS_TODAY = and_(t.snoozed_until > NOW, t.snoozed_until < TOMORROW)
KIND = ("desk_id", "status", "assignee_id", "tell_customer")


def counters(desks: ColumnElement[bool], desks_of_tickets: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """One row: how many tickets each view holds on the desks that the conditions on both tables name."""
    kinds = _kinds(desks, desks_of_tickets)
    is_open = kinds.c.status != Status.RESOLVED.value
    everything = kinds.c.awake + kinds.c.asleep

    def how_many(name: str, what: ColumnElement[int], *where: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(what).filter(*where) if where else func.sum(what), 0).label(name)

    return select(
        how_many("n_active", kinds.c.awake, is_open),
        how_many("n_to_assign", kinds.c.awake, is_open, kinds.c.assignee_id.is_(None)),
        how_many("n_mine", kinds.c.awake, is_open, kinds.c.assignee_id == ME),
        how_many("n_my_groups", kinds.c.awake, is_open, kinds.c.assignee_id.in_(MY_GROUPS)),
        how_many("n_waiting", kinds.c.awake, kinds.c.status == Status.WAITING.value),
        how_many("n_snoozed", kinds.c.asleep),
        how_many("n_resolved", everything, ~is_open),
        how_many("n_tell_customer", everything, kinds.c.tell_customer),
        how_many("n_all", everything),
    )


def _kinds(desks: ColumnElement[bool], desks_of_tickets: ColumnElement[bool]) -> FromClause:
    """What is counted by kind; then, against it, who is awake by the day but still asleep by the clock."""
    zero, sleeps = literal(0, Integer), func.coalesce(c.wakes_on > TODAY, False)
    by_day = select(
        *[c[name] for name in KIND],
        case((sleeps, 0), else_=c.tickets).label("awake"),
        case((sleeps, c.tickets), else_=0).label("asleep"),
    ).where(desks)
    by_clock = select(
        *[t[name] for name in KIND], (zero - 1).label("awake"), (zero + 1).label("asleep")
    ).where(desks_of_tickets, SLEEPS_TODAY)
    return union_all(by_day, by_clock).subquery("kinds")


async def of_desks(session: AsyncSession, ids: list[UUID]) -> dict[UUID, dict[str, int]]:
    """All tickets of each desk, those not resolved, and those of them nobody is responsible for."""
    return by_desk(ids, dicts(await session.execute(EACH_DESK.where(c.desk_id.in_(ids)))))


def by_desk(ids: Iterable[UUID], counts: Iterable[dict[str, Any]]) -> dict[UUID, dict[str, int]]:
    """The counters of desks out of rows of `EACH_DESK`; nothing is counted of a desk without tickets."""
    found = {desk_id: {"all": 0, "open": 0, "unassigned": 0} for desk_id in ids}
    return found | {
        row["desk_id"]: {name: row[name] for name in NUMBERS} for row in counts if row["desk_id"] in found
    }


def _each_desk() -> Select[*tuple[Any, ...]]:
    is_open = c.status != Status.RESOLVED.value
    return select(
        c.desk_id,
        func.sum(c.tickets).label("all"),
        func.coalesce(func.sum(c.tickets).filter(is_open), 0).label("open"),
        func.coalesce(func.sum(c.tickets).filter(is_open, c.assignee_id.is_(None)), 0).label("unassigned"),
    ).group_by(c.desk_id)


NUMBERS = ("all", "open", "unassigned")
EACH_DESK = _each_desk()
