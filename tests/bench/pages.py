"""The panel's pages and whole views as CSV, for people who are signed in: how many a second, at what cost."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass

import asyncpg
from sqlalchemy import event, insert, select
from uuid_utils.compat import uuid7

from services.tickets.app import build
from services.tickets.crowd.settling import settle
from services.tickets.settings import TicketsSettings
from services.tickets.summing import sum_up
from services.tickets.tables.tickets import tickets
from services.tickets.tables.writing import comments
from shared.auth import COOKIE
from shared.doorbell import dsn
from tests.bench.figures import Figure, at_least, at_most, none_refused
from tests.bench.lists import Place, a_place
from tests.bench.load import flood, get
from tests.bench.machine import Machine
from tests.bench.processor import megabytes, seconds_of
from tests.service_fixtures import Alone, settings_for

CLIENTS, SECONDS = 8, 6
TICKETS, UNRESOLVED = 100_000, 10.0
LENGTHS = (5, 300)
"""Comments of a short ticket and of a long one."""

WORDS = "<p>We have looked at the <strong>printer</strong> once more, and it still burns.</p>"
MOST_STATEMENTS = 6
LIST = "/panel/tickets"
EXPORT = "/api/tickets.csv?view=all"
COPIED = (
    "SELECT id, number, desk_id, title, status, priority, category_name, tags, channel, requester_name, requester_email,"
    " requester_phone, requester_external_id, assignee_id, snoozed_until, created_at, updated_at, resolved_at"
    " FROM tickets ORDER BY updated_at DESC, id DESC"
)


@dataclass(frozen=True)
class Running:
    """The tickets service in a process of its own, the bare endpoints beside it, and what these do in a second."""

    place: Place
    port: int
    pid: int
    bare: float


async def measure(machine: Machine) -> AsyncIterator[Figure]:
    """An agent of two desks of three, and an owner who takes everything with them."""
    place = await a_place(machine, "_pages")
    await settle(place.database, TICKETS, UNRESOLVED, lambda _: None)
    await sum_up(place.database, most=0)
    long = {length: await _ticket(place, length) for length in LENGTHS}
    async with machine.service("tickets", place.url) as port, machine.bare(place.url) as bare_port:
        bare = (await flood(bare_port, lambda: get("/select", "bench"), CLIENTS, SECONDS / 2)).rate
        here = Running(place, port, machine.pids["tickets"], bare)
        async for figure in _page(here, f"panel list page, {TICKETS:,} tickets", LIST, 120):
            yield figure
        for length, path in long.items():
            async for figure in _page(here, f"ticket page, {length} comments", path, 100):
                yield figure
        async for figure in _export(here, await machine.owner(place.url)):
            yield figure
    short, more = [await _statements(place, path) for path in long.values()]
    told = f"{short} with {LENGTHS[0]} comments, {more} with {LENGTHS[1]}, who asks included"
    yield at_most("ticket page: statements", max(short, more), "statements", MOST_STATEMENTS, told)
    yield at_most("ticket page: statements for its length", abs(more - short), "statements", 0, told)
    await place.database.close()


async def _ticket(place: Place, length: int) -> str:
    """The address of a ticket of the agent's with that many comments."""
    t = tickets.c
    query = (
        select(t.id, t.created_at)
        .where(t.desk_id == place.desks[0], t.status == "open")
        .offset(length)
        .limit(1)
    )
    told = {"author_kind": "agent", "author_name": "Anna", "body": "", "body_html": WORDS, "attachments": ()}
    async with place.database.session() as session, session.begin():
        one = (await session.execute(query)).one()
        here = told | {"ticket_id": one.id, "created_at": one.created_at, "is_searched": True}
        await session.execute(comments.delete().where(comments.c.ticket_id == one.id))
        await session.execute(insert(comments), [here | {"id": uuid7()} for _ in range(length)])
    return f"{LIST}/{one.id}"


async def _page(here: Running, work: str, path: str, goal: float) -> AsyncIterator[Figure]:
    request = get(path, "bench", f"Cookie: {COOKIE}={here.place.token}\r\n")
    await flood(here.port, lambda: request, CLIENTS, SECONDS / 6)
    before = seconds_of([here.pid])
    outcome = await flood(here.port, lambda: request, CLIENTS, SECONDS)
    each = (seconds_of([here.pid]) - before) / len(outcome.times) * 1000
    asked = await _statements(here.place, path)
    told = (
        f"{each:.1f} ms of a processor and {asked} statements each; bare endpoint, 50 rows {here.bare:,.0f}/s"
    )
    yield at_least(work, outcome.rate, "pages/s", goal, told)
    yield none_refused(work, len(outcome.times), outcome.failures)


async def _statements(place: Place, path: str) -> int:
    """Statements of a page for somebody who was not here a moment ago."""
    folder = place.machine.folder / "counting"
    service = build(settings_for(TicketsSettings, "tickets", place.url, folder))
    asked: list[str] = []
    # The first connection asks for things of its own.
    assert await service.database.is_back()
    engine = service.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    async with Alone(service).client(place.agent) as http:
        assert (await http.get(path)).status_code == 200
    await service.close()
    return sum("limits" not in statement for statement in asked)


async def _export(here: Running, token: str) -> AsyncIterator[Figure]:
    """The whole view as one file, with what the process grows by meanwhile."""
    copied = await _copied(here.place.url)
    before = megabytes(here.pid)
    streaming = asyncio.create_task(_streamed(here.port, token))
    most = before
    while not streaming.done():
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(streaming), 0.02)
        most = max(most, megabytes(here.pid))
    size, seconds = await streaming
    told = f"{TICKETS:,} rows in {seconds:.1f} s; COPY of the same columns by the driver {copied:,.0f} MB/s"
    yield at_least("whole view as CSV", size / seconds, "MB/s", 1, told)
    told = f"{before:.0f} MB before, {most:.0f} MB at most, {size:.0f} MB sent"
    yield at_most("whole view as CSV: memory", most - before, "MB", 30, told)


async def _streamed(port: int, token: str) -> tuple[float, float]:
    """Megabytes and seconds of the file."""
    begun = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(get(EXPORT, "bench", f"Authorization: Bearer {token}\r\nConnection: close\r\n"))
    size = 0
    while piece := await reader.read(65536):
        size += len(piece)
    writer.close()
    return size / 1e6, time.perf_counter() - begun


async def _copied(url: str) -> float:
    """Megabytes a second of the same columns, straight from the server."""
    size = 0

    async def count(piece: bytes) -> None:
        nonlocal size
        size += len(piece)

    connection = await asyncpg.connect(dsn(url))
    begun = time.perf_counter()
    await connection.copy_from_query(COPIED, output=count, format="csv")
    seconds = time.perf_counter() - begun
    await connection.close()
    return size / 1e6 / seconds
