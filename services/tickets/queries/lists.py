"""Lists of tickets: one view, filtered, a page at a time by keyset, in one round trip with its counters."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement, false, func, not_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.domain.searching import key_pattern, patterns
from services.tickets.queries.fields import Sought, add_fields, documents_of
from services.tickets.queries.listing import (
    FILTERED,
    THE_REST,
    Shape,
    found,
    listed,
    narrowed,
    page_of,
    scope,
)
from services.tickets.queries.ticket import add_merged, add_tasks
from services.tickets.queries.views import Keys, Sort, View, keys_of, t
from services.tickets.rights import visible_desks
from services.tickets.tables.tickets import tickets
from shared.auth import Person
from shared.contracts.parts import Priority, Status
from shared.cursor import from_cursor, to_cursor
from shared.instants import Instant
from shared.pages import cut
from shared.rows import dicts

__all__ = [
    "Filters",
    "Page",
    "Sort",
    "View",
    "count_changed",
    "count_elsewhere",
    "list_tickets",
    "list_whole",
]

IN_CURSORS: dict[type, Any] = {datetime: Instant, int: Annotated[int, Field(ge=0, le=9)], UUID: UUID}
"""What a place in a list is made of; a number beyond them would not even fit its column."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list shows: a view, on one desk or all, narrowed down."""

    view: View = View.ACTIVE
    desk_id: UUID | None = None
    status: Status | None = None
    priority: Priority | None = None
    assignee: UUID | None = None
    q: str | None = None
    sort: Sort | None = None
    cursor: str | None = None
    limit: int = 50
    fields: Sought | None = None
    """What the desk's own fields are to hold, as typed, by their keys."""

    @property
    def order(self) -> Sort:
        """The order asked for, or the view's own."""
        return self.sort or (Sort.SNOOZED_UNTIL if self.view is View.SNOOZED else Sort.UPDATED)

    @property
    def question(self) -> str:
        """All that decides which tickets come in which order: a place in one list is none in another."""
        return f"tickets {replace(self, cursor=None, limit=0, sort=self.order)}"

    @property
    def keys(self) -> Keys:
        """The columns that make the order; the last is unique."""
        return keys_of(self.view, self.order)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; `counters` are per view, over the desks asked for."""

    items: Sequence[dict[str, Any]]
    next_cursor: str | None
    counters: dict[str, int]


async def list_whole(
    session: AsyncSession, person: Person, filters: Filters, offset: timedelta = timedelta()
) -> Page:
    """As `list_tickets`, each row with all that `queries.ticket.get_ticket` gives."""
    page = await list_tickets(session, person, filters, offset, THE_REST)
    await add_tasks(session, page.items)
    await add_fields(session, page.items)
    await add_merged(session, page.items)
    return page


async def list_tickets(
    session: AsyncSession,
    person: Person,
    filters: Filters,
    offset: timedelta = timedelta(),
    more: tuple[ColumnElement[Any], ...] = (),
) -> Page:
    """One page of what `person` may see; `offset` moves the clock, for tests and demos."""
    desks = await visible_desks(session, person)
    page = page_of(_shape(filters, desks), more)
    given = dicts(await session.execute(page, await _values(session, filters, person, desks, offset)))
    there = [row for row in given if row["id"] is not None]
    goes_on, rows = len(there) > filters.limit, there[: filters.limit]
    if more:
        rows, goes_on = cut(there, filters.limit)
    counts = {_view(name): number for name, number in given[0].items() if name.startswith("n_")}
    return Page(rows, _onward(filters, rows[-1]) if goes_on else None, counts)


async def count_changed(
    session: AsyncSession,
    person: Person,
    filters: Filters,
    since: datetime,
    but: UUID | None,
    offset: timedelta = timedelta(),
) -> int:
    """How many tickets of a list are newer than what a page shows; `but` is the one that is open beside it."""
    desks = await visible_desks(session, person)
    shape = _shape(replace(filters, cursor=None), desks)
    query = narrowed(select(func.count()).select_from(tickets), shape).where(t.updated_at > since)
    query = query.where(t.id != but) if but else query
    return (
        await session.scalar(
            query, await _values(session, replace(filters, cursor=None), person, desks, offset)
        )
        or 0
    )


async def count_elsewhere(
    session: AsyncSession, person: Person, filters: Filters, offset: timedelta = timedelta()
) -> int:
    """How many tickets of the same desks are found by the words, but hidden by the view or another filter."""
    if not filters.q:
        return 0
    whole = replace(filters, cursor=None)
    desks = await visible_desks(session, person)
    shape = _shape(whole, desks)
    hidden = not_(func.coalesce(listed(shape), false()))
    query = select(func.count()).select_from(tickets).where(scope(shape), found(), hidden)
    return await session.scalar(query, await _values(session, whole, person, desks, offset)) or 0


def _shape(filters: Filters, desks: set[UUID] | None) -> Shape:
    names = (*FILTERED, "desk_id", "q", "cursor", "fields")
    given = tuple(name for name in names if getattr(filters, name) is not None)
    return Shape(filters.view, filters.order, given, desks is not None)


async def _values(
    session: AsyncSession, filters: Filters, person: Person, desks: set[UUID] | None, offset: timedelta
) -> dict[str, Any]:
    values: dict[str, Any] = {"me": person.id, "offset": offset, "rows": filters.limit + 1}
    values |= {name: value for name in FILTERED if (value := getattr(filters, name)) is not None}
    if filters.desk_id:
        values["desk_id"] = filters.desk_id
    if desks is not None:
        values["desks"] = list(desks)
    if filters.q:
        values |= {"words": patterns(filters.q), "key": key_pattern(filters.q)}
    if filters.fields:
        values["documents"] = await documents_of(session, filters.fields, filters.desk_id, desks)
    if filters.cursor:
        values |= _position(filters)
    return values


def _position(filters: Filters) -> dict[str, Any]:
    wanted = [IN_CURSORS[key.type.python_type] for key in filters.keys]
    return {
        f"after_{n}": value
        for n, value in enumerate(from_cursor(filters.cursor or "", filters.question, *wanted))
    }


def _onward(filters: Filters, row: Any) -> str:
    values = [row[key.key] for key in filters.keys]
    return to_cursor(
        filters.question, *[value.isoformat() if isinstance(value, datetime) else value for value in values]
    )


def _view(counter: str) -> str:
    return counter.removeprefix("n_").replace("_", "-")
