"""Lists a page at a time: where one goes on is the sort key of its last row."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from shared.cursor import from_cursor, to_cursor
from shared.errors import Invalid

T = TypeVar("T")
AnySelect = Select[*tuple[Any, ...]]


def text_key(value: Any) -> str:
    """A text of a cursor."""
    if not isinstance(value, str) or "\0" in value:
        raise ValueError("no text the database knows")
    return value


def id_key(value: Any) -> UUID:
    """An id of a cursor."""
    return UUID(text_key(value))


def after(
    query: AnySelect,
    keys: Sequence[Any],
    read: Sequence[Callable[[Any], Any]],
    cursor: str | None,
    *,
    newest_first: bool = False,
) -> AnySelect:
    """`query` in the order of `keys`, from behind `cursor`; raises Invalid for a cursor of another list."""
    query = query.order_by(*[key.desc() if newest_first else key for key in keys])
    if not cursor:
        return query
    try:
        position = [make(value) for make, value in zip(read, from_cursor(cursor, len(keys)), strict=True)]
    except ValueError as error:
        raise Invalid(
            "the cursor is not one of ours", [{"field": "cursor", "message": "unknown cursor"}]
        ) from error
    here, there = tuple_(*keys), tuple_(*position)
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
