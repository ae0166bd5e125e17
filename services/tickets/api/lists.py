"""Lists of tickets."""

from dataclasses import replace
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from services.tickets.api.doors import Cursor, Limit, Shape, TicketReader
from services.tickets.api.shapes import answer, page
from services.tickets.domain.query import LONGEST
from services.tickets.queries import lists, ticket
from services.tickets.queries.fields import FIELD, sought_in
from services.tickets.queries.filters import id_or_address
from services.tickets.queries.lists import Filters, Sort, View
from services.tickets.rights import check_desk, check_ticket, may_see, visible_desks
from shared.contracts.parts import Channel, Priority, Status
from shared.foundation import Session
from shared.instants import Instant
from shared.parameters import takes_parameters
from shared.web import Text

router = APIRouter(tags=["tickets"])


ByAddress = Annotated[Text, Query(max_length=500)]
Tag = Annotated[Text, Query(max_length=200)]


async def asked_filters(  # noqa: PLR0913 one argument per filter is how FastAPI reads a query
    request: Request,
    view: View = View.ACTIVE,
    desk_id: UUID | None = None,
    status: Status | None = None,
    priority: Priority | None = None,
    assignee: UUID | Literal["me", "none"] | None = None,
    category_id: UUID | None = None,
    tag: Annotated[list[Tag] | None, Query(max_length=30)] = None,
    requester: ByAddress | None = None,
    channel: Channel | None = None,
    created_after: Instant | None = None,
    created_before: Instant | None = None,
    updated_after: Instant | None = None,
    updated_before: Instant | None = None,
    q: Annotated[Text | None, Query(max_length=LONGEST)] = None,
    sort: Sort | None = None,
) -> Filters:
    """The list of an address.

    `tag` may be given several times: all of them must be there; case makes no difference. `requester` is an id or an
    e-mail address. `…_after` includes the instant itself, `…_before` does not. `field.<key>=value` narrows it down to
    tickets whose desk has a field of this key, and that hold the value.
    """
    return Filters(
        view=view, desk_id=desk_id, status=status, priority=priority, assignee=assignee,
        category_id=category_id, tags=tuple(tag or ()), requester=id_or_address(requester), channel=channel,
        created_after=created_after, created_before=created_before, updated_after=updated_after,
        updated_before=updated_before, q=q, sort=sort, fields=sought_in(request.query_params),
    )  # fmt: skip


AskedFilters = Annotated[Filters, Depends(asked_filters)]


@router.get("/api/tickets")
@takes_parameters(FIELD)
async def list_tickets(  # noqa: PLR0913 one argument per part of the question
    request: Request,
    agent: TicketReader,
    session: Session,
    shape: Shape,
    asked: AskedFilters,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """One page of a view, each ticket whole, with the counters of all views.

    `q` is a search: words, "exact words", -without, and operators such as `status:open`. What it finds says where, in
    `snippet`. `similar` is true where nothing has the words, and what is shown has some that are a slip away.
    """
    filters = replace(asked, cursor=cursor, limit=limit)
    found = await lists.list_whole(session, agent, filters, request.app.state.database.offset)
    more = {"counters": found.counters} | ({"similar": found.similar} if filters.q else {})
    desks = await visible_desks(session, agent)

    def told(row: dict[str, Any]) -> dict[str, Any]:
        return shape.whole(row) if desks is None or row["desk_id"] in desks else shape.to_note(row)

    return page(found.items, found.next_cursor, told, **more)


@router.get("/api/desks/{desk_id}/tickets/{number}")
async def get_by_number(
    desk_id: UUID, number: str, agent: TicketReader, session: Session, shape: Shape
) -> Response:
    """One ticket by its number, also of one that has left the desk for another that the caller may see."""
    await check_desk(session, agent, desk_id)
    ticket_id = await ticket.find_by_number(session, desk_id, number)
    there = await check_ticket(session, agent, ticket_id, for_notes=True)
    row = await ticket.get_ticket(session, ticket_id)
    return answer(shape.whole(row) if await may_see(session, agent, there) else shape.to_note(row))
