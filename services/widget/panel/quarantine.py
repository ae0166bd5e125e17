"""The page of inquiries in doubt, in forms that work without scripts, and the counter in the rail."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import RedirectResponse

from services.widget.doors.given import TheReception, WhichHeld
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
async def show(agent: Reader, request: Request, session: Session, which: WhichHeld) -> Response:
    """Fifty of them, whole, the newest first; of one desk, or of all that somebody may see."""
    rows, onward = await read.list_held(session, agent, which)
    desks = await list_desks(session, agent)
    context: dict[str, Any] = {
        "shell": shell_of(agent, QUARANTINE.key),
        "here": QUARANTINE.url,
        "query": _query(which.desk_id),
        "more_url": QUARANTINE.url + _query(which.desk_id, onward) if onward else "",
        "desks": desks,
        "desk_id": which.desk_id,
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


@dataclass(frozen=True, slots=True)
class Deciding:
    """Somebody about to decide about an inquiry. `desk_id` is that of the list they go on with."""

    inquiry_id: UUID
    reception: Reception
    once: Idempotency
    desk_id: UUID | None = None

    async def settle(self, agent: Person, verb: Verb, flash: str) -> Response:
        onward = panel.redirect(QUARANTINE.url + _query(self.desk_id), flash=flash)
        async with self.reception.uow() as uow:

            async def decide() -> RedirectResponse:
                await read.check_held(uow.session, agent, self.inquiry_id)
                await verb(uow, self.inquiry_id)
                return onward

            return await self.once.redirect(uow, decide)


async def the_deciding(
    inquiry_id: UUID, reception: TheReception, once: OncePerForm, desk_id: UUID | None = None
) -> Deciding:
    """What the address and the form say."""
    return Deciding(inquiry_id, reception, once, desk_id)


TheDeciding = Annotated[Deciding, Depends(the_deciding)]


@router.post("/{inquiry_id}/accept")
async def accept(agent: Opener, deciding: TheDeciding) -> Response:
    """Let one become a ticket, and go on with the others."""
    return await deciding.settle(agent, quarantining.accept, "inquiry_accepted")


@router.post("/{inquiry_id}/discard")
async def discard(agent: Manager, deciding: TheDeciding) -> Response:
    """Let one become nothing, and go on with the others."""
    return await deciding.settle(agent, quarantining.discard, "inquiry_discarded")


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
            {
                "name": each.name,
                "size": each.size,
                "reason": links.verdict(each.object_key, row.verdicts).reason,
                **links.told(each, row.verdicts),
            }
            for each in row.wish.attachments
        ],
    }
