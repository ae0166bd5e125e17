"""HTML that was made by earlier rules is made again from the words, some rows at a time, while nothing else is due.

Who keeps such HTML keeps the version of the rules beside it: `body`, `body_html` and `markup_version` in one table.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Index, SmallInteger, Table, select, text, update

from shared.database import Database
from shared.looping import Pauses, work_off
from shared.markup import VERSION, Format, render

AT_ONCE = 50
PAUSE = 600.0
"""Seconds between looks when nothing was left to do."""
BREATH = 0.1
"""Seconds that others have between two lots."""


@dataclass(frozen=True, slots=True)
class Written:
    """A table of words and their HTML; `reads` says of a row how its words are read, or None for HTML of its own.

    `more` are columns that only `reads` needs.
    """

    table: Table
    reads: Callable[[Any], Format | None]
    more: Sequence[ColumnElement[Any]] = ()


def markup_version() -> Column[Any]:
    """The column for the rules by which the HTML in a row was made."""
    return Column("markup_version", SmallInteger, nullable=False, server_default=str(VERSION))


def old_markup(table: str, key: str) -> Index:
    """The index that finds what is to be renewed; with a new version it takes a migration."""
    return Index(f"{table}_old_markup", key, postgresql_where=text(f"markup_version < {VERSION}"))


async def renew_html(database: Database, kept: Sequence[Written]) -> None:
    """Renew what is old, for ever."""

    async def some() -> int:
        return sum([await renew_some(database, each) for each in kept])

    await work_off("renewing", some, database, Pauses(PAUSE, after_failure=PAUSE, between=BREATH))


async def renew_some(database: Database, kept: Written) -> int:
    """Renew up to 50 rows of one table; answers how many."""
    table = kept.table
    old = select(table, *kept.more).where(table.c.markup_version < VERSION, table.c.body_html.is_not(None))
    old = old.limit(AT_ONCE).with_for_update(of=table, skip_locked=True)
    async with database.session() as session, session.begin():
        rows = (await session.execute(old)).mappings().all()
        for row in rows:
            mine = [column == row[column.name] for column in table.primary_key]
            values = {"markup_version": VERSION, **await _html(row, kept)}
            await session.execute(update(table).where(*mine).values(values))
    return len(rows)


async def _html(row: Any, kept: Written) -> dict[str, str]:
    written = kept.reads(row)
    return {} if written is None else {"body_html": await render(row["body"], written)}
