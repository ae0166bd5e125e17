"""The agents' JSON door to inquiries in doubt: look at them, accept, discard."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.widget.doors.given import TheReception, WhichHeld
from services.widget.doors.promises import told
from services.widget.queries import quarantine as read
from services.widget.use_cases import quarantining
from shared.auth import Needs, Person
from shared.contracts.parts import Attachment
from shared.file_checks import Verdicts
from shared.file_links import FileLinks
from shared.foundation import Session
from shared.idempotency import OncePerKey

router = APIRouter(prefix="/api/widget/quarantine", tags=["quarantine"])
Reader = Annotated[Person, Needs("ticket.read")]
Opener = Annotated[Person, Needs("ticket.create")]
Manager = Annotated[Person, Needs("ticket.edit")]


@router.get("")
async def list_held(agent: Reader, request: Request, session: Session, which: WhichHeld) -> dict[str, Any]:
    """Inquiries in doubt on desks the caller may see, the newest first; `reason` says what is doubted."""
    rows, onward = await read.list_held(session, agent, which)
    return {"items": [_shown(row, request.app.state.links) for row in rows], "next_cursor": onward}


@router.post("/{inquiry_id}/accept", status_code=202)
async def accept(inquiry_id: UUID, agent: Opener, reception: TheReception, once: OncePerKey) -> Response:
    """Let it become a ticket, as if nobody had doubted it."""
    async with reception.uow() as uow:

        async def take() -> dict[str, Any]:
            await read.check_held(uow.session, agent, inquiry_id)
            return {"ticket_id": await quarantining.accept(uow, inquiry_id)}

        return await once.once(uow, take, status=202)


@router.delete("/{inquiry_id}", status_code=204)
async def discard(inquiry_id: UUID, agent: Manager, reception: TheReception) -> None:
    """Let it become nothing; its files are deleted, and its link says that it was not accepted."""
    async with reception.uow() as uow:
        await read.check_held(uow.session, agent, inquiry_id)
        await quarantining.discard(uow, inquiry_id)


def _shown(row: read.Held, links: FileLinks) -> dict[str, Any]:
    wish = row.wish
    held = {"id": row.id, "desk_id": row.desk_id, "reason": row.reason, "created_at": row.created_at}
    words = {name: getattr(wish, name) for name in ("title", "body", "priority")}
    sender = {name: getattr(wish.requester, name) for name in ("email", "name", "phone")}
    files = [_file(each, links, row.verdicts) for each in wish.attachments]
    return held | words | {"requester": sender, "attachments": files, "fields": told(wish.fields)}


def _file(file: Attachment, links: FileLinks, verdicts: Verdicts) -> dict[str, Any]:
    kept = ("id", "name", "size", "content_type")
    reason = links.verdict(file.object_key, verdicts).reason
    return {name: getattr(file, name) for name in kept} | links.told(file, verdicts) | {"reason": reason}
