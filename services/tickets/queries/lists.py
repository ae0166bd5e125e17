"""Lists of tickets: one view, filtered, a page at a time by keyset, in one round trip with its counters."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, false, func, not_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.domain.searching import fold
from services.tickets.queries.conditions import Asked, values_of
from services.tickets.queries.fields import add_fields
from services.tickets.queries.filters import Asking, Filters, asking
from services.tickets.queries.listing import THE_REST, found, listed, narrowed, page_of, scope
from services.tickets.queries.participants import add_participants
from services.tickets.queries.positions import onward, position_of
from services.tickets.queries.similar import OF_WORDS, Likeness, alike
from services.tickets.queries.snippets import add_snippets
from services.tickets.queries.ticket import add_merged, add_tasks, add_verdicts
from services.tickets.queries.views import Sort, View, t
from services.tickets.rights import visible_desks
from services.tickets.tables.tickets import tickets
from shared.auth import Person
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

MOST_ELSEWHERE = 1000
"""Where more is found besides, nobody waits until all of it is counted."""

BY_VALUES = text("SET LOCAL plan_cache_mode = force_custom_plan")
"""A rare word is found by the index of words, a frequent one on the way through the list: the plan is the word's."""

ONCE = text("SET LOCAL plan_cache_mode = force_generic_plan")
"""Streams are read alike whatever the values are, and finding that out anew takes longer than reading them."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; `counters` are per view, over the desks asked for.

    `similar`: nothing has the words, these have some that are a slip of a letter away.
    """

    items: Sequence[dict[str, Any]]
    next_cursor: str | None
    counters: dict[str, int]
    similar: bool = False


async def list_whole(
    session: AsyncSession, person: Person, filters: Filters, offset: timedelta = timedelta()
) -> Page:
    """As `list_tickets`, each row with all that `queries.ticket.get_ticket` gives."""
    page = await list_tickets(session, person, filters, offset, THE_REST)
    await add_tasks(session, page.items)
    await add_fields(session, page.items)
    await add_merged(session, page.items)
    await add_participants(session, page.items)
    await add_verdicts(session, page.items)
    return page


async def list_tickets(
    session: AsyncSession,
    person: Person,
    filters: Filters,
    offset: timedelta = timedelta(),
    more: tuple[ColumnElement[Any], ...] = (),
) -> Page:
    """One page of what `person` may see; `offset` moves the clock, for tests and demos.

    What a search finds has a `snippet`. Where nothing has its words, those are looked for that are like them.
    """
    asked = await asking(session, person, filters, await visible_desks(session, person))
    if not asked.questions:
        await session.execute(ONCE)
    if not asked.words:
        return await _page(session, asked, offset, more)
    await session.execute(BY_VALUES)
    page, marked = await _page(session, asked, offset, more), asked.marked
    if not page.items and not filters.cursor:
        likeness = await alike(session, asked, _surroundings(asked, offset))
        if likeness:
            page, marked = await _page(session, _like(asked, likeness), offset, more), likeness.words
            page = replace(page, next_cursor=None, similar=bool(page.items))
    # A slip is looked for in what a row shows anyway.
    await add_snippets(session, page.items, marked, deep=not page.similar)
    return page


async def count_changed(
    session: AsyncSession,
    person: Person,
    filters: Filters,
    since: datetime,
    but: UUID | None,
    offset: timedelta = timedelta(),
) -> int:
    """How many tickets of a list are newer than what a page shows; `but` is the one that is open beside it."""
    whole = replace(filters, cursor=None)
    asked = await asking(session, person, whole, await visible_desks(session, person))
    query = narrowed(select(func.count()).select_from(tickets), asked.shape).where(t.updated_at > since)
    query = query.where(t.id != but) if but else query
    return await session.scalar(query, values_for(asked, offset)) or 0


async def count_elsewhere(
    session: AsyncSession, person: Person, filters: Filters, offset: timedelta = timedelta()
) -> int:
    """How many tickets of the same desks are found by the search, but hidden by the view or a filter; up to 1,000."""
    if not filters.q:
        return 0
    whole = replace(filters, cursor=None)
    asked = await asking(session, person, whole, await visible_desks(session, person))
    hidden = not_(func.coalesce(listed(asked.shape), false()))
    some = select(t.id).where(scope(asked.shape), *found(asked.shape), hidden).limit(MOST_ELSEWHERE)
    query = select(func.count()).select_from(some.subquery())
    return await session.scalar(query, values_for(asked, offset)) or 0


async def _page(
    session: AsyncSession, asked: Asking, offset: timedelta, more: tuple[ColumnElement[Any], ...]
) -> Page:
    filters, values = asked.filters, values_for(asked, offset)
    given = dicts(await session.execute(page_of(asked.shape, more), values))
    there = [row for row in given if row["id"] is not None]
    goes_on, rows = len(there) > filters.limit, there[: filters.limit]
    if more:
        rows, goes_on = cut(there, filters.limit)
    counts = {_view(name): number for name, number in given[0].items() if name.startswith("n_")}
    return Page(rows, onward(filters, rows, goes_on, values), counts)


def _like(asked: Asking, likeness: Likeness) -> Asking:
    others = [each for each in asked.words if each.kind not in OF_WORDS]
    return replace(asked, words=(*others, Asked("similar", list(likeness.ids))))


def values_for(asked: Asking, offset: timedelta) -> dict[str, Any]:
    """All parameters of the statements of a list."""
    return _surroundings(asked, offset) | values_of(asked.questions)


def _surroundings(asked: Asking, offset: timedelta) -> dict[str, Any]:
    filters = asked.filters
    values: dict[str, Any] = {"me": asked.person.id, "offset": offset, "rows": filters.limit + 1}
    if filters.desk_id:
        values["desk_id"] = filters.desk_id
    if asked.desks is not None:
        values["desks"] = list(asked.desks)
    if filters.order is Sort.MATCH:
        values |= {"patterns": list(asked.patterns), "whole": fold(filters.q or "")}
    return values | position_of(filters)


def _view(counter: str) -> str:
    return counter.removeprefix("n_").replace("_", "-")
