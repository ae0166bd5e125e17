"""One mail that arrived, as pages: its words, the mail as it was designed, and the tickets it may belong to."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import HTMLResponse

from services.notifications.panel import framed
from services.notifications.panel.email_page import NOT_REFUSED, Wish, show_email
from services.notifications.panel.inbox import ThePlace
from services.notifications.panel.shell import TicketReader, panel
from services.notifications.queries import emails as read
from services.notifications.queries.tickets import find_tickets
from shared.errors import NotFound
from shared.foundation import Session
from shared.panel.pages import wants_fragment

router = APIRouter(prefix="/panel/mail/emails/{email_id}", include_in_schema=False)


async def wish_of(view: str = "", pictures: bool = False, q: str = "") -> Wish:
    """How the address asks for the mail to be shown."""
    return Wish(view == "html", pictures, q)


@router.get("")
async def show(
    email_id: UUID,
    agent: TicketReader,
    request: Request,
    place: ThePlace,
    wish: Annotated[Wish, Depends(wish_of)],
) -> Response:
    """The mail beside its list; `q` narrows down the tickets it may be linked to."""
    return await show_email(request, agent, email_id, place, wish)


@router.get("/html")
async def show_html(
    email_id: UUID, agent: TicketReader, request: Request, session: Session, pictures: bool = False
) -> Response:
    """The mail's HTML, for the frame of its page and no other one."""
    found = await read.find_email(session, agent, email_id)
    shown = read.shown_email(found, request.app.state.links, await read.verdicts_of(session, found))
    if not shown["html"]:
        raise NotFound("this mail was not designed: its words are all there is")
    enclosed = {
        each["content_id"]: each["url"] for each in shown["attachments"] if each.keys() >= framed.ENCLOSED_BY
    }
    safe = await asyncio.to_thread(framed.cleaned, shown["html"], found.parsed["html_version"])
    html = framed.document(safe, enclosed, shown["subject"], remote=pictures)
    return HTMLResponse(
        html, headers=framed.headers(request, remote=pictures, files_at=request.app.state.links.origin)
    )


@router.get("/tickets")
async def search_tickets(
    email_id: UUID, agent: TicketReader, request: Request, session: Session, place: ThePlace, q: str = ""
) -> Response:
    """The tickets that fit what was typed, for the open page."""
    found = await read.find_email(session, agent, email_id)
    if not wants_fragment(request):
        return panel.redirect(place.mail_url(email_id))
    context = {"tickets": await find_tickets(session, agent, q, found.sender), "refused": NOT_REFUSED}
    return panel.render(request, "fragments/ticket_choices.html", context)
