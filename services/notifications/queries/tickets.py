"""Tickets to which a mail may be linked, over this service's copy."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.notifications.queries.access import DESKS
from services.notifications.tables import known_desks, known_tickets
from shared.auth import Person
from shared.contracts.parts import Requester
from shared.desk_access import is_among, visible_desks

MOST_SHOWN = 10
MOST_WORDS = 6
NEWEST = 5000
"""Among so many new tickets the sender's own are looked for, when nothing was typed."""

t, k = known_tickets.c, known_desks.c
WRITTEN_BY = func.lower(t.requester["email"].astext)
COLUMNS = (t.ticket_id, t.number, t.title, t.status, t.requester, k.name.label("desk_name"), k.color)


@dataclass(frozen=True, slots=True)
class TicketChoice:
    """A ticket in a list to choose from. `requester` is a name, else an address, else empty."""

    id: UUID
    number: str
    title: str
    status: str
    requester: str
    desk_name: str
    desk_color: str


@dataclass(frozen=True, slots=True)
class DeskChoice:
    """A desk in a list to choose from."""

    id: UUID
    name: str
    color: str


async def find_tickets(session: AsyncSession, person: Person, typed: str, sender: str) -> list[TicketChoice]:
    """Up to ten tickets that `person` may see, the newest first: those with all that was typed in number, title or requester.

    If nothing was typed, those of the mail's `sender` stand before all others.
    """
    seen = is_among(t.desk_id, await visible_desks(session, person, DESKS))
    words = typed.split()[:MOST_WORDS]
    if words:
        query = _shown().where(seen, *[_has(word) for word in words]).order_by(t.ticket_id.desc())
    else:
        newest = select(t.ticket_id).where(seen).order_by(t.ticket_id.desc()).limit(NEWEST)
        theirs = WRITTEN_BY.in_([sender.lower()])
        query = _shown().where(t.ticket_id.in_(newest)).order_by(theirs.is_(True).desc(), t.ticket_id.desc())
    return [_choice(row) for row in await session.execute(query.limit(MOST_SHOWN))]


async def find_ticket(session: AsyncSession, person: Person, ticket_id: UUID) -> TicketChoice | None:
    """The ticket, if it is known here by now and `person` may see it."""
    seen = is_among(t.desk_id, await visible_desks(session, person, DESKS))
    row = (await session.execute(_shown().where(t.ticket_id == ticket_id, seen))).first()
    return _choice(row) if row else None


async def ticket_states(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """What mails say of tickets, by their ids: `id`, `number`, `title` and `requester`."""
    query = select(t.ticket_id, t.number, t.title, t.requester).where(t.ticket_id.in_(ids))
    return {
        row.ticket_id: {
            "id": row.ticket_id,
            "number": row.number,
            "title": row.title,
            "requester": Requester.model_validate(row.requester),
        }
        for row in await session.execute(query)
    }


async def places_of(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, Any]:
    """On which desks tickets are, and what they are called, by their ids: `desk_id`, `number`, `title`."""
    query = select(t.ticket_id, t.desk_id, t.number, t.title).where(t.ticket_id.in_(ids))
    return {row.ticket_id: row for row in await session.execute(query)}


async def list_desks(session: AsyncSession, person: Person) -> list[DeskChoice]:
    """The desks that `person` may see, by name."""
    seen = is_among(k.id, await visible_desks(session, person, DESKS))
    rows = await session.execute(select(k.id, k.name, k.color).where(seen).order_by(k.name, k.id))
    return [DeskChoice(*row) for row in rows]


async def find_desk(session: AsyncSession, desk_id: UUID) -> DeskChoice | None:
    """The desk, if it is known here."""
    row = (await session.execute(select(k.id, k.name, k.color).where(k.id == desk_id))).first()
    return DeskChoice(*row) if row else None


def _shown() -> Select[Any, Any, Any, Any, Any, Any, Any]:
    return select(*COLUMNS).join(known_desks, k.id == t.desk_id)


def _has(word: str) -> ColumnElement[bool]:
    places = (t.number, t.title, t.requester["name"].astext, t.requester["email"].astext)
    return or_(*[place.icontains(word, autoescape=True) for place in places])


def _choice(row: Any) -> TicketChoice:
    called = row.requester.get("name") or row.requester.get("email") or ""
    return TicketChoice(row.ticket_id, row.number, row.title, row.status, called, row.desk_name, row.color)
