"""Public replies and internal notes: two addresses, each of which reads its own fields and no other."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, File, Form, Request, Response, UploadFile
from starlette.datastructures import UploadFile as Upload

from services.tickets.domain.conversing import Then
from services.tickets.domain.ticket import Ticket
from services.tickets.domain.words import Words
from services.tickets.panel.acting import Acting, Draft, TheActing
from services.tickets.panel.shell import own_uow
from services.tickets.panel.tickets import HERE
from services.tickets.queries.access import check_ticket
from services.tickets.uow import TicketsUow
from services.tickets.use_cases import conversing
from shared.auth import Person
from shared.errors import HelpdeskError, Invalid
from shared.files import MAX_COUNT, claim, note_draft, store_upload, uploader
from shared.idempotency import Idempotency, OncePerForm
from shared.web import Text as PlainText
from shared.web import takes_files

LONGEST = 200_000
THEN: dict[str, Then] = {"wait": "wait", "resolve": "resolve"}
SAID = {"comment": "comment_sent", "note": "note_saved"}
NONE: list[UploadFile] = []
Write = Callable[[TicketsUow, Ticket, Words], Awaitable[None]]
router = APIRouter(include_in_schema=False)
Text = Annotated[PlainText, Form()]
Files = Annotated[list[UploadFile], File()]


@router.post(HERE + "/comments")
@takes_files
async def comment(
    acting: TheActing, once: OncePerForm, comment: Text = "", then: Text = "", comment_files: Files = NONE
) -> Response:
    """Write to the requester."""

    async def write(uow: TicketsUow, ticket: Ticket, said: Words) -> None:
        await conversing.comment(uow, ticket.id, said, acting.agent.as_actor(), THEN.get(then))

    return await _written(acting, once, write, Draft("comment", comment=comment), comment_files)


@router.post(HERE + "/notes")
@takes_files
async def note(acting: TheActing, once: OncePerForm, note: Text = "", note_files: Files = NONE) -> Response:
    """Write for the team only."""

    async def write(uow: TicketsUow, ticket: Ticket, said: Words) -> None:
        await conversing.note(uow, ticket.id, said, acting.agent.as_actor())

    return await _written(acting, once, write, Draft("note", note=note), note_files)


async def _written(
    acting: Acting, once: Idempotency, write: Write, draft: Draft, uploads: Sequence[Upload]
) -> Response:
    text = draft.comment or draft.note
    try:
        check_length(text)
        async with own_uow(acting.request) as uow:
            await check_ticket(uow.session, acting.agent, acting.ticket_id)
        drafts = await keep(acting.request, acting.agent, uploads)
    except HelpdeskError as no:
        return await acting.refused(no, draft)

    async def change(uow: TicketsUow, ticket: Ticket) -> None:
        files = await claim(uow.session, drafts, uploader(acting.agent))
        await write(uow, ticket, await conversing.words(text, files))

    return await acting.write_once(once, change, draft, SAID[draft.mode])


async def keep(request: Request, agent: Person, uploads: Sequence[Upload]) -> list[UUID]:
    """Keep a form's files as drafts, while no transaction is open; where none was chosen a nameless one comes."""
    chosen = [each for each in uploads if each.filename]
    if len(chosen) > MAX_COUNT:
        raise Invalid(f"At most {MAX_COUNT} files at once.", [{"field": "files", "message": "Too many"}])
    kept = [await store_upload(request.app.state.storage, each) for each in chosen]
    async with own_uow(request) as uow:
        for each in kept:
            await note_draft(uow.session, each, uploader(agent))
    return [each.id for each in kept]


def check_length(text: str) -> None:
    """Refuse what no conversation needs; raises Invalid."""
    if len(text) > LONGEST:
        raise Invalid(f"The text is longer than {LONGEST:,} characters.")
