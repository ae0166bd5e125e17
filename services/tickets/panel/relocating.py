"""Taking a ticket to another desk, and what was said on it to a ticket of its own."""

from typing import Any

from fastapi import APIRouter, Response
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import RedirectResponse

from services.tickets.panel.acting import Acting, TheActing, TheReading, shown_again
from services.tickets.panel.enclosing import read_ids
from services.tickets.panel.naming import called
from services.tickets.panel.places import LIST
from services.tickets.panel.shell import own_uow, panel
from services.tickets.panel.steps import said_again, show_ticket_step
from services.tickets.panel.tickets import HERE
from services.tickets.queries.timeline import said_and_done
from services.tickets.rights import check_ticket
from services.tickets.use_cases import relocating, splitting
from shared.errors import HelpdeskError, Invalid
from shared.foundation import Session
from shared.idempotency import OncePerForm
from shared.panel.entry import PageNeeds
from shared.problems import shortened

LONGEST_SHOWN = 300
"""Characters of a comment that is to be recognized."""
router = APIRouter(include_in_schema=False, dependencies=[PageNeeds("ticket.edit")])


@router.get(HERE + "/desk")
async def choose_desk(reading: TheReading, session: Session) -> Response:
    """The desks it can go to."""
    return await show_ticket_step(reading, session, "move", {})


@router.post(HERE + "/desk")
@shown_again
async def move(acting: TheActing) -> Response:
    """Take it to another desk."""
    desk_id = acting.chosen("to_desk", "a desk")
    return await acting.run(lambda uow: relocating.move(uow, *acting.at, desk_id), "moved")


@router.get(HERE + "/split")
async def choose_words(reading: TheReading, session: Session) -> Response:
    """The public comments that can become a ticket of their own."""
    return await _words(reading, session)


@router.post(HERE + "/split", dependencies=[PageNeeds("ticket.create")])
async def split(acting: TheActing, once: OncePerForm) -> Response:
    """Make a ticket of the chosen ones, and go there."""
    ids = list(read_ids(acting.form.getlist("comment_ids")))
    try:
        if not ids:
            raise Invalid("Choose what goes into the new ticket.")
        async with own_uow(acting.request) as uow:

            async def make_and_show() -> RedirectResponse:
                made = await splitting.split(uow, *acting.at, ids, acting.text("title"))
                return panel.redirect(acting.place.url(f"{LIST}/{made}"), flash="ticket_created")

            return await once.redirect(uow, make_and_show)
    except HelpdeskError as no:
        again = said_again(no) | {"given": acting.typed.get("title", ""), "ticked": set(ids)}
        async with acting.request.app.state.database.session() as session:
            return await _words(acting, session, again, no.status)


async def _words(
    acting: Acting, session: AsyncSession, again: dict[str, Any] | None = None, status: int = 200
) -> Response:
    await check_ticket(session, acting.agent, acting.ticket_id)
    rows, _ = await said_and_done(session, [acting.ticket_id])
    said = [
        {
            "id": row["id"],
            "who": called(row["actor_name"], otherwise="Requester"),
            "at": row["at"],
            "words": shortened(row["body"], LONGEST_SHOWN),
        }
        for row in rows
        if row["kind"] == "comment"
    ]
    known = {"said": said, "given": "", "ticked": set(), **(again or {})}
    return await show_ticket_step(acting, session, "split", known, status)
