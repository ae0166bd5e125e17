"""Which addresses are one person's: what is known of it is read here, and nowhere else.

Tickets keep the id of the address they came from. What was joined stands in `requesters`, of which there are few rows.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    FromClause,
    Select,
    Uuid,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.domain.requesters import How
from services.tickets.tables.requesters import requesters
from services.tickets.tables.tickets import tickets
from shared.desk_access import VisibleDesks, is_among

r = requesters.c
t = tickets.c
WITH_PERSON: FromClause = tickets.outerjoin(requesters, r.id == t.requester_id)
PERSON: ColumnElement[UUID] = func.coalesce(r.person_id, t.requester_id)
"""Of tickets in `WITH_PERSON`: whose they are."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person is called, and their phones, where somebody said so."""

    name: str | None
    phones: tuple[str, ...] | None


async def person_of(session: AsyncSession, requester_id: UUID) -> UUID:
    """The requester that whoever asks for this one is led to; itself, where nothing is known."""
    return await session.scalar(select(r.person_id).where(r.id == requester_id)) or requester_id


async def addresses_of(session: AsyncSession, requester_id: UUID) -> list[UUID]:
    """The ids of all addresses of whoever is known by this one; at least itself."""
    return sorted(set(await session.scalars(ADDRESSES, {"requester_id": requester_id})))


def _addresses() -> CompoundSelect[UUID]:
    asked = bindparam("requester_id", type_=Uuid())
    led = select(r.person_id).where(r.id == asked).scalar_subquery()
    joined = select(r.id, r.person_id).where(r.person_id == func.coalesce(led, asked)).cte("joined")
    return union_all(select(asked), select(joined.c.id), select(joined.c.person_id))


ADDRESSES = _addresses()
"""The same, of `requester_id`; some may come twice."""


async def corrections_of(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, Correction]:
    """What was corrected of the people that these addresses belong to."""
    if not ids:
        return {}
    person = requesters.alias("person")
    query = select(r.id, person.c.name, person.c.phones).join(person, person.c.id == r.person_id)
    corrected = or_(person.c.name.is_not(None), person.c.phones.is_not(None))
    rows = await session.execute(query.where(r.id.in_(ids), corrected))
    return {row.id: Correction(row.name, row.phones) for row in rows}


async def addresses_by_words(
    session: AsyncSession, pattern: str, visible: VisibleDesks, called: ColumnElement[bool]
) -> list[UUID]:
    """All addresses of the people of whom one address has the words; `called` is true of those whose name has them.

    An address counts for somebody who may see a ticket that came from it, or where it was added by hand.
    """
    address = r.words.like(pattern) & known_to(visible)
    people = select(r.person_id).where(or_(address, called))
    query = select(r.id, r.person_id).where(r.person_id.in_(people))
    rows = (await session.execute(query)).all()
    return sorted({each for row in rows for each in row})


def known_to(visible: VisibleDesks) -> ColumnElement[bool]:
    """Of rows of `requesters`: whether an address may be told to somebody who sees these desks."""
    return or_(r.how == How.ADDED, exists().where(t.requester_id == r.id, is_among(t.desk_id, visible)))


def families(people: Sequence[UUID]) -> Select[Any]:
    """What is known of the addresses of these people, and of themselves."""
    return select(requesters).where(or_(r.person_id.in_(people), r.id.in_(people))).order_by(r.id)


def theirs(visible: VisibleDesks) -> ColumnElement[bool]:
    """Tickets of somebody who has an address, on desks that may be seen."""
    return and_(t.requester_id.is_not(None), is_among(t.desk_id, visible))
