"""HTML that was made by earlier rules is made again from the words, some rows at a time, while nothing else is due."""

import asyncio
from typing import Any

import structlog
from sqlalchemy import Table, select, update

from services.tickets.tables import MARKUP, comments, notes, tickets
from shared.contracts.parts import Channel
from shared.database import Database
from shared.markup import Format, format_by, format_of, render

log = structlog.get_logger()
AT_ONCE = 50
PAUSE = 600.0
"""Seconds between looks when nothing was left to do."""


async def renew_html(database: Database) -> None:
    """Renew what is old, for ever."""
    while True:
        try:
            done = sum([await renew_some(database, table) for table in (tickets, comments, notes)])
        except Exception as error:
            log.warning("html_not_renewed", error=type(error).__name__)
            done = 0
        await asyncio.sleep(0.1 if done else PAUSE)


async def renew_some(database: Database, table: Table) -> int:
    """Renew up to 50 rows of one table; answers how many."""
    old = (
        select(table).where(table.c.markup_version < MARKUP).limit(AT_ONCE).with_for_update(skip_locked=True)
    )
    async with database.session() as session, session.begin():
        rows = (await session.execute(old)).mappings().all()
        for row in rows:
            values = {"markup_version": MARKUP, **await _html(row)}
            await session.execute(update(table).where(table.c.id == row["id"]).values(values))
    return len(rows)


async def _html(row: Any) -> dict[str, str]:
    """The new HTML; a mail's own is not made from its words, and stays."""
    if row.get("channel") == Channel.EMAIL and row["body_html"]:
        return {}
    return {"body_html": await render(row["body"], _format(row))}


def _format(row: Any) -> Format:
    return format_of(Channel(row["channel"])) if "channel" in row else format_by(row["author_kind"])
