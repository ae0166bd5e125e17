"""The pages of notices: the list with its choices, and the counter in the rail. All of it works without scripts."""

from functools import partial
from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.notifications.panel.notices_page import notices_context
from services.notifications.panel.shell import TicketReader, own_uow, panel, shell_for, show_count
from services.notifications.queries import notices as read
from services.notifications.use_cases import notices
from shared.foundation import Session
from shared.panel.navigation import NOTICES

router = APIRouter(prefix=NOTICES.url, include_in_schema=False)


@router.get("")
async def show_notices(
    agent: TicketReader, request: Request, session: Session, unread: bool = False, cursor: str | None = None
) -> Response:
    """What somebody was told, the newest first, and what they are mailed of it."""
    context = await notices_context(session, request.app.state.sealer, agent, unread, cursor)
    context["shell"] = shell_for(agent, NOTICES.key)
    return panel.render(request, "pages/notices.html", context, fragment="fragments/notice_list.html")


@router.get("/count")
async def count_unread(agent: TicketReader, request: Request, session: Session) -> Response:
    """How many somebody has not read: what stands in the rail."""
    unread = partial(read.count_unread_notices, session, agent)
    return await show_count(request, NOTICES, "fragments/unread.html", unread, read.MOST_COUNTED)


@router.get("/{notice_id:uuid}")
async def open_notice(notice_id: UUID, agent: TicketReader, request: Request) -> Response:
    """Lead to what a notice is about; it is read by that."""
    async with own_uow(request) as uow:
        found = await read.find_notice(uow.session, request.app.state.sealer, agent, notice_id)
        await notices.read_notices(uow, agent, [notice_id])
    return panel.redirect(found.url)


@router.post("/read")
async def read_all(agent: TicketReader, request: Request) -> Response:
    """All of them are read."""
    async with own_uow(request) as uow:
        await notices.read_all_notices(uow, agent)
    return panel.redirect(NOTICES.url, flash="notices_read")


@router.post("/choices")
async def choose(agent: TicketReader, request: Request) -> Response:
    """Save which kinds are mailed: those that are ticked."""
    ticked = (await request.form()).getlist("mail")
    async with own_uow(request) as uow:
        shown = await read.choices_for(uow.session, agent)
        await notices.choose_mails(uow, agent, {kind: kind.value in ticked for kind in shown})
    return panel.redirect(f"{NOTICES.url}#choices", flash="saved")
