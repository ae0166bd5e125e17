"""Comments, notes, files and the timeline of one ticket."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, File, Query, Request, Response, UploadFile

from services.tickets.api.doors import Session, Shape, TheTicket, Uow
from services.tickets.api.forms import AttachForm, CommentForm, NoteForm
from services.tickets.api.shapes import answer, page
from services.tickets.api.tickets import shown
from services.tickets.queries import ticket as read
from services.tickets.queries.access import check_ticket
from services.tickets.use_cases import conversing
from shared.auth import CurrentAgent
from shared.files import claim, keep_upload, uploader
from shared.idempotency import OncePerKey

router = APIRouter(prefix="/api", tags=["writing"])


@router.post("/tickets/{ticket_id}/comments", status_code=201)
async def comment(
    ticket_id: UUID, form: CommentForm, agent: CurrentAgent, uow: Uow, shape: Shape, once: OncePerKey
) -> Response:
    """Write to the requester."""

    async def create() -> dict[str, Any]:
        await check_ticket(uow.session, agent, ticket_id)
        said = conversing.words(form.body, await claim(uow.session, form.attachment_ids, uploader(agent)))
        return shape.writing(await conversing.comment(uow, ticket_id, said, agent.as_actor(), form.then))

    return await once.once(uow, create)


@router.post("/tickets/{ticket_id}/notes", status_code=201)
async def note(
    ticket_id: UUID, form: NoteForm, agent: CurrentAgent, uow: Uow, shape: Shape, once: OncePerKey
) -> Response:
    """Write for the team only."""

    async def create() -> dict[str, Any]:
        await check_ticket(uow.session, agent, ticket_id)
        said = conversing.words(form.body, await claim(uow.session, form.attachment_ids, uploader(agent)))
        return shape.writing(await conversing.note(uow, ticket_id, said, agent.as_actor()))

    return await once.once(uow, create)


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
async def upload(
    request: Request, file: Annotated[UploadFile, File()], agent: CurrentAgent, uow: Uow, shape: Shape
) -> Response:
    """Keep a file as a draft that only its uploader can use."""
    kept = await keep_upload(uow.session, request.app.state.storage, file, uploader(agent))
    return answer(shape.file(kept), 201)
