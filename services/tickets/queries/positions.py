"""Where a list goes on: places in it, as cursors and as parameters of its statement."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from services.tickets.queries.filters import Filters
from services.tickets.queries.ranking import BEST, LOT
from services.tickets.queries.views import Sort
from shared.cursor import from_cursor, to_cursor
from shared.instants import LATEST, Instant

IN_CURSORS: dict[type, Any] = {datetime: Instant, int: Annotated[int, Field(ge=0, le=9)], UUID: UUID}
"""What a place in a list is made of; a number beyond them would not even fit its column."""

AHEAD = (LATEST, UUID(int=2**128 - 1))
"""Before all tickets, from the one changed last on."""
RANKED = (int, datetime, UUID, datetime, UUID)
"""A place in a search: the match, time and id of a row in its lot, and where the lot begins."""


def position_of(filters: Filters) -> dict[str, Any]:
    """The parameters that say behind which row a page begins; raises Invalid for a cursor of another list."""
    kinds = _kinds(filters)
    if filters.cursor:
        values = from_cursor(filters.cursor, filters.question, *[IN_CURSORS[kind] for kind in kinds])
    elif filters.order is Sort.MATCH:
        values = _lot_behind(*AHEAD)
    else:
        return {}
    return {f"after_{n}": value for n, value in enumerate(values)}


def onward(
    filters: Filters, rows: Sequence[Mapping[Any, Any]], goes_on: bool, here: Mapping[str, Any]
) -> str | None:
    """Where a list goes on behind `rows`, the page that began `here`; None at its end."""
    if not rows:
        return None
    last = rows[-1]
    if filters.order is not Sort.MATCH:
        return _cursor(filters, [last[key.key] for key in filters.keys]) if goes_on else None
    if goes_on:
        lot = [here["after_3"], here["after_4"]]
        return _cursor(filters, [*[last[key.key] for key in filters.keys], *lot])
    if last["in_lot"] < LOT:
        return None
    return _cursor(filters, _lot_behind(last["ends_at"], last["ends_with"]))


def _kinds(filters: Filters) -> Sequence[type]:
    return RANKED if filters.order is Sort.MATCH else [key.type.python_type for key in filters.keys]


def _lot_behind(at: datetime, ticket_id: UUID) -> list[Any]:
    return [BEST, *AHEAD, at, ticket_id]


def _cursor(filters: Filters, values: Sequence[Any]) -> str:
    return to_cursor(
        filters.question, *[value.isoformat() if isinstance(value, datetime) else value for value in values]
    )
