"""Merging a ticket into another one: which one is looked for, looked at, and then led to; and taking that back."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.domain.query import LONGEST
from services.tickets.panel.acting import Acting, TheActing, TheReading, shown_again
from services.tickets.panel.places import LIST, read
from services.tickets.panel.shell import offset_of, own_uow, panel
from services.tickets.panel.steps import named, show_ticket_step, shown
from services.tickets.panel.tickets import HERE
from services.tickets.queries.around import earlier_of
from services.tickets.queries.lists import Filters, View, list_tickets
from services.tickets.queries.ticket import get_ticket
from services.tickets.use_cases import merging
from shared.foundation import Session
from shared.panel.entry import PageNeeds

MOST = 10
router = APIRouter(include_in_schema=False, dependencies=[PageNeeds("ticket.edit")])


@router.get(HERE + "/merge")
async def choose(reading: TheReading, session: Session, find: str = "", into: str = "") -> Response:
    """Where to: the requester's other tickets, what a search finds, or the one that was chosen."""
    chosen = read(UUID, into, "ticket")
    known: dict[str, Any] = {
        "find": find,
        "found": await _found(reading, session, find[:LONGEST].strip()),
        "chosen": await named(session, reading.agent, chosen) if chosen else None,
    }
    return await show_ticket_step(reading, session, "merge", known)


@router.post(HERE + "/merge")
@shown_again
async def merge(acting: TheActing) -> Response:
    """Lead whoever asks for this ticket to the chosen one, and go there."""
    into = acting.chosen("into", "a ticket")
    async with own_uow(acting.request) as uow:
        target = await merging.merge(uow, *acting.at, into)
    return panel.redirect(acting.place.url(f"{LIST}/{target}"), flash="merged")


@router.post(HERE + "/unmerge")
@shown_again
async def unmerge(acting: TheActing) -> Response:
    """Let it stand for itself again, and show it."""
    return await acting.run(lambda uow: merging.unmerge(uow, *acting.at), "unmerged")


async def _found(acting: Acting, session: AsyncSession, find: str) -> list[dict[str, Any]]:
    ticket = await get_ticket(session, acting.ticket_id)
    if find:
        filters = Filters(view=View.ALL, q=find, limit=MOST + 1)
        found = (await list_tickets(session, acting.agent, filters, offset_of(acting.request))).items
    else:
        found = await earlier_of(session, acting.agent, ticket, MOST)
    return [shown(row) for row in found if row["id"] != ticket["id"]][:MOST]
