"""Lists a page at a time: where one goes on is the sort key of its last row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from shared.cursor import from_cursor, to_cursor

T = TypeVar("T")
AnySelect = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Paging:
    """How a list goes on: `of` names it with all that narrows it down, `keys` are its order, the last of them unique."""

    of: str
    keys: Sequence[Any]
    types: Sequence[Any]
    cursor: str | None
    limit: int
    newest_first: bool = False


async def page(
    session: AsyncSession,
    query: AnySelect,
    paging: Paging,
    make: Callable[[Any], T],
    key: Callable[[T], Sequence[Any]],
) -> tuple[list[T], str | None]:
    """Up to `limit` rows from behind the cursor, and the next one if there are more.

    Raises Invalid for a cursor of another list.
    """
    found = await session.execute(_after(query, paging).limit(paging.limit + 1))
    rows = [make(row) for row in found.mappings()]
    items = rows[: paging.limit]
    return items, to_cursor(paging.of, *key(items[-1])) if len(rows) > paging.limit else None


def _after(query: AnySelect, paging: Paging) -> AnySelect:
    query = query.order_by(*[key.desc() if paging.newest_first else key for key in paging.keys])
    if not paging.cursor:
        return query
    here = tuple_(*paging.keys)
    there = tuple_(*from_cursor(paging.cursor, paging.of, *paging.types))
    return query.where(here < there if paging.newest_first else here > there)


def pattern(words: str) -> str:
    """`words` anywhere in a text, for LIKE."""
    return "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
