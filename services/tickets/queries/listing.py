"""The statements behind lists: built once per shape, because building one takes longer than running it.

A shape is a view, an order and which filters are given; the values come as parameters.
"""

from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    Select,
    Uuid,
    and_,
    any_,
    bindparam,
    exists,
    literal_column,
    select,
    true,
    tuple_,
)

from services.tickets.queries.conditions import Kind, conditions
from services.tickets.queries.counting import counters
from services.tickets.queries.ranking import JUDGED, best_first
from services.tickets.queries.shapes import LONG, SHORT
from services.tickets.queries.streams import merged, streams_of, within
from services.tickets.queries.views import (
    ASCENDING,
    MEMBERSHIP,
    WAKES_AT,
    Keys,
    Sort,
    View,
    keys_of,
    t,
)
from services.tickets.tables.counted import counted
from services.tickets.tables.desks import desks
from services.tickets.tables.participants import participants
from services.tickets.tables.tickets import public_links, tickets
from shared.pages import light

COLUMNS = (*[t[name] for name in SHORT], WAKES_AT)
SEALED_TOKEN = (
    select(public_links.c.sealed_token)
    .where(public_links.c.ticket_id == t.id, public_links.c.active)
    .correlate(tickets)
    .scalar_subquery()
)
HAS_PARTICIPANTS = exists().where(participants.c.ticket_id == t.id).correlate(tickets)
THE_REST = (
    *[t[name] for name in LONG],
    SEALED_TOKEN.label("sealed_token"),
    HAS_PARTICIPANTS.label("has_participants"),
)
"""What a whole ticket has besides."""
TEXTS = ("body", "body_html")
PAGE, LARGEST = 50, 200
"""Rows of a page. Where the plan is made before the values are known, a limit that is a value too is taken for a tenth
of all there is, and no index is read in its order; so it is one of two numbers in the text of the statement."""


@dataclass(frozen=True, slots=True)
class Shape:
    """All that decides about the text of a statement."""

    view: View
    sort: Sort
    asked: tuple[Kind, ...] = ()
    words: tuple[Kind, ...] = ()
    """What is searched for, behind what filters."""
    one_desk: bool = False
    some_desks: bool = False
    onward: bool = False
    large: bool = False
    """Whether a page may have more than `PAGE` rows."""

    @property
    def rows(self) -> ColumnElement[int]:
        """How many are read at most, one more than a page shows, as a number that the planner sees."""
        return literal_column(str((LARGEST if self.large else PAGE) + 1), Integer())

    @property
    def keys(self) -> Keys:
        """What the order compares."""
        return keys_of(self.view, self.sort)


@lru_cache(maxsize=500)
def page_of(shape: Shape, more: tuple[ColumnElement[Any], ...] = ()) -> Select[*tuple[Any, ...]]:
    """One page with the counters of all views; with `more` columns bounded by the weight of its texts."""
    most = _first(shape, more).order_by(*ordered(shape)).limit(shape.rows).subquery("most")
    page = select(most).order_by(*ordered(shape, most.c)).limit(bindparam("rows"))
    rows = light(page.subquery(), partial(ordered, shape), TEXTS).cte("page") if more else page.cte("page")
    counts = counters(scope(shape, counted.c.desk_id), scope(shape)).cte("counts")
    query = select(rows, counts).select_from(counts.outerjoin(rows, true()))
    return query.order_by(*ordered(shape, rows.c))


def _first(shape: Shape, more: tuple[ColumnElement[Any], ...]) -> Select[*tuple[Any, ...]]:
    """What stands on the page. A search decides by itself where it begins: by the index of words or by the list."""
    if shape.sort is Sort.MATCH:
        return best_first(narrowed(select(*JUDGED), shape), (*COLUMNS, *more))
    query = select(*COLUMNS, *more)
    streams = None
    if not shape.words and (shape.sort is not Sort.SNOOZED_UNTIL or shape.view is View.SNOOZED):
        streams = streams_of(shape.view, shape.asked, scope(shape, desks.c.id))
    if streams is None:
        return narrowed(query, shape)
    one = select(*shape.keys).where(*within(shape.view, _reach(shape)), *conditions(shape.asked))
    first = merged(streams, _onward(one, shape), partial(ordered, shape), shape.rows)
    return query.select_from(tickets.join(first, t.id == first.c.id))


def scope(shape: Shape, desk: ColumnElement[Any] = t.desk_id) -> ColumnElement[bool]:
    """The desks asked for, of those that may be seen; `desk` is the column that names one."""
    asked = desk == bindparam("desk_id", type_=Uuid()) if shape.one_desk else true()
    seen = desk == any_(bindparam("desks", type_=ARRAY(Uuid()))) if shape.some_desks else true()
    return and_(asked, seen)


def _reach(shape: Shape) -> ColumnElement[bool]:
    """As `scope`; who was mentioned on a ticket finds it, whichever desk it is on. Nothing is counted by this."""
    return scope(replace(shape, some_desks=False) if shape.view is View.MENTIONED else shape)


def narrowed(query: Select[*tuple[Any, ...]], shape: Shape) -> Select[*tuple[Any, ...]]:
    """`query` with all that a shape gives as conditions."""
    return _onward(query.where(_reach(shape), listed(shape), *found(shape)), shape)


def _onward(query: Select[*tuple[Any, ...]], shape: Shape) -> Select[*tuple[Any, ...]]:
    return query.where(_beyond(shape)) if shape.onward else query


def listed(shape: Shape) -> ColumnElement[bool]:
    """What belongs into the view and passes the filters."""
    return and_(MEMBERSHIP[shape.view], *conditions(shape.asked))


def found(shape: Shape) -> list[ColumnElement[bool]]:
    """What the search asks for."""
    return conditions(shape.words, len(shape.asked))


def ordered(shape: Shape, columns: Any = None) -> list[Any]:
    """The order of a list, of its table or of other columns of the same names."""
    keys = [key if columns is None else columns[key.key] for key in shape.keys]
    return keys if shape.sort in ASCENDING else [key.desc() for key in keys]


def _beyond(shape: Shape) -> ColumnElement[bool]:
    here = tuple_(*shape.keys)
    there = tuple_(*[bindparam(f"after_{n}", type_=key.type) for n, key in enumerate(shape.keys)])
    return here > there if shape.sort in ASCENDING else here < there
