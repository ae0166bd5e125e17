"""Numbers are given out in the ticket's own transaction, a whole batch by one statement."""

from uuid import UUID

from sqlalchemy import select, text

from services.tickets.domain import numbering
from services.tickets.domain.desk import Desk
from services.tickets.tables.tickets import tickets
from services.tickets.uow import TicketsUow

TAKE = text("""
    INSERT INTO number_ranges (desk_id, period, last) VALUES (:desk_id, :period, :count)
    ON CONFLICT (desk_id, period) DO UPDATE SET last = number_ranges.last + :count
    RETURNING last
""")

COUNT = text("""
    INSERT INTO desk_totals (desk_id, tickets) VALUES (:desk_id, :count)
    ON CONFLICT (desk_id) DO UPDATE SET tickets = desk_totals.tickets + :count
""")


async def take_numbers(uow: TicketsUow, desk: Desk, count: int) -> list[str]:
    """The desk's next `count` numbers; skips those that an earlier pattern has already given out."""
    found: list[str] = []
    while len(found) < count:
        found += await _take_free(uow, desk, count - len(found))
    await uow.session.execute(COUNT, {"desk_id": desk.id, "count": count})
    return found


async def _take_free(uow: TicketsUow, desk: Desk, count: int) -> list[str]:
    pattern, zone = desk.number_pattern, desk.time_zone
    period = numbering.period(pattern, uow.now, zone)
    row = {"desk_id": desk.id, "period": period, "count": count}
    last: int = (await uow.session.execute(TAKE, row)).scalar_one()
    made = numbering.numbers(pattern, uow.now, zone, last - count + 1, count)
    taken = await _taken(uow, desk.id, made)
    return [number for number in made if number not in taken]


async def _taken(uow: TicketsUow, desk_id: UUID, made: list[str]) -> set[str]:
    query = select(tickets.c.number).where(tickets.c.desk_id == desk_id, tickets.c.number.in_(made))
    return set(await uow.session.scalars(query))
