"""Rows that nobody else holds, to be changed by the statement that finds them."""

from typing import TypeVar

from sqlalchemy import Select, select

T = TypeVar("T")


def free(rows: Select[tuple[T]]) -> Select[tuple[T]]:
    """Those of `rows` that nobody else has locked, locked for us: to stand in the `IN` of an UPDATE or DELETE.

    They are a CTE, which PostgreSQL evaluates once. A subquery in that place may become the inner side of a nested loop
    and run once for each row outside: then it skips what the statement has changed already, goes on to the next rows,
    and its LIMIT limits nothing.
    """
    return select(rows.with_for_update(skip_locked=True).cte("free"))
