"""A step on the way of changing a ticket: a page of its own, and with scripts a dialog above the ticket."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.panel.acting import SHOWN_AGAIN, Acting
from services.tickets.panel.naming import requester_of
from services.tickets.panel.places import LIST
from services.tickets.panel.shell import Surroundings, in_words, panel, surroundings
from services.tickets.queries.ticket import get_ticket
from services.tickets.rights import DeskToRead, check_ticket
from shared.auth import Person
from shared.errors import HelpdeskError


async def named(session: AsyncSession, agent: Person, ticket_id: UUID) -> dict[str, Any]:
    """A ticket as steps name it; raises NoSuchTicket for one that `agent` may not see."""
    desk = await check_ticket(session, agent, ticket_id)
    return shown(await get_ticket(session, ticket_id), desk)


def shown(row: Mapping[str, Any], desk: DeskToRead | None = None) -> dict[str, Any]:
    """What stands for one ticket among several."""
    known = {name: row[name] for name in ("id", "number", "title", "status", "requester_id", "version")}
    return known | {"who": requester_of(row, "No requester"), "desk": desk}


def show_step(
    request: Request, around: Surroundings, name: str, context: Mapping[str, Any], status: int = 200
) -> Response:
    """The step `name`, whose fragment has that name; `context` says where `back` leads."""
    every = {"shell": around.shell(""), "step": name, "problem": "", **context}
    return panel.render(request, "step.html", every, fragment="fragments/step.html", status=status)


async def show_ticket_step(
    acting: Acting, session: AsyncSession, name: str, context: Mapping[str, Any], status: int = 200
) -> Response:
    """The same for the ticket of `acting`, which stands in it as `ticket`."""
    around = await surroundings(acting.request, session, acting.agent)
    here = f"{LIST}/{acting.ticket_id}"
    known = {
        "ticket": await named(session, acting.agent, acting.ticket_id),
        "back": acting.place.url(here),
        "here": acting.place.url(acting.request.url.path),
        "hidden": [(key, value) for key, value in acting.place.fields().items() if value],
        "desks": around.desks,
        "person": acting.agent,
    }
    return show_step(acting.request, around, name, known | dict(context), status)


def said_again(no: HelpdeskError) -> dict[str, Any]:
    """What a step says of its refusal; what cannot be shown again is raised."""
    if no.status not in SHOWN_AGAIN:
        raise no
    return {"problem": in_words(no)}
