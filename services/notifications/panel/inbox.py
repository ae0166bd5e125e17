"""The mail inbox: mails that arrived and what is to be decided about, and the counter in the rail."""

from functools import partial
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.notifications.domain.email import EmailState
from services.notifications.panel.inbox_page import Place, inbox_context
from services.notifications.panel.shell import TicketReader, panel, shell_for, show_count
from services.notifications.queries.emails import MOST_COUNTED, Wanted, count_emails
from shared.foundation import Session
from shared.panel.navigation import MAIL

router = APIRouter(prefix="/panel/mail/inbox", include_in_schema=False)
Shown = Literal["unlinked", "linked", "quarantined", "discarded"]


async def place_of(
    state: Shown = "unlinked", desk_id: UUID | None = None, cursor: str | None = None
) -> Place:
    """Which list the address names."""
    return Place(EmailState(state), desk_id, cursor)


ThePlace = Annotated[Place, Depends(place_of)]


@router.get("")
async def show_inbox(
    agent: TicketReader, request: Request, session: Session, place: ThePlace, open_id: UUID | None = None
) -> Response:
    """The list; its part alone names the mail that is open beside it, `open_id`."""
    shown = await inbox_context(session, agent, place, open_id)
    context = {"shell": shell_for(agent, MAIL.key), **shown}
    return panel.render(request, "pages/inbox.html", context, fragment="fragments/mail_list.html")


@router.get("/waiting")
async def count_waiting(agent: TicketReader, request: Request, session: Session) -> Response:
    """How many mails wait for a decision: what stands in the rail."""
    count = partial(count_emails, session, agent, Wanted(state=EmailState.UNLINKED))
    return await show_count(request, MAIL, "fragments/waiting.html", count, MOST_COUNTED)
