"""Who has asked: requesters as tickets know them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.tickets.api.doors import Cursor, Limit, TicketReader
from services.tickets.api.shapes import answer, page
from services.tickets.queries import requesters as read
from shared.foundation import Session
from shared.web import Text

router = APIRouter(prefix="/api/requesters", tags=["requesters"])


@router.get("")
async def list_requesters(
    agent: TicketReader,
    session: Session,
    q: Annotated[Text, Query(max_length=200)] = "",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """People with a ticket on a desk that the caller may see, and how many they have there."""
    rows, onward = await read.list_requesters(session, agent, q, cursor, limit)
    return page(rows, onward, lambda requester: requester)


@router.get("/{requester_id}")
async def get_requester(requester_id: UUID, agent: TicketReader, session: Session) -> Response:
    """One of them."""
    return answer(await read.get_requester(session, agent, requester_id))
