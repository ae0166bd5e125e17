"""Public replies and internal notes: two addresses, each of which reads its own fields and no other."""

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Response

from services.tickets.domain.conversing import Then
from services.tickets.domain.ticket import Ticket
from services.tickets.domain.words import Words
from services.tickets.panel.acting import Acting, TheActing, shown_again
from services.tickets.panel.shell import own_uow
from services.tickets.panel.tickets import HERE
from services.tickets.queries.access import check_ticket
from services.tickets.uow import TicketsUow
from services.tickets.use_cases import conversing
from shared.files import claim, uploader
from shared.idempotency import Idempotency, OncePerForm
from shared.web import takes_files

LONGEST = 200_000
THEN: dict[str, Then] = {"wait": "wait", "resolve": "resolve"}
Write = Callable[[TicketsUow, Ticket, Words], Awaitable[None]]
router = APIRouter(include_in_schema=False)


@router.post(HERE + "/comments")
@takes_files
@shown_again
async def comment(acting: TheActing, once: OncePerForm) -> Response:
    """Write to the requester."""
    then = THEN.get(acting.text("then"))

    async def write(uow: TicketsUow, ticket: Ticket, said: Words) -> None:
        await conversing.comment(uow, ticket.id, said, acting.agent.as_actor(), then)

    return await _written(acting, once, write, "comment", "comment_sent")


@router.post(HERE + "/notes")
@takes_files
@shown_again
async def note(acting: TheActing, once: OncePerForm) -> Response:
    """Write for the team only."""

    async def write(uow: TicketsUow, ticket: Ticket, said: Words) -> None:
        await conversing.note(uow, ticket.id, said, acting.agent.as_actor())

    return await _written(acting, once, write, "note", "note_saved")


async def _written(acting: Acting, once: Idempotency, write: Write, field: str, flash: str) -> Response:
    text = acting.text(field, LONGEST)
    async with own_uow(acting.request) as uow:
        await check_ticket(uow.session, acting.agent, acting.ticket_id)
    drafts = await acting.enclosed(field).ids()

    async def change(uow: TicketsUow, ticket: Ticket) -> None:
        files = await claim(uow.session, drafts, uploader(acting.agent))
        await write(uow, ticket, await conversing.words(text, files))

    return await acting.write_once(once, change, flash)
