"""Comments, notes, files and the timeline of one ticket."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, File, Query, Request, Response, UploadFile

from services.tickets.api.doors import Session, Shape, TheTicket, Uow
from services.tickets.api.forms import AttachForm, CommentForm, NoteForm
from services.tickets.api.shapes import TicketShape, answer, page
from services.tickets.api.tickets import shown
from services.tickets.domain.words import Comment, Note, Words
from services.tickets.queries import ticket as read
from services.tickets.queries.access import check_ticket
from services.tickets.uow import TicketsUow
from services.tickets.use_cases import conversing
from shared.auth import CurrentAgent, Person
from shared.files import claim, note_draft, store_upload, uploader
from shared.idempotency import Idempotency, OncePerKey
from shared.web import IfMatch, check_version, takes_files

router = APIRouter(prefix="/api", tags=["writing"])


@dataclass(frozen=True, slots=True)
class Writing:
    """Somebody about to write on a ticket."""

    ticket_id: UUID
    agent: Person
    uow: TicketsUow
    shape: TicketShape
    key: Idempotency
    if_match: str | None

    async def once(self, form: NoteForm, write: Callable[[Words], Awaitable[Comment | Note]]) -> Response:
        """Claim the form's files and write, once per key."""

        async def create() -> dict[str, Any]:
            await check_ticket(self.uow.session, self.agent, self.ticket_id)
            ticket = await self.uow.ticket(self.ticket_id)
            check_version(self.if_match, ticket.version)
            files = await claim(self.uow.session, form.attachment_ids, uploader(self.agent))
            return self.shape.writing(await write(await conversing.words(form.body, files)))

        return await self.key.once(self.uow, create)


def the_writing(
    ticket_id: UUID, agent: CurrentAgent, uow: Uow, shape: Shape, key: OncePerKey, if_match: IfMatch = None
) -> Writing:
    """What both doors below ask for."""
    return Writing(ticket_id, agent, uow, shape, key, if_match)


TheWriting = Annotated[Writing, Depends(the_writing, scope="function")]


@router.post("/tickets/{ticket_id}/comments", status_code=201)
async def comment(form: CommentForm, writing: TheWriting) -> Response:
    """Write to the requester."""

    async def write(said: Words) -> Comment:
        uow, agent = writing.uow, writing.agent
        return await conversing.comment(uow, writing.ticket_id, said, agent.as_actor(), form.then)

    return await writing.once(form, write)


@router.post("/tickets/{ticket_id}/notes", status_code=201)
async def note(form: NoteForm, writing: TheWriting) -> Response:
    """Write for the team only."""

    async def write(said: Words) -> Note:
        return await conversing.note(writing.uow, writing.ticket_id, said, writing.agent.as_actor())

    return await writing.once(form, write)


@router.get("/tickets/{ticket_id}/timeline")
async def timeline(
    ticket_id: UUID,
    agent: CurrentAgent,
    session: Session,
    shape: Shape,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    """Comments, notes and changes in the order they happened."""
    await check_ticket(session, agent, ticket_id)
    rows, onward = await read.timeline(session, ticket_id, cursor)
    return page(rows, onward, shape.entry)


@router.post("/tickets/{ticket_id}/attachments")
async def attach(
    form: AttachForm, ticket: TheTicket, agent: CurrentAgent, uow: Uow, shape: Shape
) -> Response:
    """Add files to the ticket itself."""
    ticket.attach(await claim(uow.session, form.attachment_ids, uploader(agent)), agent.as_actor())
    return await shown(uow, ticket.id, shape)


@router.post("/files", status_code=201)
@takes_files
async def upload(
    request: Request, file: Annotated[UploadFile, File()], agent: CurrentAgent, shape: Shape
) -> Response:
    """Keep a file as a draft that only its uploader can use."""
    kept = await store_upload(request.app.state.storage, file)
    async with request.app.state.open_uow(request.app.state.database) as uow:
        await note_draft(uow.session, kept, uploader(agent))
    return answer(shape.file(kept), 201)
