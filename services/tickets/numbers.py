"""Numbers are given out in the ticket's own transaction, a whole batch by one statement."""

from datetime import datetime
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

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


async def take_numbers(uow: TicketsUow, desk: Desk, count: int) -> list[str]:
    """The desk's next `count` numbers; skips those that an earlier pattern has already given out."""
    return await take_numbers_at(uow.session, desk, uow.now, count)


async def take_numbers_at(session: AsyncSession, desk: Desk, now: datetime, count: int) -> list[str]:
    """The same at any instant, of whose month or year they are."""
    found: list[str] = []
    while len(found) < count:
        found += await _take_free(session, desk, now, count - len(found))
    return found


async def _take_free(session: AsyncSession, desk: Desk, now: datetime, count: int) -> list[str]:
    pattern, zone = desk.number_pattern, desk.time_zone
    period = numbering.period(pattern, now, zone)
    row = {"desk_id": desk.id, "period": period, "count": count}
    last: int = (await session.execute(TAKE, row)).scalar_one()
    made = numbering.numbers(pattern, now, zone, last - count + 1, count)
    taken = await _taken(session, desk.id, made)
    return [number for number in made if number not in taken]


async def _taken(session: AsyncSession, desk_id: UUID, made: list[str]) -> set[str]:
    former = [to_json([former_number(desk_id, number)]).decode() for number in made]
    asked = {"desk_id": desk_id, "made": made, "former": former}
    return set(await session.scalars(TAKEN, asked))
