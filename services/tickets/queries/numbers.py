"""The numbers that come next, without taking any."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.domain import numbering
from services.tickets.tables.desks import number_ranges


async def next_numbers(
    session: AsyncSession, desk_id: UUID | None, pattern: str, time_zone: str, now: datetime
) -> list[str]:
    """The next three numbers of a pattern; raises NumberPatternRefused. A desk not made yet begins at one."""
    numbering.check(pattern)
    c = number_ranges.c
    period = numbering.period(pattern, now, time_zone)
    last = await session.scalar(select(c.last).where(c.desk_id == desk_id, c.period == period)) or 0
    return numbering.numbers(pattern, now, time_zone, last + 1, 3)
