"""What somebody has begun to write on a ticket, and who is there beside them."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from services.tickets.api.doors import Shape, TheAsking, TicketReader, Uow
from services.tickets.api.shapes import TicketShape, answer, page
from services.tickets.api.writing_forms import DraftForm, PresenceForm
from services.tickets.use_cases import drafts, presence
from services.tickets.use_cases.drafts import Draft, Kind
from shared.files import TypedWords

router = APIRouter(prefix="/api/tickets/{ticket_id}", tags=["writing"])


@router.get("/drafts")
async def list_drafts(ticket_id: UUID, agent: TicketReader, uow: Uow, shape: Shape) -> Response:
    """The caller's own drafts of a reply and of a note, those that there are, each with its `kind`."""
    found = await drafts.find_all(uow, agent, ticket_id)
    return page(found, None, lambda draft: {"kind": draft.row.kind} | _told(draft, shape))


@router.get("/drafts/{kind}")
async def get_draft(ticket_id: UUID, kind: Kind, agent: TicketReader, uow: Uow, shape: Shape) -> Response:
    """The caller's own draft of a reply or a note; nobody else can ask for it."""
    return answer(_told(await drafts.find(uow, agent, ticket_id, kind), shape))


@router.put("/drafts/{kind}")
async def keep_draft(kind: Kind, form: DraftForm, asking: TheAsking, shape: Shape) -> Response:
    """Keep what was begun. It goes when it is sent, and thirty days after it was last kept."""
    begun = TypedWords(form.body, tuple(form.attachment_ids))
    kept = await drafts.keep(*asking.at, kind, begun, asking.seen)
    return answer(_told(kept, shape))


@router.delete("/drafts/{kind}", status_code=204)
async def discard_draft(kind: Kind, asking: TheAsking) -> None:
    """Throw it away."""
    await drafts.discard(*asking.at, kind, asking.seen)


@router.put("/presence")
async def be_there(form: PresenceForm, ticket_id: UUID, agent: TicketReader, uow: Uow) -> Response:
    """Say for the next thirty seconds that one reads or writes here; answers who else does."""
    return answer({"others": await presence.be_there(uow, agent, ticket_id, form.state)})


@router.delete("/presence", status_code=204)
async def leave(ticket_id: UUID, agent: TicketReader, uow: Uow) -> None:
    """Be there no more."""
    await presence.leave(uow, agent, ticket_id)


def _told(draft: Draft, shape: TicketShape) -> dict[str, Any]:
    files = [shape.file(each) for each in draft.attachments]
    return {
        "body": draft.row.body,
        "attachment_ids": [each["id"] for each in files],
        "attachments": files,
        "updated_at": draft.row.updated_at,
        "version": draft.row.version,
    }
