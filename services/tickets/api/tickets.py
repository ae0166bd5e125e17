"""One ticket: opening, reading, correcting, moving, assigning, snoozing."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.tickets.api.doors import (
    KnownAssignee,
    ReadyTicketForm,
    Session,
    Shape,
    TheTicket,
    TicketOfWorker,
    Uow,
)
from services.tickets.api.forms import AssigneeForm, SnoozeForm, StatusForm, TicketEdit, TicketForm
from services.tickets.api.shapes import TicketShape, answer
from services.tickets.domain.assignment import Assignee
from services.tickets.domain.moments import moment_meant
from services.tickets.queries import ticket as read
from services.tickets.queries.access import check_desk, check_ticket
from services.tickets.uow import TicketsUow
from services.tickets.use_cases import editing, opening
from services.tickets.use_cases.opening import Typed
from shared.auth import CurrentAgent, Person
from shared.contracts.parts import Channel, Requester
from shared.files import claim, uploader
from shared.idempotency import OncePerKey
from shared.web import etag

router = APIRouter(prefix="/api/tickets", tags=["tickets"])


async def shown(uow: TicketsUow, ticket_id: UUID, shape: TicketShape) -> Response:
    """The ticket as it will be once this is committed."""
    await uow.save()
    return answer(shape.whole(await read.get_ticket(uow.session, ticket_id)))


@router.post("", status_code=201)
async def open_ticket(
    form: ReadyTicketForm, agent: CurrentAgent, uow: Uow, shape: Shape, once: OncePerKey
) -> Response:
    """An agent, or a program with a token, types a ticket in."""

    async def create() -> dict:
        await check_desk(uow.session, agent, form.desk_id)
        made = await opening.open_typed(uow, await _typed(uow, form, agent), agent.as_actor())
        await uow.save()
        return shape.whole(await read.get_ticket(uow.session, made.id))

    return await once.once(uow, create, headers=lambda ticket: etag(ticket["version"]))


@router.get("/{ticket_id}")
async def get_ticket(ticket_id: UUID, agent: CurrentAgent, session: Session, shape: Shape) -> Response:
    """One ticket with everything."""
    await check_ticket(session, agent, ticket_id)
    return answer(shape.whole(await read.get_ticket(session, ticket_id)))


@router.patch("/{ticket_id}")
async def edit_ticket(
    form: TicketEdit, ticket: TheTicket, agent: CurrentAgent, uow: Uow, shape: Shape
) -> Response:
    """Correct facts; a field that is not named stays."""
    await editing.edit(uow, ticket, form.model_dump(exclude_unset=True), agent.as_actor())
    return await shown(uow, ticket.id, shape)


@router.put("/{ticket_id}/status")
async def set_status(
    form: StatusForm, ticket: TheTicket, agent: CurrentAgent, uow: Uow, shape: Shape
) -> Response:
    """Go to a status."""
    ticket.move_to(form.status, agent.as_actor(), uow.now)
    return await shown(uow, ticket.id, shape)


@router.put("/{ticket_id}/assignee")
async def assign(
    ticket: TicketOfWorker, assignee: KnownAssignee, agent: CurrentAgent, uow: Uow, shape: Shape
) -> Response:
    """Make one person or one group responsible."""
    ticket.assign(assignee, agent.as_actor())
    return await shown(uow, ticket.id, shape)


@router.delete("/{ticket_id}/assignee", status_code=204)
async def unassign(ticket: TheTicket, agent: CurrentAgent) -> None:
    """Put it back among those to assign."""
    ticket.unassign(agent.as_actor())


@router.put("/{ticket_id}/snooze")
async def snooze(
    form: SnoozeForm, ticket: TheTicket, agent: CurrentAgent, uow: Uow, shape: Shape
) -> Response:
    """Put it aside until an instant, until the desk's start of a day, or until what words say."""
    desk = await check_desk(uow.session, agent, ticket.desk_id)
    until = moment_meant(form.until, form.text, uow.now, desk.time_zone)
    ticket.snooze(until, agent.as_actor(), uow.now, form.reason, form.keep_asleep_on_reply)
    return await shown(uow, ticket.id, shape)


@router.delete("/{ticket_id}/snooze", status_code=204)
async def wake(ticket: TheTicket, agent: CurrentAgent) -> None:
    """Bring it back now."""
    ticket.wake_early("agent", agent.as_actor())


async def _typed(uow: TicketsUow, form: TicketForm, agent: Person) -> Typed:
    return Typed(
        desk_id=form.desk_id,
        title=form.title,
        channel=Channel.PANEL if agent.by_cookie else Channel.API,
        body=form.body,
        priority=form.priority,
        category_id=form.category_id,
        tags=tuple(form.tags),
        requester=Requester(**form.requester.model_dump()),
        assignee=_assignee(form.assignee) if form.assignee else None,
        attachments=await claim(uow.session, form.attachment_ids, uploader(agent)),
    )


def _assignee(form: AssigneeForm) -> Assignee:
    return Assignee(form.kind, form.id)
