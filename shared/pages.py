"""Pages bounded by what they weigh: a list of long texts shows fewer of them at once, and goes on."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, FromClause, Select, func, select

MOST_BYTES = 2_000_000
"""Bytes of text on one page, so that reading, packing and sending it stays short. One row may exceed it."""

Row = TypeVar("Row", bound=Any)
Order = Callable[[Any], Sequence[ColumnElement[Any]]]


def light(page: FromClause, order: Order, texts: Sequence[str]) -> Select[*tuple[Any, ...]]:
    """The first rows of `page` whose `texts` together stay within bounds, at least one; `found` counts all of it.

    `page` is small already (`LIMIT`), `order` names the columns it is ordered by.
    """
    weight = sum((func.octet_length(page.c[name]) for name in texts), start=func.octet_length(""))
    until_here = func.sum(weight).over(order_by=order(page.c))
    weighed = select(
        page, (until_here - weight).label("before"), func.count().over().label("found")
    ).subquery()
    shown = [column for column in weighed.c if column.key != "before"]
    return select(*shown).where(weighed.c.before < MOST_BYTES).order_by(*order(weighed.c))


def cut(rows: Sequence[Row], most: int) -> tuple[list[Row], bool]:
    """At most `most` of the rows that `light` gave, and whether there are more behind them."""
    found = rows[0]["found"] if rows else 0
    return list(rows[:most]), found > min(len(rows), most)
