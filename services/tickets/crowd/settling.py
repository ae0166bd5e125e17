"""Writes invented tickets into this service's tables, thousands in one transaction.

No mail is sent, no other service hears of them, and they have no public link. How they are numbered, counted and found
is as for all others.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import groupby
from random import Random
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Table, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.crowd.rows import Crowd, Team, a_ticket, an_answer_to
from services.tickets.domain import numbering
from services.tickets.domain.desk import Desk
from services.tickets.domain.searching import of_ticket, of_writing
from services.tickets.numbers import take_numbers_at
from services.tickets.tables.counted import counted
from services.tickets.tables.desks import desks
from services.tickets.tables.searching import searched
from services.tickets.tables.tickets import tickets
from services.tickets.tables.writing import comments
from shared.database import Database
from shared.tables import known_people

AT_ONCE = 5_000
"""Tickets of one transaction."""

SIDE_BY_SIDE = 2
"""One is thought of while another is written."""

BETWEEN_TIDYING = 100_000
"""Tickets whose words wait for their index: to sort many in at once takes half the time."""

PENDING = text("SET LOCAL gin_pending_list_limit = '2047MB'")
ROOM = text("SET LOCAL maintenance_work_mem = '512MB'")
SORT_IN = text("SELECT gin_clean_pending_list('searched_words')")


async def settle(database: Database, number: int, unresolved: float, progress: Callable[[int], None]) -> None:
    """Make that many, `unresolved` per cent of them not resolved; `progress` is told how many more there are.

    Raises LookupError where nobody works on any desk that takes tickets.
    """
    crowd, teams = Crowd(number, unresolved, datetime.now(UTC)), await _teams(database)
    for first in range(0, number, BETWEEN_TIDYING):
        last = min(first + BETWEEN_TIDYING, number)
        portions = iter(range(n, min(n + AT_ONCE, last)) for n in range(first, last, AT_ONCE))

        async def work(portions: Iterator[range] = portions) -> None:
            for portion in portions:
                await _settle_some(database, crowd, teams, portion)
                progress(len(portion))

        async with asyncio.TaskGroup() as group:
            for _ in range(SIDE_BY_SIDE):
                group.create_task(work())
        await _sort_in(database)
    await _look_around(database)


async def _sort_in(database: Database) -> None:
    async with database.session() as session, session.begin():
        await session.execute(ROOM)
        await session.execute(SORT_IN)


async def _look_around(database: Database) -> None:
    """Let PostgreSQL know what there is now, as it would find out by itself in some minutes."""
    alone = database.engine.execution_options(isolation_level="AUTOCOMMIT")
    async with alone.connect() as connection:
        for table in (tickets, comments, searched, counted):
            await connection.execute(text(f"VACUUM ANALYZE {table.name}"))


async def _teams(database: Database) -> list[Team]:
    async with database.session() as session:
        people = tuple(await session.scalars(select(known_people.c.id).where(known_people.c.active)))
        there = await session.scalars(select(Desk).where(desks.c.active).order_by(desks.c.id))
        teams = [Team(desk, desk.member_ids or people) for desk in there]
    if not teams or not people:
        raise LookupError("there is no desk that takes tickets, or nobody to work on it")
    return teams


async def _settle_some(database: Database, crowd: Crowd, teams: Sequence[Team], places: range) -> None:
    random = Random()
    rows: list[dict[str, Any]] = []
    answers: list[dict[str, Any]] = []
    for place, team, number in await _numbers(database, crowd, teams, places):
        rows.append(a_ticket(random, crowd, place, team, number))
        if place % 4 < 2:
            answers.append(an_answer_to(random, rows[-1], team))
    words = _words(rows, answers)
    async with database.session() as session, session.begin():
        await _copy(session, tickets, rows, attachments="[]", requester_client="{}", field_values="{}")
        await _copy(session, comments, answers, attachments="[]")
        await session.execute(PENDING)
        await _copy(session, searched, words)


async def _numbers(
    database: Database, crowd: Crowd, teams: Sequence[Team], places: range
) -> list[tuple[int, Team, str]]:
    """The places with their desks and numbers; in a transaction of its own, so that nobody waits for one."""
    async with database.session() as session, session.begin():
        return [
            (place, team, number)
            for n, team in enumerate(teams)
            async for place, number in _numbered(session, crowd, team.desk, places[n :: len(teams)])
        ]


async def _numbered(
    session: AsyncSession, crowd: Crowd, desk: Desk, places: Sequence[int]
) -> AsyncIterator[tuple[int, str]]:
    """The places with their numbers; a pattern that counts by month or year begins anew with each."""

    def period(place: int) -> str:
        return numbering.period(desk.number_pattern, crowd.came(place), desk.time_zone)

    for _, group in groupby(places, period):
        several = list(group)
        numbers = await take_numbers_at(session, desk, crowd.came(several[0]), len(several))
        for pair in zip(several, numbers, strict=True):
            yield pair


def _words(rows: Sequence[dict[str, Any]], answers: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    found = [of_ticket(SimpleNamespace(**row, attachments=(), field_values={})) for row in rows]
    found += [of_writing(SimpleNamespace(**row, attachments=())) for row in answers]
    return [asdict(each) for each in found]


async def _copy(
    session: AsyncSession, table: Table, rows: Sequence[dict[str, Any]], **documents: str
) -> None:
    """Write rows by COPY, each with the same documents; by INSERT it would take several times as long."""
    if rows:
        raw: Any = await (await session.connection()).get_raw_connection()
        same = tuple(documents.values())
        written = [(*row.values(), *same) for row in rows]
        names = [*rows[0], *documents]
        await raw.driver_connection.copy_records_to_table(table.name, records=written, columns=names)
