"""Comments, notes, files and the timeline of one ticket."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, File, Request, Response, UploadFile

from services.tickets.api.doors import Cursor, ReadyNoteForm, Shape, TheAsking, TicketReader, TicketWriter
from services.tickets.api.forms import AttachForm, CommentForm
from services.tickets.api.shapes import answer, page
from services.tickets.api.tickets import shown
from services.tickets.domain.moments import Meant
from services.tickets.queries import timeline as told
from services.tickets.queries.ticket import family_of
from services.tickets.rights import check_ticket
from services.tickets.use_cases import conversing, editing, holding
from services.tickets.use_cases.conversing import Written
from shared.auth import Needs
from shared.contracts.tickets import TicketFileStored
from shared.file_checks import tell_if_held
from shared.files import check_one_file, note_draft, store_upload, uploader
from shared.foundation import Session
from shared.idempotency import OncePerKey
from shared.web import takes_files

ONE_COMMENT = "/tickets/{ticket_id}/comments/{comment_id}"
router = APIRouter(prefix="/api", tags=["writing"])


@router.post("/tickets/{ticket_id}/comments", status_code=201, dependencies=[Needs("ticket.reply")])
async def comment(form: CommentForm, asking: TheAsking, shape: Shape, once: OncePerKey) -> Response:
    """Write to the requester: now, at `send_at`, or after the desk's hold window."""

    async def create() -> dict[str, Any]:
        send_at = Meant(form.send_at) if form.send_at else None
        written = Written(form.body, tuple(form.attachment_ids), form.then, send_at=send_at)
        return shape.comment(await conversing.comment(*asking.at, written, asking.seen))

    return await once.once(asking.uow, create)


@router.delete(ONE_COMMENT, status_code=204, dependencies=[Needs("ticket.reply")])
async def take_back(comment_id: UUID, asking: TheAsking) -> None:
    """Take a reply back that is not sent yet: it is its writer's draft again."""
    await holding.take_back(*asking.at, comment_id, asking.seen)


@router.post(ONE_COMMENT + "/send-now", dependencies=[Needs("ticket.reply")])
async def send_now(comment_id: UUID, asking: TheAsking, shape: Shape) -> Response:
    """Send a reply that waits."""
    return answer(shape.comment(await holding.send_now(*asking.at, comment_id, asking.seen)))


@router.post("/tickets/{ticket_id}/notes", status_code=201, dependencies=[Needs("ticket.note")])
async def note(form: ReadyNoteForm, asking: TheAsking, shape: Shape, once: OncePerKey) -> Response:
    """Write for the team only."""

    async def create() -> dict[str, Any]:
        mentions = tuple(form.mention_ids)
        written = Written(form.body, tuple(form.attachment_ids), mention_ids=mentions)
        return shape.writing(await conversing.note(*asking.at, written, asking.seen))

    return await once.once(asking.uow, create)


@router.get("/tickets/{ticket_id}/timeline")
async def timeline(
    ticket_id: UUID,
    agent: TicketReader,
    session: Session,
    shape: Shape,
    cursor: Cursor = None,
) -> Response:
    """Comments, notes and changes in the order they happened."""
    await check_ticket(session, agent, ticket_id, for_notes=True)
    rows, onward = await told.timeline(session, await family_of(session, ticket_id), cursor)
    return page(rows, onward, shape.entry)


@router.post("/tickets/{ticket_id}/attachments", dependencies=[Needs("ticket.edit")])
async def attach(form: AttachForm, asking: TheAsking, shape: Shape) -> Response:
    """Add files to the ticket itself."""
    await editing.attach(*asking.at, form.attachment_ids, asking.seen)
    return await shown(asking, shape)


@router.post("/files", status_code=201)
@takes_files
async def upload(
    request: Request, file: Annotated[UploadFile, File()], agent: TicketWriter, shape: Shape
) -> Response:
    """Keep a file as a draft that only its uploader can use."""
    check_one_file(await request.form())  # read already: the same form again
    kept = await store_upload(request.app.state.storage, file)
    async with request.app.state.open_uow(request.app.state.database) as uow:
        await note_draft(uow.session, kept, uploader(agent))
        tell_if_held(uow, TicketFileStored, kept)
    return answer(shape.file(kept), 201)
