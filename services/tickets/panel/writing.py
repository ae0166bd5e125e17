"""Public replies and internal notes: two addresses, each of which reads its own fields and no other."""

from collections.abc import Awaitable, Callable
from typing import TypedDict
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


class Besides(TypedDict, total=False):
    """What a form says beside the words: fields of `Written`."""

    then: Then | None
    send_at: Moment | None
    calls_by_name: bool


@router.post(HERE + "/comments", dependencies=[PageNeeds("ticket.reply")])
@takes_files
@shown_again
async def comment(acting: TheActing, once: OncePerForm) -> Response:
    """Write to the requester, now or at a moment that was typed."""
    typed = acting.text("send_at").strip()
    besides = Besides(then=THEN.get(acting.text("then")), send_at=Until(text=typed) if typed else None)
    return await _written(acting, once, conversing.comment, "comment", besides)


@router.post(HERE + "/notes", dependencies=[PageNeeds("ticket.note")])
@takes_files
@shown_again
async def note(acting: TheActing, once: OncePerForm) -> Response:
    """Write for the team only; who is called in it is told."""
    return await _written(acting, once, conversing.note, "note", Besides(calls_by_name=True))


async def _written(acting: Acting, once: Idempotency, write: Write, field: str, besides: Besides) -> Response:
    text = acting.text(field, LONGEST)
    async with own_uow(acting.request) as uow:
        await check_ticket(uow.session, acting.agent, acting.ticket_id, for_notes=field == "note")
    written = Written(text, tuple(await acting.enclosed(field).ids()), **besides)

    def told(made: object) -> str:
        return "comment_held" if isinstance(made, HeldComment) else FLASH[field]

    answer = await acting.write_once(once, lambda uow: write(uow, *acting.at, written), told)
    return await acting.with_unsent(field) or answer
