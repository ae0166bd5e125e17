"""Replies that wait: sending one now, or taking it back into the composer."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.tickets.panel.acting import Acting, TheActing, shown_again
from services.tickets.panel.places import LIST, read
from services.tickets.panel.shell import own_uow, panel
from services.tickets.panel.tickets import HERE
from services.tickets.use_cases import holding
from shared.errors import Invalid
from shared.panel.entry import PageNeeds

router = APIRouter(include_in_schema=False)


@router.post(HERE + "/send-now", dependencies=[PageNeeds("ticket.reply")])
@shown_again
async def send_now(acting: TheActing) -> Response:
    """Send it, without waiting for its moment."""
    comment_id = _named(acting)
    return await acting.run(lambda uow: holding.send_now(uow, *acting.at, comment_id), "comment_sent")


@router.post(HERE + "/take-back", dependencies=[PageNeeds("ticket.reply")])
@shown_again
async def take_back(acting: TheActing) -> Response:
    """Send it never; its writer finds it in the composer."""
    comment_id = _named(acting)
    async with own_uow(acting.request) as uow:
        held = await holding.take_back(uow, *acting.at, comment_id)
        mine = {"draft": "reply"} if held.author_id == acting.agent.id else {}
    url = acting.place.url(f"{LIST}/{acting.ticket_id}", **mine)
    return panel.redirect(url, flash="comment_taken_back")


def _named(acting: Acting) -> UUID:
    comment_id = read(UUID, acting.text("comment_id"), "comment_id")
    if comment_id is None:
        raise Invalid("Choose a reply.", [{"field": "comment_id", "message": "Choose one"}])
    return comment_id
