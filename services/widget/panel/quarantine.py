"""The page of inquiries in doubt, in forms that work without scripts, and the counter in the rail."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from services.widget.doors.given import TheReception
from services.widget.intake.reception import Reception
from services.widget.panel.shell import panel, shell_of
from services.widget.queries import quarantine as read
from services.widget.queries.desks import Named, list_desks
from services.widget.uow import WidgetUow
from services.widget.use_cases import quarantining
from shared.auth import Person
from shared.foundation import Session
from shared.idempotency import Idempotency, OncePerForm
from shared.language import language_named
from shared.locales import ENGLISH
from shared.panel.entry import PageNeeds
from shared.panel.navigation import QUARANTINE
from shared.panel.pages import wants_fragment

router = APIRouter(prefix=QUARANTINE.url, include_in_schema=False)
Reader = Annotated[Person, PageNeeds("ticket.read")]
Opener = Annotated[Person, PageNeeds("ticket.create")]
Manager = Annotated[Person, PageNeeds("ticket.edit")]
Verb = Callable[[WidgetUow, UUID], Awaitable[object]]


@router.get("")
async def show(
    agent: Reader,
    request: Request,
    session: Session,
    desk_id: UUID | None = None,
    cursor: str | None = None,
) -> Response:
    """Fifty of them, whole, the newest first; of one desk, or of all that somebody may see."""
    rows, onward = await read.list_held(session, agent, desk_id, cursor)
    desks = await list_desks(session, agent)
    context: dict[str, Any] = {
        "shell": shell_of(agent, QUARANTINE.key),
        "here": QUARANTINE.url,
        "query": _query(desk_id),
        "more_url": QUARANTINE.url + _query(desk_id, onward) if onward else "",
        "desks": desks,
        "desk_id": desk_id,
        "held": [_line(row, desks, request) for row in rows],
    }
    return panel.render(request, "quarantine.html", context)


@router.get("/count")
async def count(agent: Reader, request: Request, session: Session) -> Response:
    """How many wait for a decision: what stands in the rail. Without scripts it leads to the page."""
    if not wants_fragment(request):
        return panel.redirect(QUARANTINE.url)
    found = await read.count_held(session, agent)
    return panel.render(request, "quarantine_count.html", {"count": found, "most": read.MOST_COUNTED})


@router.post("/{inquiry_id}/accept")
async def accept(
    inquiry_id: UUID,
    agent: Opener,
    reception: TheReception,
    once: OncePerForm,
    desk_id: UUID | None = None,
) -> Response:
    """Let one become a ticket, and go on with the others."""
    onward = panel.redirect(QUARANTINE.url + _query(desk_id), flash="inquiry_accepted")
    return await _decide(reception, agent, inquiry_id, quarantining.accept, once, onward)


@router.post("/{inquiry_id}/discard")
async def discard(
    inquiry_id: UUID,
    agent: Manager,
    reception: TheReception,
    once: OncePerForm,
    desk_id: UUID | None = None,
) -> Response:
    """Let one become nothing, and go on with the others."""
    onward = panel.redirect(QUARANTINE.url + _query(desk_id), flash="inquiry_discarded")
    return await _decide(reception, agent, inquiry_id, quarantining.discard, once, onward)


async def _decide(
    reception: Reception,
    agent: Person,
    inquiry_id: UUID,
    verb: Verb,
    once: Idempotency,
    onward: RedirectResponse,
) -> Response:
    async with reception.uow() as uow:

        async def decide() -> RedirectResponse:
            await read.check_held(uow.session, agent, inquiry_id)
            await verb(uow, inquiry_id)
            return onward

        return await once.redirect(uow, decide)


def _query(desk_id: UUID | None, cursor: str | None = None) -> str:
    named = {"desk_id": desk_id, "cursor": cursor}
    asked = urlencode({name: str(value) for name, value in named.items() if value})
    return f"?{asked}" if asked else ""


def _line(row: read.Held, desks: list[Named], request: Request) -> dict[str, Any]:
    links = request.app.state.links
    return {
        "inquiry": row,
        "desk": next((desk for desk in desks if desk.id == row.desk_id), None),
        "reason": language_named(ENGLISH).say(f"doubt.{row.reason}"),
        "files": [
            {"name": each.name, "size": each.size, "url": links.sign(each)} for each in row.attachments
        ],
    }
