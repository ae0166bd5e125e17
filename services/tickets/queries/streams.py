"""Where a list reads: in several streams, each in the order of an index, merged as far as the page goes.

An index is read in its order only behind single values of what stands before the order. So each desk with each status, and each
person or group responsible, is a stream of its own, of which no more is read than a page. What a list costs grows with their number
and not with that of the tickets.
"""

from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    FromClause,
    Select,
    Text,
    bindparam,
    column,
    func,
    literal,
    select,
    true,
)

from services.tickets.queries.conditions import Kind
from services.tickets.queries.views import AWAKE, ME, MEMBERSHIP, MY_GROUPS, View, t
from services.tickets.rights import parts_of
from services.tickets.tables.desks import desks
from shared.contracts.parts import Status

OPEN = tuple(status.value for status in Status if status is not Status.RESOLVED)
BY_STATUS: dict[View, tuple[str, ...]] = {
    View.ALL: (*OPEN, Status.RESOLVED.value),
    View.ACTIVE: OPEN,
    View.WAITING: (Status.WAITING.value,),
    View.RESOLVED: (Status.RESOLVED.value,),
}
BY_DESK = {View.TO_ASSIGN, View.SNOOZED}
"""Of these an index holds only what the view shows."""
LEFT: dict[View, ColumnElement[bool]] = {
    View.ALL: true(), View.ACTIVE: AWAKE, View.WAITING: AWAKE, View.RESOLVED: true()
}  # fmt: skip
"""What streams by desk and status do not say themselves. Said twice, the planner takes them for smaller than they are."""


def streams_of(view: View, asked: tuple[Kind, ...], desk: ColumnElement[bool]) -> FromClause | None:
    """The streams of a view, by columns of tickets; None where the view is small enough to be read as it lies.

    `asked` are the filters, of which one for a status leaves out others; `desk` is true of the desks in question.
    """
    if view is View.MINE:
        return select(ME.label("assignee_id")).subquery("streams")
    if view is View.MY_GROUPS:
        mine = MY_GROUPS.subquery("mine")
        return select(mine.c.id.label("assignee_id")).subquery("streams")
    if view is View.MENTIONED:
        mine = parts_of(ME).subquery("mine")
        return select(mine.c[0].label("id")).distinct().subquery("streams")
    there = select(desks.c.id.label("desk_id")).where(desk).subquery("there")
    if view in BY_DESK:
        return there
    if view not in BY_STATUS:
        return None
    return _with_status(there, BY_STATUS[view], asked)


def _with_status(there: FromClause, statuses: tuple[str, ...], asked: tuple[Kind, ...]) -> FromClause:
    # Not VALUES: SQLAlchemy would compile the statement anew for each request.
    listed = literal(list(statuses), ARRAY(Text()))
    each = func.unnest(listed).table_valued(column("status", Text())).render_derived("statuses")
    query = select(there.c.desk_id, each.c.status).select_from(there.join(each, true()))
    if ("status", False) in asked:
        query = query.where(
            each.c.status == bindparam(f"asked_{asked.index(('status', False))}", type_=Text())
        )
    return query.subquery("streams")


def within(view: View, reach: ColumnElement[bool]) -> tuple[ColumnElement[bool], ...]:
    """What is asked of the tickets of one stream; `reach` is true of those that may be seen."""
    belongs = LEFT.get(view, MEMBERSHIP[view])
    return (belongs,) if view in (*BY_STATUS, *BY_DESK) else (reach, belongs)


def merged(streams: FromClause, one: Select[Any], order: Any, rows: ColumnElement[int]) -> FromClause:
    """The first `rows` of all `streams`: `one` is the statement of one of them, `order` how rows of such columns are ordered."""
    of_stream = [t[name] == each for name, each in streams.c.items()]
    lot = one.where(*of_stream).order_by(*order(None)).limit(rows).lateral("lot")
    query = select(lot.c.id).select_from(streams.join(lot, true()))
    return query.order_by(*order(lot.c)).limit(rows).subquery("first")
