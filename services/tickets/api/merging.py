"""Merging tickets, splitting them, and taking them to another desk."""

from typing import Any

from fastapi import APIRouter, Response

from services.tickets.api.doors import Shape, TheAsking
from services.tickets.api.forms import DeskOfTicketForm, MergeForm, SplitForm
from services.tickets.api.tickets import shown
from services.tickets.queries import ticket as read
from services.tickets.use_cases import merging, relocating, splitting
from shared.auth import Needs
from shared.idempotency import OncePerKey
from shared.web import etag

router = APIRouter(prefix="/api/tickets/{ticket_id}", tags=["tickets"], dependencies=[Needs("ticket.edit")])


@router.post("/merge")
async def merge(form: MergeForm, asking: TheAsking, shape: Shape) -> Response:
    """Lead whoever asks for this ticket to another one, which is answered."""
    await merging.merge(*asking.at, form.into, asking.seen)
    return await shown(asking, shape)


@router.post("/unmerge")
async def unmerge(asking: TheAsking, shape: Shape) -> Response:
    """Take that back."""
    await merging.unmerge(*asking.at, asking.seen)
    return await shown(asking, shape)


@router.post("/split", status_code=201, dependencies=[Needs("ticket.create")])
async def split(form: SplitForm, asking: TheAsking, shape: Shape, once: OncePerKey) -> Response:
    """Open a ticket that begins with public comments of this one."""

    async def create() -> dict[str, Any]:
        made = await splitting.split(*asking.at, form.comment_ids, form.title, asking.seen)
        await asking.uow.save()
        return shape.whole(await read.get_ticket(asking.uow.session, made))

    return await once.once(asking.uow, create, headers=lambda ticket: etag(ticket["version"]))


@router.put("/desk")
async def move(form: DeskOfTicketForm, asking: TheAsking, shape: Shape) -> Response:
    """Take the ticket to another desk, where it gets a number; the one it had goes on leading to it."""
    await relocating.move(*asking.at, form.desk_id, asking.seen)
    return await shown(asking, shape)
