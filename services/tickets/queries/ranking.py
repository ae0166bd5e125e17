"""The order of a search: what matches best stands first, and of equal matches what was changed last.

To judge all that a frequent word finds would take long. So the tickets changed last are judged and shown, `LOT` of them, then
those before them.
"""

from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    DateTime,
    FromClause,
    Integer,
    Select,
    Text,
    Uuid,
    all_,
    bindparam,
    case,
    func,
    literal_column,
    select,
    tuple_,
)

from services.tickets.queries.views import MATCH, t
from services.tickets.tables.searching import searched
from services.tickets.tables.tickets import tickets

LOT = 200
JUDGED = (t.id, t.updated_at, t.number)
BY_TIME = (t.updated_at, t.id)
INSTANT = DateTime(timezone=True)
HERE = tuple_(
    bindparam("after_0", type_=Integer()),
    bindparam("after_1", type_=INSTANT),
    bindparam("after_2", type_=Uuid()),
)
START = tuple_(bindparam("after_3", type_=INSTANT), bindparam("after_4", type_=Uuid()))
"""Where the lot begins: behind this instant and ticket."""

BEST, IN_HEAD, IN_TEXT, ELSEWHERE = 3, 2, 1, 0
"""The very number; all words in title, requester or tags; in what the ticket says itself; some in comments or notes."""


def best_first(
    found: Select[*tuple[Any, ...]], columns: tuple[ColumnElement[Any], ...]
) -> Select[*tuple[Any, ...]]:
    """`columns` of the tickets of one lot behind a place in it; `found` are all that are found, by the columns of `JUDGED`."""
    newest = [key.desc() for key in BY_TIME]
    lot = (
        found.where(tuple_(*BY_TIME) < START)
        .order_by(*newest)
        .limit(literal_column(str(LOT)))
        .subquery("lot")
    )
    ranked = _ranked(lot).subquery("ranked")
    r = ranked.c
    return (
        select(*columns, r.match, r.in_lot, r.ends_at, r.ends_with)
        .select_from(tickets.join(ranked, r.id == t.id))
        .where(tuple_(r.match, r.updated_at, r.id) < HERE)
    )


def _ranked(lot: FromClause) -> Select[*tuple[Any, ...]]:
    oldest = (lot.c.updated_at, lot.c.id)
    return select(
        lot.c.id,
        lot.c.updated_at,
        _match(lot).label(MATCH.name),
        func.count().over().label("in_lot"),
        func.first_value(lot.c.updated_at).over(order_by=oldest).label("ends_at"),
        func.first_value(lot.c.id).over(order_by=oldest).label("ends_with"),
    ).select_from(lot.outerjoin(searched, searched.c.source_id == lot.c.id))


def _match(lot: FromClause) -> ColumnElement[int]:
    words = all_(bindparam("patterns", type_=ARRAY(Text())))
    return case(
        (func.lower(lot.c.number) == bindparam("whole", type_=Text()), BEST),
        (searched.c.head.op("LIKE")(words), IN_HEAD),
        (searched.c.text.op("LIKE")(words), IN_TEXT),
        else_=ELSEWHERE,
    )
