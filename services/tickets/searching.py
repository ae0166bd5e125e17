"""Keeps what searches look into, in the transaction that writes the words; those of before are taken up in the background."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Table, inspect, not_, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.domain.searching import Searched, of_ticket, of_writing
from services.tickets.domain.ticket import Ticket
from services.tickets.tables.searching import searched
from services.tickets.tables.tickets import NOT_YET_SEARCHED, tickets
from services.tickets.tables.writing import comments, notes
from shared.database import Database
from shared.looping import Pauses, work_off

AT_ONCE = 200
REST = 60.0
"""Seconds between looks when nothing was left: only the version before makes work, while it runs."""
BREATH = 0.05

READ = (
    "number", "title", "body", "tags", "attachments", "requester_name", "requester_email", "requester_phone",
    "requester_external_id", "field_values",
)  # fmt: skip
"""What of a ticket is searched."""

WRITINGS = (comments, notes)


def has_new_words(ticket: Ticket) -> bool:
    """Whether this unit of work changed what a search finds of a ticket."""
    state = inspect(ticket)
    return bool(ticket.search) or any(state.attrs[name].history.has_changes() for name in READ)


async def keep(session: AsyncSession, found: Sequence[Searched]) -> None:
    """Write what is searched, in place of what was there."""
    if not found:
        return
    await session.execute(KEEP, [asdict(each) for each in found])


def in_place(fresh: postgresql.Insert) -> postgresql.Insert:
    """The same, of rows for `searched`, in place of what was there."""
    names = ("ticket_id", "text", "who", "head", "tags", "has_files")
    changed = {name: fresh.excluded[name] for name in names}
    return fresh.on_conflict_do_update(index_elements=["source_id"], set_=changed)


KEEP = in_place(postgresql.insert(searched))


async def take_up_words(database: Database) -> None:
    """Take up the words of before, for ever."""

    async def some() -> int:
        return sum(
            [await move_tickets(database), *[await read_writings(database, each) for each in WRITINGS]]
        )

    await work_off("searching", some, database, Pauses(REST, after_failure=REST, between=BREATH))


async def move_tickets(database: Database) -> int:
    """Take up what the version before left in some tickets; answers of how many."""
    c = tickets.c
    query = select(c.id, *[c[name] for name in READ]).where(NOT_YET_SEARCHED).limit(AT_ONCE)
    async with database.session() as session, session.begin():
        rows = await _taken(session, query)
        await keep(session, [of_ticket(row) for row in rows])
        done = update(tickets).where(c.id.in_([row.id for row in rows])).values(search="")
        await session.execute(done)
    return len(rows)


async def read_writings(database: Database, table: Table) -> int:
    """Take up some comments or notes that are not searched yet; answers how many."""
    c = table.c
    query = select(c.id, c.ticket_id, c.body, c.attachments).where(not_(c.is_searched)).limit(AT_ONCE)
    async with database.session() as session, session.begin():
        rows = await _taken(session, query)
        await keep(session, [of_writing(row) for row in rows])
        await session.execute(
            update(table).where(c.id.in_([row.id for row in rows])).values(is_searched=True)
        )
    return len(rows)


async def _taken(session: AsyncSession, query: Any) -> Sequence[Any]:
    return (await session.execute(query.with_for_update(skip_locked=True))).all()
