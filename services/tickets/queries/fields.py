"""Desks' own fields: what tickets hold for them, and how tickets are found by them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, true
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.domain.field_values import by_key
from services.tickets.tables.desks import desks
from shared.contracts.custom_fields import MAX_TEXT, CustomField, FieldKind, read_value
from shared.desk_access import is_among
from shared.errors import Invalid
from shared.text import one_line

Sought = tuple[tuple[str, str], ...]
"""Keys, each with the value that is looked for as somebody typed it."""

FIELD = "field."
"""Begins the names of parameters by which tickets are found."""

MOST_SOUGHT = 10


def sought_in(parameters: Mapping[str, str]) -> Sought | None:
    """The fields that parameters of an address ask for; one without a value is none."""
    named = {name.removeprefix(FIELD): value for name, value in parameters.items() if name.startswith(FIELD)}
    if len(named) > MOST_SOUGHT or any(
        len(text) > MAX_TEXT or "\0" in text for pair in named.items() for text in pair
    ):
        raise Invalid(
            "too much is asked for", [{"field": "field", "message": f"at most {MOST_SOUGHT} fields"}]
        )
    return tuple(sorted((key, value) for key, value in named.items() if value)) or None


async def fields_of(session: AsyncSession, desk_id: UUID) -> list[CustomField]:
    """The fields of one desk, in their order; of none where there is no such desk."""
    found = await session.scalar(select(desks.c.fields).where(desks.c.id == desk_id))
    return [CustomField.model_validate(each) for each in found or ()]


async def fields_with_version(session: AsyncSession, desk_id: UUID) -> tuple[list[dict[str, Any]], int]:
    """The fields of a desk as they are told, each with its place, and the desk's version; the desk is there."""
    c = desks.c
    found, version = (await session.execute(select(c.fields, c.version).where(c.id == desk_id))).one()
    return [field | {"position": place} for place, field in enumerate(found)], version


async def add_fields(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Give each ticket its `fields`: what it holds, by the keys of its desk's fields."""
    wanted = {row["desk_id"] for row in rows if row["field_values"]}
    known = await _fields_of(session, desks.c.id.in_(wanted)) if wanted else {}
    for row in rows:
        row["fields"] = by_key(known.get(row["desk_id"], ()), row["field_values"])


def with_names(told: Iterable[Mapping[str, Any]], rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of a ticket's history, those about `told`, the fields that the desk still has, by the names of these."""
    if not any(row["change"] == "field" for row in rows):
        return list(rows)
    names = {f"fields.{each['key']}": each["name"] for each in told}
    return [row | {"field": names.get(row["field"], row["field"])} for row in rows]


async def documents_of(
    session: AsyncSession, sought: Sought, desk_id: UUID | None, visible: set[UUID] | None
) -> list[dict[str, Any]]:
    """For each desk that has all these fields, what its tickets are to hold.

    Raises Invalid for a field that none has, or a value that none takes.
    """
    among = desks.c.id == desk_id if desk_id else true()
    seen = is_among(desks.c.id, visible)
    wrong = {key: "no desk has this field" for key, _ in sought}
    every = (await _fields_of(session, among & seen)).values()
    documents = [found for each in every if (found := _document(each, sought, wrong))]
    if wrong:
        errors = [{"field": f"field.{key}", "message": why} for key, why in wrong.items()]
        raise Invalid("no ticket holds this", errors)
    return documents


def _document(fields: list[CustomField], sought: Sought, wrong: dict[str, str]) -> dict[str, Any] | None:
    by_name = {field.key: field for field in fields}
    document: dict[str, Any] = {}
    for key, typed in sought:
        if field := by_name.get(key):
            try:
                document[str(field.id)] = _looked_for(field, typed)
                wrong.pop(key, None)
            except ValueError as error:
                wrong |= {key: str(error)} if key in wrong else {}
    return document if len(document) == len(sought) else None


def _looked_for(field: CustomField, typed: str) -> Any:
    # Tickets may still hold a choice that was removed.
    return one_line(typed) if field.kind == FieldKind.CHOICE else read_value(field, typed)


async def _fields_of(session: AsyncSession, among: Any) -> dict[UUID, list[CustomField]]:
    found = await session.execute(select(desks.c.id, desks.c.fields).where(among))
    return {desk_id: [CustomField.model_validate(each) for each in told] for desk_id, told in found}
