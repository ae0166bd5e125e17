"""What became of mails, as boxes of the ticket's page."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.notifications.panel.shell import TicketReader, panel, shell_for
from services.notifications.queries import deliveries as read
from services.notifications.queries import emails
from services.notifications.queries.access import check_ticket
from services.notifications.queries.settings import find_mailbox
from shared.errors import NoSuchTicket, NotFound
from shared.facts import await_fact
from shared.foundation import Session

router = APIRouter(prefix="/panel/mail", include_in_schema=False)


@router.get("/of-ticket/{ticket_id}")
async def of_ticket(ticket_id: UUID, agent: TicketReader, request: Request) -> Response:
    """The mails about one ticket, and those it came from; says so when its desk has no mailbox."""
    database = request.app.state.database

    async def find() -> UUID | None:
        async with database.session() as session:
            try:
                return await check_ticket(session, agent, ticket_id)
            except NoSuchTicket:
                return None

    try:
        desk_id = await await_fact(find, "ticket")
    except NotFound as error:
        raise NoSuchTicket(f"no ticket {ticket_id}") from error
    async with database.session() as session:
        found, _ = await read.list_deliveries(session, agent, ticket_id, None, None)
        context = {
            "shell": shell_for(agent),
            "deliveries": found[::-1],
            "arrived": await emails.of_ticket(session, agent, ticket_id),
            "has_mailbox": await find_mailbox(session, desk_id) is not None,
            "here": request.url.path,
        }
    return panel.render(request, "pages/of_ticket.html", context, fragment="fragments/of_ticket.html")


@router.get("/of-comment/{comment_id}")
async def of_comment(comment_id: UUID, agent: TicketReader, request: Request, session: Session) -> Response:
    """The tick below a comment, and the mail that it was."""
    context = {
        "shell": shell_for(agent),
        "deliveries": await read.of_comment(session, agent, comment_id),
        "arrived": await emails.of_comment(session, agent, comment_id),
        "here": request.url.path,
    }
    return panel.render(request, "pages/of_comment.html", context, fragment="fragments/of_comment.html")
