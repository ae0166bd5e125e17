"""Numbers are given out in the ticket's own transaction, a whole batch by one statement."""

from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import text

from services.tickets.domain import numbering
from services.tickets.domain.desk import Desk
from services.tickets.domain.relocating import former_number
from services.tickets.uow import TicketsUow

TAKE = text("""
    INSERT INTO number_ranges (desk_id, period, last) VALUES (:desk_id, :period, :count)
    ON CONFLICT (desk_id, period) DO UPDATE SET last = number_ranges.last + :count
    RETURNING last
""")

# Those that have left the desk are still asked for by the numbers they had there.
TAKEN = text("""
    SELECT number FROM tickets WHERE desk_id = :desk_id AND number = ANY(CAST(:made AS text[]))
    UNION ALL
    SELECT one->>'number' FROM tickets, jsonb_array_elements(former_numbers) AS one
     WHERE former_numbers <> '[]'::jsonb AND former_numbers @> ANY(CAST(CAST(:former AS text[]) AS jsonb[]))
       AND CAST(one->>'desk_id' AS uuid) = CAST(:desk_id AS uuid)
""")

COUNT = text("""
    INSERT INTO desk_totals (desk_id, tickets) VALUES (:desk_id, :count)
    ON CONFLICT (desk_id) DO UPDATE SET tickets = desk_totals.tickets + :count
""")


async def take_numbers(uow: TicketsUow, desk: Desk, count: int, *, are_new: bool = True) -> list[str]:
    """The desk's next `count` numbers; skips those that an earlier pattern has already given out.

    Tickets that get them are counted, unless they are not new (`are_new`).
    """
    found: list[str] = []
    while len(found) < count:
        found += await _take_free(uow, desk, count - len(found))
    if are_new:
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


async def count_move(uow: TicketsUow, left: UUID, entered: UUID) -> None:
    """Count one ticket less on a desk, and one more on another."""
    for desk_id, count in sorted(((left, -1), (entered, 1))):
        await uow.session.execute(COUNT, {"desk_id": desk_id, "count": count})


async def _taken(uow: TicketsUow, desk_id: UUID, made: list[str]) -> set[str]:
    former = [to_json([former_number(desk_id, number)]).decode() for number in made]
    asked = {"desk_id": desk_id, "made": made, "former": former}
    return set(await uow.session.scalars(TAKEN, asked))
