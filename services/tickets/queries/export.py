"""A whole view, some rows at a time by the server's cursor: what it takes of memory does not grow with the view."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.domain.field_values import by_key
from services.tickets.queries.fields import fields_of
from services.tickets.queries.filters import Asking, Filters, asking
from services.tickets.queries.listing import COLUMNS, narrowed, ordered
from services.tickets.queries.lists import BY_VALUES, values_for
from services.tickets.queries.people import names_of
from services.tickets.queries.views import Sort, t
from services.tickets.rights import visible_desks
from services.tickets.tables.desks import desks
from shared.auth import Person
from shared.contracts.custom_fields import CustomField, in_words

AT_ONCE = 500
BESIDES = (t.requester_phone, t.requester_external_id, t.field_values)
HEAD = (
    "id", "number", "desk", "title", "status", "priority", "category", "tags", "channel",
    "requester_name", "requester_email", "requester_phone", "requester_external_id", "assignee",
    "snoozed_until", "created_at", "updated_at", "resolved_at",
)  # fmt: skip


async def understood(session: AsyncSession, person: Person, filters: Filters) -> Asking:
    """What is asked for; raises Invalid before anything is sent. A whole search stands in the order of time."""
    by_time = replace(filters, sort=Sort.UPDATED) if filters.order is Sort.MATCH else filters
    return await asking(session, person, replace(by_time, cursor=None), await visible_desks(session, person))


async def tables(
    session: AsyncSession, asked: Asking, offset: timedelta
) -> AsyncIterator[list[Sequence[Any]]]:
    """The head, and then the rows in lots; a desk's own fields are columns where one desk is asked for."""
    own = await fields_of(session, asked.filters.desk_id) if asked.filters.desk_id else []
    yield [[*HEAD, *[f"field.{field.key}" for field in own]]]
    called = {row.id: row.name for row in await session.execute(select(desks.c.id, desks.c.name))}
    query = narrowed(select(*COLUMNS, *BESIDES), asked.shape).order_by(*ordered(asked.shape))
    await session.execute(BY_VALUES)
    result = await session.stream(query, values_for(asked, offset), execution_options={"yield_per": AT_ONCE})
    async for lot in result.partitions():
        yield await _lines(session, [dict(row._mapping) for row in lot], called, own)


async def _lines(
    session: AsyncSession, rows: Sequence[dict[str, Any]], called: dict[UUID, str], own: list[CustomField]
) -> list[Sequence[Any]]:
    names = await names_of(session, {row["assignee_id"] for row in rows})
    return [[*_facts(row, names, called), *_held(row, own)] for row in rows]


def _facts(row: dict[str, Any], names: dict[UUID, str], called: dict[UUID, str]) -> list[Any]:
    known = row | {
        "desk": called.get(row["desk_id"]),
        "category": row["category_name"],
        "tags": ", ".join(row["tags"]),
        "assignee": names.get(row["assignee_id"]),
    }
    return [known[name] for name in HEAD]


def _held(row: dict[str, Any], own: list[CustomField]) -> list[Any]:
    held = by_key(own, row["field_values"])
    return [in_words(held[field.key]) if field.key in held else None for field in own]
