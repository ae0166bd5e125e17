"""Lists a page at a time: where one goes on is the sort key of its last row."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import Select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from shared.cursor import from_cursor, to_cursor

T = TypeVar("T")
AnySelect = Select[*tuple[Any, ...]]


def after(
    query: AnySelect,
    keys: Sequence[Any],
    types: Sequence[Any],
    cursor: str | None,
    *,
    newest_first: bool = False,
) -> AnySelect:
    """`query` in the order of `keys`, from behind `cursor`; raises Invalid for a cursor of another list."""
    query = query.order_by(*[key.desc() if newest_first else key for key in keys])
    if not cursor:
        return query
    here, there = tuple_(*keys), tuple_(*from_cursor(cursor, *types))
    return query.where(here < there if newest_first else here > there)


async def page(
    session: AsyncSession,
    query: AnySelect,
    limit: int,
    make: Callable[[Any], T],
    key: Callable[[T], Sequence[Any]],
) -> tuple[list[T], str | None]:
    """Up to `limit` rows, and the cursor behind them if there are more."""
    found = [make(row) for row in (await session.execute(query.limit(limit + 1))).mappings()]
    items = found[:limit]
    return items, to_cursor(*key(items[-1])) if len(found) > limit else None


def pattern(words: str) -> str:
    """`words` anywhere in a text, for LIKE."""
    return "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
