"""One ticket: opening, reading, correcting, moving, assigning, snoozing."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.tickets.api.doors import (
    Asking,
    KnownAssignee,
    ReadyTicketForm,
    Shape,
    TheAsking,
    TicketOpener,
    TicketReader,
    Uow,
)
from services.tickets.api.forms import LinkForm, SnoozeForm, StatusForm, TicketEdit, TicketForm
from services.tickets.api.shapes import TicketShape, answer
from services.tickets.domain.assignment import Assignee
from services.tickets.domain.moments import Meant
from services.tickets.queries import ticket as read
from services.tickets.rights import check_ticket, may_see
from services.tickets.use_cases import assigning, editing, links, mentioning, opening, snoozing, statuses
from services.tickets.use_cases.opening import AS_TYPED, TypedTicket
from services.tickets.use_cases.snoozing import Aside
from shared.auth import Needs, Person
from shared.contracts.parts import Channel, Requester
from shared.foundation import Session
from shared.idempotency import OncePerKey
from shared.web import etag

router = APIRouter(prefix="/api/tickets", tags=["tickets"])


async def shown(asking: Asking, shape: TicketShape) -> Response:
    """The ticket as it will be once this is committed."""
    await asking.uow.save()
    return answer(shape.whole(await read.get_ticket(asking.uow.session, asking.ticket_id)))


@router.post("", status_code=201)
async def open_ticket(
    form: ReadyTicketForm, agent: TicketOpener, uow: Uow, shape: Shape, once: OncePerKey
) -> Response:
    """An agent, or a program with a token, types a ticket in."""

    async def create() -> dict:
        made = await opening.open_typed(uow, agent, _typed(form, agent))
        await uow.save()
        return shape.whole(await read.get_ticket(uow.session, made))

    return await once.once(uow, create, headers=lambda ticket: etag(ticket["version"]))


@router.get("/{ticket_id}")
async def get_ticket(ticket_id: UUID, agent: TicketReader, session: Session, shape: Shape) -> Response:
    """One ticket with everything."""
    desk = await check_ticket(session, agent, ticket_id, for_notes=True)
    row = await read.get_ticket(session, ticket_id)
    return answer(shape.whole(row) if await may_see(session, agent, desk) else shape.to_note(row))


@router.patch("/{ticket_id}", dependencies=[Needs("ticket.edit")])
async def edit_ticket(form: TicketEdit, asking: TheAsking, shape: Shape) -> Response:
    """Correct facts; a field that is not named stays."""
    await editing.edit(*asking.at, form.model_dump(exclude_unset=True), asking.seen)
    return await shown(asking, shape)


@router.put("/{ticket_id}/status", dependencies=[Needs("ticket.edit")])
async def set_status(form: StatusForm, asking: TheAsking, shape: Shape) -> Response:
    """Go to a status."""
    await statuses.set_status(*asking.at, form.status, asking.seen)
    return await shown(asking, shape)


@router.put("/{ticket_id}/assignee", dependencies=[Needs("ticket.assign")])
async def assign(assignee: KnownAssignee, asking: TheAsking, shape: Shape) -> Response:
    """Make one person or one group responsible."""
    await assigning.assign(*asking.at, assignee, asking.seen)
    return await shown(asking, shape)


@router.delete("/{ticket_id}/assignee", status_code=204, dependencies=[Needs("ticket.assign")])
async def unassign(asking: TheAsking) -> None:
    """Put it back among those to assign."""
    await assigning.unassign(*asking.at, asking.seen)


@router.put("/{ticket_id}/snooze", dependencies=[Needs("ticket.snooze")])
async def snooze(form: SnoozeForm, asking: TheAsking, shape: Shape) -> Response:
    """Put it aside until an instant, until the desk's start of a day, or until what words say."""
    aside = Aside(Meant(form.until, form.text), form.reason, form.keep_asleep_on_reply)
    await snoozing.snooze(*asking.at, aside, asking.seen)
    return await shown(asking, shape)


@router.delete("/{ticket_id}/snooze", status_code=204, dependencies=[Needs("ticket.snooze")])
async def wake(asking: TheAsking) -> None:
    """Bring it back now."""
    await snoozing.wake(*asking.at, asking.seen)


@router.delete(
    "/{ticket_id}/participants/{person_id}", status_code=204, dependencies=[Needs("ticket.assign")]
)
async def send_away(person_id: UUID, asking: TheAsking) -> None:
    """Take back that somebody may see the ticket for having been mentioned."""
    await mentioning.send_away(*asking.at, person_id, asking.seen)


@router.put("/{ticket_id}/public-link", dependencies=[Needs("ticket.edit")])
async def switch_link(form: LinkForm, asking: TheAsking, shape: Shape) -> Response:
    """Let no public link lead to it any more, or give it a new one where it has none."""
    await links.switch_link(*asking.at, form.active, asking.seen)
    return await shown(asking, shape)


def _typed(form: TicketForm, agent: Person) -> TypedTicket:
    return TypedTicket(
        **form.model_dump(include=AS_TYPED),
        channel=Channel.PANEL if agent.by_cookie else Channel.API,
        tags=tuple(form.tags),
        requester=Requester(**form.requester.model_dump()),
        assignee=form.assignee and Assignee(form.assignee.kind, form.assignee.id),
        file_ids=tuple(form.attachment_ids),
    )
