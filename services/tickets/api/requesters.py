"""Who has asked: requesters as tickets know them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.tickets.api.doors import Cursor, Limit, TicketReader, Uow
from services.tickets.api.requester_forms import MergeRequesterForm, RequesterEdit
from services.tickets.api.shapes import answer, page
from services.tickets.queries import requesters as read
from services.tickets.queries.requester_history import history_of
from services.tickets.uow import TicketsUow
from services.tickets.use_cases import requesters
from shared.auth import Needs, Person
from shared.foundation import Session
from shared.web import IfSeen, Text

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
    """One of them, or whom that one is merged into."""
    return answer(await read.get_requester(session, agent, requester_id))


@router.get("/{requester_id}/history")
async def get_history(requester_id: UUID, agent: TicketReader, session: Session) -> Response:
    """Who corrected, merged or took apart what, the latest first."""
    return page(await history_of(session, agent, requester_id), None, lambda happened: happened)


@router.patch("/{requester_id}", dependencies=[Needs("ticket.edit")])
async def edit_requester(
    requester_id: UUID, form: RequesterEdit, agent: TicketReader, uow: Uow, seen: IfSeen
) -> Response:
    """Set what is named; an empty value leaves the field to what their tickets say."""
    who = await requesters.correct(uow, agent, requester_id, form.corrections(), seen)
    return await _shown(uow, agent, who)


@router.post("/{requester_id}/merge", dependencies=[Needs("ticket.edit")])
async def merge(
    requester_id: UUID, form: MergeRequesterForm, agent: TicketReader, uow: Uow, seen: IfSeen
) -> Response:
    """Lead whoever asks for this requester to another one, who is answered."""
    who = await requesters.merge_requesters(uow, agent, requester_id, form.into, seen)
    return await _shown(uow, agent, who)


@router.post("/{requester_id}/unmerge", dependencies=[Needs("ticket.edit")])
async def unmerge(requester_id: UUID, agent: TicketReader, uow: Uow, seen: IfSeen) -> Response:
    """Take that back: both are as they were."""
    await requesters.unmerge_requester(uow, agent, requester_id, seen)
    return await _shown(uow, agent, requester_id)


async def _shown(uow: TicketsUow, agent: Person, requester_id: UUID) -> Response:
    await uow.save()
    return answer(await read.get_requester(uow.session, agent, requester_id))
