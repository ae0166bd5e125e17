"""Lists of tickets: one view, filtered, a page at a time by keyset, in one round trip with its counters.

Statements are built once per shape (view, order, which filters are given) and get their values as
parameters: building one takes longer than running it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    Text,
    Uuid,
    all_,
    and_,
    any_,
    bindparam,
    false,
    func,
    not_,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.domain.searching import key_pattern, patterns
from services.tickets.queries.access import visible_desks
from services.tickets.queries.ticket import tasks_of
from services.tickets.queries.views import (
    ASCENDING,
    MEMBERSHIP,
    WAKES_AT,
    Keys,
    Sort,
    View,
    counters,
    keys_of,
    t,
)
from services.tickets.tables import public_links, tickets
from shared.auth import Person
from shared.contracts.parts import Priority, Status
from shared.cursor import from_cursor, to_cursor
from shared.instants import Instant

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

COLUMNS = (
    t.id, t.number, t.desk_id, t.title, t.status, t.priority, t.channel, t.category_id, t.category_name,
    t.category_color, t.tags, t.requester_id, t.requester_email, t.requester_name, t.requester_verified,
    t.assignee_kind, t.assignee_id, t.snoozed_until, t.snooze_reason, t.snoozed_by, t.keep_asleep_on_reply,
    t.tell_customer, t.linked_tasks, t.created_at, t.updated_at, t.resolved_at, t.version, t.priority_rank,
    WAKES_AT,
)  # fmt: skip
SEALED_TOKEN = (
    select(public_links.c.sealed_token)
    .where(public_links.c.ticket_id == t.id)
    .correlate(tickets)
    .scalar_subquery()
)
THE_REST = (
    t.body, t.body_html, t.attachments, t.requester_phone, t.requester_external_id, t.requester_client,
    SEALED_TOKEN.label("sealed_token"),
)  # fmt: skip
"""What a whole ticket has besides."""

IN_CURSORS: dict[type, Any] = {datetime: Instant, int: Annotated[int, Field(ge=0, le=9)], UUID: UUID}
"""What a place in a list is made of; a number beyond them would not even fit its column."""

FILTERED = {"status": t.status, "priority": t.priority, "assignee": t.assignee_id}


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

    @property
    def order(self) -> Sort:
        """The order asked for, or the view's own."""
        return self.sort or (Sort.SNOOZED_UNTIL if self.view is View.SNOOZED else Sort.UPDATED)

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
    tasks = await tasks_of(session, [row["id"] for row in page.items if row["linked_tasks"]])
    for row in page.items:
        row["tasks"] = tasks.get(row["id"], [])
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
    statement = _statement(_shape(filters, desks), more)
    result = await session.execute(statement, _values(filters, person, desks, offset))
    names = tuple(result.keys())
    # Plain dicts: each of some thirty values a row is looked up in a fraction of a RowMapping's time.
    found = [dict(zip(names, row, strict=True)) for row in result]
    rows = [row for row in found if row["id"] is not None]
    goes_on, rows = len(rows) > filters.limit, rows[: filters.limit]
    counts = {_view(name): number for name, number in found[0].items() if name.startswith("n_")}
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
    query = _narrowed(select(func.count()).select_from(tickets), shape).where(t.updated_at > since)
    query = query.where(t.id != but) if but else query
    return await session.scalar(query, _values(replace(filters, cursor=None), person, desks, offset)) or 0


async def count_elsewhere(
    session: AsyncSession, person: Person, filters: Filters, offset: timedelta = timedelta()
) -> int:
    """How many tickets of the same desks are found by the words, but hidden by the view or another filter."""
    if not filters.q:
        return 0
    whole = replace(filters, cursor=None)
    desks = await visible_desks(session, person)
    shape = _shape(whole, desks)
    hidden = not_(func.coalesce(_listed(shape), false()))
    query = select(func.count()).select_from(tickets).where(_scope(shape), _found(), hidden)
    return await session.scalar(query, _values(whole, person, desks, offset)) or 0


