"""Public replies and internal notes: two addresses, each of which reads its own fields and no other."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, File, Form, Request, Response, UploadFile
from starlette.datastructures import UploadFile as Upload

from services.tickets.domain.conversing import Then
from services.tickets.domain.ticket import Ticket
from services.tickets.panel.acting import Acting, Draft, TheActing
from services.tickets.panel.shell import own_uow
from services.tickets.panel.tickets import HERE
from services.tickets.queries.access import check_ticket
from services.tickets.uow import TicketsUow
from services.tickets.use_cases import conversing
from shared.auth import Person
from shared.contracts.parts import Attachment
from shared.errors import HelpdeskError, Invalid
from shared.files import MAX_COUNT, claim, keep_upload, uploader
from shared.web import Text

LONGEST = 200_000
THEN: dict[str, Then] = {"wait": "wait", "resolve": "resolve"}
SAID = {"comment": "comment_sent", "note": "note_saved"}
NONE: list[UploadFile] = []
Write = Callable[[TicketsUow, Ticket, tuple[Attachment, ...]], Awaitable[None]]
router = APIRouter(include_in_schema=False)
Words = Annotated[Text, Form()]
Files = Annotated[list[UploadFile], File()]


@router.post(HERE + "/comments")
async def comment(
    acting: TheActing, comment: Words = "", then: Words = "", comment_files: Files = NONE
) -> Response:
    """Write to the requester."""

    async def write(uow: TicketsUow, ticket: Ticket, files: tuple[Attachment, ...]) -> None:
        said = conversing.words(comment, files)
        await conversing.comment(uow, ticket.id, said, acting.agent.as_actor(), THEN.get(then))

    return await _written(acting, write, Draft("comment", comment=comment), comment_files)


@router.post(HERE + "/notes")
async def note(acting: TheActing, note: Words = "", note_files: Files = NONE) -> Response:
    """Write for the team only."""

    async def write(uow: TicketsUow, ticket: Ticket, files: tuple[Attachment, ...]) -> None:
        await conversing.note(uow, ticket.id, conversing.words(note, files), acting.agent.as_actor())

    return await _written(acting, write, Draft("note", note=note), note_files)


async def _written(acting: Acting, write: Write, draft: Draft, uploads: Sequence[Upload]) -> Response:
    try:
        check_length(draft.comment or draft.note)
        async with own_uow(acting.request) as uow:
            await check_ticket(uow.session, acting.agent, acting.ticket_id)
            drafts = await keep(acting.request, uow, acting.agent, uploads)
    except HelpdeskError as no:
        return await acting.refused(no, draft)

    async def change(uow: TicketsUow, ticket: Ticket) -> None:
        await write(uow, ticket, await claim(uow.session, drafts, uploader(acting.agent)))

    return await acting.run(change, SAID[draft.mode], draft=draft)


async def keep(request: Request, uow: TicketsUow, agent: Person, uploads: Sequence[Upload]) -> list[UUID]:
    """Keep a form's files as drafts, before anything is locked; where none was chosen a nameless one comes."""
    chosen = [each for each in uploads if each.filename]
    if len(chosen) > MAX_COUNT:
        raise Invalid(f"At most {MAX_COUNT} files at once.", [{"field": "files", "message": "Too many"}])
    storage, owner = request.app.state.storage, uploader(agent)
    return [(await keep_upload(uow.session, storage, each, owner)).id for each in chosen]


def check_length(text: str) -> None:
    """Refuse what no conversation needs; raises Invalid."""
    if len(text) > LONGEST:
        raise Invalid(f"The text is longer than {LONGEST:,} characters.")
