"""Lists of tickets."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from services.tickets.api.doors import Shape, TicketReader
from services.tickets.api.shapes import answer, page
from services.tickets.queries import lists, ticket
from services.tickets.queries.fields import FIELD, sought_in
from services.tickets.queries.lists import Filters, Sort, View
from services.tickets.rights import check_desk
from shared.contracts.parts import Priority, Status
from shared.foundation import Session
from shared.parameters import takes_parameters
from shared.web import Text

router = APIRouter(tags=["tickets"])


@router.get("/api/tickets")
@takes_parameters(FIELD)
async def list_tickets(  # noqa: PLR0913 one argument per filter is how FastAPI reads a query
    request: Request,
    agent: TicketReader,
    session: Session,
    shape: Shape,
    view: View = View.ACTIVE,
    desk_id: UUID | None = None,
    status: Status | None = None,
    priority: Priority | None = None,
    assignee: UUID | None = None,
    q: Annotated[Text | None, Query(max_length=200)] = None,
    sort: Sort | None = None,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    """One page of a view, each ticket whole, with the counters of all views.

    `field.<key>=value` narrows it down to tickets whose desk has a field of this key, and that hold the value.
    """
    filters = Filters(
        view, desk_id, status, priority, assignee, q, sort, cursor, limit, sought_in(request.query_params)
    )
    found = await lists.list_whole(session, agent, filters, request.app.state.database.offset)
    return page(found.items, found.next_cursor, shape.whole, counters=found.counters)


@router.get("/api/desks/{desk_id}/tickets/{number}")
async def get_by_number(
    desk_id: UUID, number: str, agent: TicketReader, session: Session, shape: Shape
) -> Response:
    """One ticket by its number."""
    await check_desk(session, agent, desk_id)
    ticket_id = await ticket.find_by_number(session, desk_id, number)
    return answer(shape.whole(await ticket.get_ticket(session, ticket_id)))