@dataclass(frozen=True, slots=True)
class _Shape:
    """All that decides about the text of a statement."""

    view: View
    sort: Sort
    given: tuple[str, ...]
    some_desks: bool

    @property
    def keys(self) -> Keys:
        return keys_of(self.view, self.sort)


def _shape(filters: Filters, desks: set[UUID] | None) -> _Shape:
    names = (*FILTERED, "desk_id", "q", "cursor")
    given = tuple(name for name in names if getattr(filters, name) is not None)
    return _Shape(filters.view, filters.order, given, desks is not None)


@lru_cache(maxsize=500)
def _statement(shape: _Shape, more: tuple[ColumnElement[Any], ...]) -> Select[*tuple[Any, ...]]:
    page = _narrowed(select(*COLUMNS, *more), shape).order_by(*_ordered(shape)).limit(bindparam("rows"))
    rows = page.cte("page")
    counts = counters(_scope(shape)).cte("counts")
    query = select(rows, counts).select_from(counts.outerjoin(rows, true()))
    return query.order_by(*_ordered(shape, rows.c))


def _scope(shape: _Shape) -> ColumnElement[bool]:
    asked = t.desk_id == bindparam("desk_id", type_=Uuid()) if "desk_id" in shape.given else true()
    seen = t.desk_id == any_(bindparam("desks", type_=ARRAY(Uuid()))) if shape.some_desks else true()
    return and_(asked, seen)


def _narrowed(query: Select[*tuple[Any, ...]], shape: _Shape) -> Select[*tuple[Any, ...]]:
    query = query.where(_scope(shape), _listed(shape))
    if "q" in shape.given:
        query = query.where(_found())
    return query.where(_beyond(shape)) if "cursor" in shape.given else query


def _listed(shape: _Shape) -> ColumnElement[bool]:
    given = [(name, column) for name, column in FILTERED.items() if name in shape.given]
    return and_(
        MEMBERSHIP[shape.view], *[column == bindparam(name, type_=column.type) for name, column in given]
    )


def _ordered(shape: _Shape, columns: Any = None) -> list[Any]:
    keys = [key if columns is None else columns[key.key] for key in shape.keys]
    return keys if shape.sort in ASCENDING else [key.desc() for key in keys]


def _found() -> ColumnElement[bool]:
    every_word = t.search.op("LIKE")(all_(bindparam("words", type_=ARRAY(Text()))))
    return or_(every_word, t.search.op("LIKE")(bindparam("key", type_=Text())))


def _beyond(shape: _Shape) -> ColumnElement[bool]:
    here = tuple_(*shape.keys)
    there = tuple_(*[bindparam(f"after_{n}", type_=key.type) for n, key in enumerate(shape.keys)])
    return here > there if shape.sort in ASCENDING else here < there


def _values(filters: Filters, person: Person, desks: set[UUID] | None, offset: timedelta) -> dict[str, Any]:
    values: dict[str, Any] = {"me": person.id, "offset": offset, "rows": filters.limit + 1}
    values |= {name: value for name in FILTERED if (value := getattr(filters, name)) is not None}
    if filters.desk_id:
        values["desk_id"] = filters.desk_id
    if desks is not None:
        values["desks"] = list(desks)
    if filters.q:
        values |= {"words": patterns(filters.q), "key": key_pattern(filters.q)}
    if filters.cursor:
        values |= _position(filters)
    return values


def _position(filters: Filters) -> dict[str, Any]:
    wanted = [IN_CURSORS[key.type.python_type] for key in filters.keys]
    return {f"after_{n}": value for n, value in enumerate(from_cursor(filters.cursor or "", *wanted))}


def _onward(filters: Filters, row: Any) -> str:
    values = [row[key.key] for key in filters.keys]
    return to_cursor(*[value.isoformat() if isinstance(value, datetime) else value for value in values])


def _view(counter: str) -> str:
    return counter.removeprefix("n_").replace("_", "-")
