"""Makes again, from tickets and what was written on them, what the writes keep beside them: counters and words."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import Table, delete, exists, func, or_, select, text

from services.tickets.domain.searching import of_ticket, of_writing
from services.tickets.searching import READ, WRITINGS, keep
from services.tickets.tables.counted import counted
from services.tickets.tables.searching import searched
from services.tickets.tables.tickets import tickets
from services.tickets.tables.writing import comments, notes
from shared.database import Database

AT_ONCE = 500
FIRST = UUID(int=0)
NOBODY_WRITES = text("LOCK TABLE tickets IN SHARE ROW EXCLUSIVE MODE")
COUNT_AGAIN = text("SELECT count_all_tickets()")


async def count_again(database: Database) -> None:
    """Count all tickets; who wants to change one waits for it, about a second for a million."""
    async with database.session() as session, session.begin():
        await session.execute(NOBODY_WRITES)
        await session.execute(delete(counted))
        await session.execute(COUNT_AGAIN)


async def how_much(database: Database) -> int:
    """How many tickets, comments and notes have words."""
    async with database.session() as session:
        counts = [select(func.count()).select_from(each).scalar_subquery() for each in (tickets, *WRITINGS)]
        return sum((await session.execute(select(*counts))).one())


async def read_again(database: Database, progress: Callable[[int], None]) -> None:
    """Read all words that are searched, in small steps beside the work; `progress` is told how many more are done."""
    for table in (tickets, *WRITINGS):
        after: UUID | None = FIRST
        while after is not None:
            after = await _read_some(database, table, after, progress)
    await _forget_gone(database)


async def _read_some(
    database: Database, table: Table, after: UUID, progress: Callable[[int], None]
) -> UUID | None:
    """Those behind `after`; answers where it goes on."""
    c, reads = table.c, READ if table is tickets else ("ticket_id", "body", "attachments")
    query = select(c.id, *[c[name] for name in reads]).where(c.id > after).order_by(c.id).limit(AT_ONCE)
    read = of_ticket if table is tickets else of_writing
    async with database.session() as session, session.begin():
        rows = (await session.execute(query.with_for_update())).all()
        await keep(session, [read(row) for row in rows])
    progress(len(rows))
    return rows[-1].id if rows else None


async def _forget_gone(database: Database) -> None:
    """Words whose ticket, comment or note is not there are not found any more."""
    there = [exists().where(each.c.id == searched.c.source_id) for each in (tickets, comments, notes)]
    async with database.session() as session, session.begin():
        await session.execute(delete(searched).where(~or_(*there)))
