"""Ties of tasks to tickets: those that were told, and those that were asked for and not told of yet."""

from datetime import datetime
from typing import Any

from sqlalchemy import CompoundSelect, Select, and_, exists, false, or_, select, union_all

from services.organization.tables import asked_links, task_links

a, lk = asked_links.c, task_links.c


def ties(asked_since: datetime | None = None) -> CompoundSelect[*tuple[Any, ...]]:
    """Every tie as `task_id`, `ticket_id`, `linked` (false: asked for, after an instant if one is given)."""
    told = select(lk.task_id, lk.ticket_id, lk.linked).where(lk.linked)
    asked = _asked_for()
    return union_all(told, asked.where(a.asked_at > asked_since) if asked_since else asked)


def _asked_for() -> Select[*tuple[Any, ...]]:
    """Ties that were asked for, until something newer is told of them."""
    same = and_(lk.task_id == a.task_id, lk.ticket_id == a.ticket_id)
    is_told = exists().where(same, or_(lk.linked, lk.version > a.after))
    return select(a.task_id, a.ticket_id, false().label("linked")).where(~is_told)
