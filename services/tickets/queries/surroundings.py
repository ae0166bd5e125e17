"""What every page stands in, read by one statement: the desks of who looks, their views, and who works here."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.queries.counting import EACH_DESK, by_desk
from services.tickets.queries.people import ACTIVE_GROUPS, ACTIVE_PEOPLE, AtWork
from services.tickets.queries.saved_views import SEEN, told_to
from services.tickets.queries.views import MY_GROUPS, NOW
from services.tickets.rights import believe
from services.tickets.tables.desks import desks
from shared.auth import Person
from shared.desk_access import SomeDesk
from shared.together import as_value

DESKS = select(desks).order_by(func.lower(desks.c.name), desks.c.id)
ALL_OF_IT = select(
    NOW.label("now"),
    func.array(MY_GROUPS.scalar_subquery()).label("groups"),
    as_value(DESKS).label("desks"),
    as_value(EACH_DESK).label("counts"),
    as_value(SEEN).label("views"),
    as_value(ACTIVE_PEOPLE).label("people"),
    as_value(ACTIVE_GROUPS).label("teams"),
)


@dataclass(frozen=True, slots=True)
class Found:
    """This instant by the database's clock, the desks that may be seen with their counters, views by name."""

    now: datetime
    desks: list[dict[str, Any]]
    views: list[dict[str, Any]]
    at_work: AtWork


async def look_around(session: AsyncSession, person: Person, offset: timedelta) -> Found:
    """What `person` may see of it; whose desks are whose is not asked for again in this session."""
    row = (await session.execute(ALL_OF_IT, {"me": person.id, "offset": offset})).one()
    every = [SomeDesk(each["id"], each["member_ids"], each["group_ids"]) for each in row.desks]
    visible = believe(session, person, row.groups, every)
    seen = [each for each in row.desks if visible is None or each["id"] in visible]
    counters = by_desk([each["id"] for each in seen], row.counts)
    told = [desk | {"counters": counters[desk["id"]]} for desk in seen]
    views = [told_to(person, view) for view in row.views]
    return Found(row.now, told, views, AtWork(row.people, row.teams))
