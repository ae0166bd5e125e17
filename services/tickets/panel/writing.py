"""Public replies and internal notes: two addresses, each of which reads its own fields and no other."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from fastapi import APIRouter, Response

from services.tickets.domain.conversing import Then
from services.tickets.domain.holding import HeldComment
from services.tickets.domain.moments import Moment, Until
from services.tickets.panel.acting import Acting, TheActing, shown_again
from services.tickets.panel.shell import own_uow
from services.tickets.panel.tickets import HERE
from services.tickets.rights import check_ticket
from services.tickets.uow import TicketsUow
from services.tickets.use_cases import conversing
from services.tickets.use_cases.conversing import Written
from shared.auth import Person
from shared.idempotency import Idempotency, OncePerForm
from shared.panel.entry import PageNeeds
from shared.web import takes_files

LONGEST = 200_000
THEN: dict[str, Then] = {"wait": "wait", "resolve": "resolve"}
FLASH = {"comment": "comment_sent", "note": "note_saved"}
Write = Callable[[TicketsUow, Person, UUID, Written], Awaitable[object]]
router = APIRouter(include_in_schema=False)


@router.post(HERE + "/comments", dependencies=[PageNeeds("ticket.reply")])
@takes_files
@shown_again
async def comment(acting: TheActing, once: OncePerForm) -> Response:
    """Write to the requester, now or at a moment that was typed."""
    then, send_at = THEN.get(acting.text("then")), acting.text("send_at").strip()
    later = Until(text=send_at) if send_at else None
    return await _written(acting, once, conversing.comment, "comment", then, later)


@router.post(HERE + "/notes", dependencies=[PageNeeds("ticket.note")])
@takes_files
@shown_again
async def note(acting: TheActing, once: OncePerForm) -> Response:
    """Write for the team only."""
    return await _written(acting, once, conversing.note, "note", calls_by_name=True)


async def _written(
    acting: Acting,
    once: Idempotency,
    write: Write,
    field: str,
    then: Then | None = None,
    calls_by_name: bool = Falsesend_at: Moment | None = None,
) -> Response:
    text = acting.text(field, LONGEST)
    async with own_uow(acting.request) as uow:
        await check_ticket(uow.session, acting.agent, acting.ticket_id, for_notes=field == "note")
    files = tuple(await acting.enclosed(field).ids())
    written = Written(text, files, then, calls_by_name=calls_by_namesend_at)

    def told(made: object) -> str:
        return "comment_held" if isinstance(made, HeldComment) else FLASH[field]

    answer = await acting.write_once(once, lambda uow: write(uow, *acting.at, written), told)
    return await acting.with_unsent(field) or answer
