"""Canned replies beside the reply box: chosen, looked at, and sent in one piece or put into the box."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.tickets.panel.acting import Acting, TheActing, TheReading
from services.tickets.panel.filled_in import filled_in
from services.tickets.panel.steps import said_again, show_ticket_step
from services.tickets.panel.tickets import HERE
from services.tickets.queries.canned_replies import get_reply, offered
from services.tickets.rights import check_ticket
from services.tickets.use_cases import canned_replies
from services.tickets.use_cases.canned_replies import Run
from shared.errors import HelpdeskError, PreconditionFailed
from shared.foundation import Session
from shared.idempotency import OncePerForm
from shared.seen import Seen

LONGEST = 200
MEANWHILE = (
    "Nothing was sent: the ticket or the reply was changed in the meantime. This is how it would be now."
)
ONE = HERE + "/canned/{reply_id}"
router = APIRouter(include_in_schema=False)


@router.get(HERE + "/canned")
async def choose(reading: TheReading, session: Session, find: str = "") -> Response:
    """The replies of the ticket's desk, or those that have the words looked for."""
    desk = await check_ticket(session, reading.agent, reading.ticket_id)
    known = {"find": find[:LONGEST], "replies": await offered(session, desk.id, find[:LONGEST])}
    return await show_ticket_step(reading, session, "canned", known)


@router.get(ONE)
async def look(reading: TheReading, reply_id: UUID) -> Response:
    """What one would say here, and what it would change."""
    return await _shown(reading, reply_id)


@router.post(ONE)
async def run(acting: TheActing, reply_id: UUID, once: OncePerForm) -> Response:
    """Say it and change it, just as it was shown, all or nothing."""
    given = Run(version=_version(acting.text("reply_version")))
    seen = Seen(frozenset({acting.text("version")}))
    try:
        return await acting.write_once(
            once,
            lambda uow: canned_replies.run(uow, *acting.at, reply_id, given, seen),
            lambda _: "canned_done",
        )
    except PreconditionFailed:
        return await _shown(acting, reply_id, PreconditionFailed(MEANWHILE))
    except HelpdeskError as no:
        return await _shown(acting, reply_id, no)


async def _shown(acting: Acting, reply_id: UUID, no: HelpdeskError | None = None) -> Response:
    said = said_again(no) if no else {}
    filled = None
    try:
        filled = await filled_in(acting, reply_id)
    except HelpdeskError as why_not:
        no = no or why_not
        said = said or said_again(why_not)
    async with acting.request.app.state.database.session() as session:
        desk = await check_ticket(session, acting.agent, acting.ticket_id)
        name = (await get_reply(session, desk.id, reply_id))["name"]
        context = {"filled": filled, "name": name, "reply_id": reply_id, **said}
        return await show_ticket_step(acting, session, "canned_reply", context, no.status if no else 200)


def _version(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
