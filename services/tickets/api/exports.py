"""Whole views as files."""

from asyncio import Semaphore
from collections.abc import AsyncIterator
from datetime import timedelta

from fastapi import APIRouter
from starlette.responses import StreamingResponse

from services.tickets.api.cells import lines
from services.tickets.api.doors import TheDatabase, TicketReader
from services.tickets.api.lists import AskedFilters
from services.tickets.queries.export import tables, understood
from services.tickets.queries.fields import FIELD
from services.tickets.queries.filters import Asking
from shared.database import Database
from shared.errors import TooManyRequests
from shared.parameters import takes_parameters

router = APIRouter(tags=["tickets"])
AT_ONCE = Semaphore(2)
"""Each export holds a connection for as long as somebody reads; the lists of all others must go on."""
BOM = "\ufeff".encode()
"""By it spreadsheets know UTF-8."""


@router.get("/api/tickets.csv")
@takes_parameters(FIELD)
async def export_tickets(
    agent: TicketReader, database: TheDatabase, asked: AskedFilters
) -> StreamingResponse:
    """The whole of a view as CSV, with the parameters of the list; cells that would be formulas begin with '."""
    async with database.session() as session:
        questions = await understood(session, agent, asked)
    if AT_ONCE.locked():
        raise TooManyRequests("Others export just now; try again in a moment", retry_after=10)
    headers = {"Content-Disposition": 'attachment; filename="tickets.csv"', "Cache-Control": "no-store"}
    content = told(database, questions, database.offset)
    return StreamingResponse(content, headers=headers, media_type="text/csv; charset=utf-8")


async def told(database: Database, asked: Asking, offset: timedelta) -> AsyncIterator[bytes]:
    """The file, a piece at a time."""
    async with AT_ONCE, database.session() as session:
        yield BOM
        async for rows in tables(session, asked, offset):
            yield lines(rows)
