"""Mails that arrived: reading them, and deciding by hand what becomes of them."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from starlette.responses import StreamingResponse

from services.notifications.domain.email import EmailState
from services.notifications.doors.forms import MailTicketForm
from services.notifications.doors.given import KnownTicket, Uow
from services.notifications.queries import emails as read
from services.notifications.queries.emails import Wanted
from services.notifications.use_cases import emails
from services.notifications.use_cases.becoming import TypedFromMail
from shared.auth import Needs, Person
from shared.errors import NotFound
from shared.foundation import Session
from shared.idempotency import OncePerKey
from shared.storage import Storage

router = APIRouter(prefix="/api/mail/emails", tags=["emails"])
Reader = Annotated[Person, Needs("ticket.read")]
Opener = Annotated[Person, Needs("ticket.create")]
Writer = Annotated[Person, Needs("ticket.reply")]
Manager = Annotated[Person, Needs("ticket.edit")]


@router.get("")
async def list_emails(
    agent: Reader,
    session: Session,
    desk_id: UUID | None = None,
    state: EmailState | None = None,
    cursor: str | None = None,
) -> dict[str, Any]:
    """Mails on desks the caller may see, the newest first."""
    items, onward = await read.list_emails(session, agent, Wanted(desk_id, state, cursor))
    return {"items": items, "next_cursor": onward}


@router.get("/{email_id}")
async def get_email(email_id: UUID, agent: Reader, session: Session, request: Request) -> dict[str, Any]:
    """One mail with what is in it."""
    found = await read.find_email(session, agent, email_id)
    return read.shown_email(found, request.app.state.links, await read.verdicts_of(session, found))


@router.get("/{email_id}/raw")
async def get_raw(email_id: UUID, agent: Reader, request: Request) -> Response:
    """The mail as it came, to be saved as a file; its files are in it, so it opens when all of them do."""
    async with request.app.state.database.session() as session:
        found = await read.find_email(session, agent, email_id)
        await read.check_files(session, found, request.app.state.links)
    storage: Storage = request.app.state.storage
    try:
        content = await storage.get(found.object_key)
    except FileNotFoundError as error:
        raise NotFound("the mail as it came is gone") from error
    headers = {
        "Content-Disposition": f'attachment; filename="{email_id}.eml"',
        "Content-Length": str(content.size),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return StreamingResponse(content.chunks, media_type="message/rfc822", headers=headers)


@router.post("/{email_id}/ticket", status_code=202)
async def make_ticket(
    email_id: UUID, agent: Opener, uow: Uow, once: OncePerKey, form: MailTicketForm | None = None
) -> Response:
    """Let a mail become a ticket."""
    await read.find_email(uow.session, agent, email_id)
    typed = TypedFromMail(form.title, form.priority) if form else TypedFromMail()

    async def make() -> dict[str, Any]:
        return {"ticket_id": await emails.make_ticket(uow, email_id, typed)}

    return await once.once(uow, make, status=202)


@router.put("/{email_id}/ticket", status_code=202)
async def link_to_ticket(email_id: UUID, agent: Writer, ticket_id: KnownTicket, uow: Uow) -> dict[str, Any]:
    """Let a mail be written on a ticket: as a comment if its sender takes part there, else as a note."""
    await read.find_email(uow.session, agent, email_id)
    await emails.link_to_ticket(uow, email_id, ticket_id)
    return {"ticket_id": ticket_id}


@router.post("/{email_id}/retry", status_code=202)
async def read_again(email_id: UUID, agent: Manager, uow: Uow) -> dict[str, Any]:
    """Read a mail once more, and decide again."""
    await read.find_email(uow.session, agent, email_id)
    await emails.read_again(uow, email_id)
    return {"id": email_id}


@router.delete("/{email_id}", status_code=204)
async def discard(email_id: UUID, agent: Manager, uow: Uow) -> None:
    """Take a mail out of the way."""
    await read.find_email(uow.session, agent, email_id)
    await emails.discard(uow, email_id)
