"""A new ticket, written by an agent."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import RedirectResponse

from services.tickets.domain.assignment import Assignee
from services.tickets.panel.acting import SHOWN_AGAIN
from services.tickets.panel.enclosing import Enclosures
from services.tickets.panel.forms import NewTicket
from services.tickets.panel.own_fields import own_fields, own_name, typed_in
from services.tickets.panel.places import LIST, read
from services.tickets.panel.shell import (
    NEW_TICKET,
    Surroundings,
    in_words,
    own_uow,
    panel,
    present,
    surroundings,
)
from services.tickets.panel.tickets import known_assignee
from services.tickets.queries.numbers import next_numbers
from services.tickets.queries.people import who_may_work_on
from services.tickets.rights import check_desk
from services.tickets.use_cases import opening
from services.tickets.use_cases.opening import AS_TYPED, TypedTicket
from services.tickets.use_cases.seeing import OWN
from shared.auth import Person
from shared.contracts.parts import Channel, Requester
from shared.errors import HelpdeskError, NoSuchDesk
from shared.foundation import Session
from shared.idempotency import Idempotency, OncePerForm
from shared.panel.entry import PageNeeds
from shared.panel.forms import accept, by_field, filled
from shared.web import takes_files

TicketOpener = Annotated[Person, PageNeeds("ticket.create")]
FIELDS = tuple(NewTicket.model_fields)
router = APIRouter(include_in_schema=False)


@router.get(NEW_TICKET)
async def new(request: Request, agent: TicketOpener, session: Session, desk_id: str = "") -> Response:
    """An empty form; for htmx what depends on the desk."""
    context = await _context(request, session, agent, {"desk_id": desk_id})
    return panel.render(request, "new_ticket.html", context, fragment="fragments/new_ticket_desk.html")


@router.post(NEW_TICKET)
@takes_files
async def create(request: Request, agent: TicketOpener, once: OncePerForm) -> Response:
    """Make the ticket, or show what is wrong with the form."""
    data = await request.form()
    typed = {name: str(data.get(name, "")).strip() for name in FIELDS}
    own = {name: str(value) for name, value in data.items() if name.startswith(OWN)}
    enclosed = Enclosures(request, agent, data)
    try:
        form = accept(NewTicket, filled(typed))
        assignee = await known_assignee(request.app.state.database, form.assignee)
        async with own_uow(request) as uow:
            desk = await check_desk(uow.session, agent, form.desk_id)
        inquiry = _inquiry(form, assignee, await enclosed.ids(), typed_in(data, desk.fields))
        return await _open(request, agent, once, inquiry)
    except HelpdeskError as no:
        if no.status not in SHOWN_AGAIN:
            raise
        return await _again(request, agent, typed | own, no, enclosed)


def _inquiry(
    form: NewTicket, assignee: Assignee | None, drafts: Sequence[UUID], fields: Mapping[str, str]
) -> TypedTicket:
    names = ("email", "name", "phone")
    return TypedTicket(
        **form.model_dump(include=AS_TYPED - {"fields"}),
        channel=Channel.PANEL,
        tags=tuple(form.tags.split(",")) if form.tags else (),
        requester=Requester(**{name: getattr(form, f"requester_{name}") for name in names}),
        assignee=assignee,
        file_ids=tuple(drafts),
        fields=fields,
    )


async def _open(request: Request, agent: Person, once: Idempotency, inquiry: TypedTicket) -> Response:
    async with own_uow(request) as uow:

        async def open_and_show() -> RedirectResponse:
            made = await opening.open_typed(uow, agent, inquiry)
            return panel.redirect(f"{LIST}/{made}", flash="ticket_created")

        return await once.redirect(uow, open_and_show)


async def _again(
    request: Request, agent: Person, typed: Mapping[str, str], no: HelpdeskError, enclosed: Enclosures
) -> Response:
    async with request.app.state.database.session() as session:
        context = await _context(request, session, agent, typed, by_field(no, own_name), in_words(no))
    context["kept"] = await enclosed.kept()
    return panel.render(request, "new_ticket.html", context, status=no.status)


async def _context(
    request: Request,
    session: AsyncSession,
    agent: Person,
    typed: Mapping[str, str],
    errors: Mapping[str, str] = {},
    problem: str = "",
) -> dict[str, Any]:
    around = await surroundings(request, session, agent)
    chosen = _chosen(around, typed.get("desk_id", ""))
    return {
        "shell": around.shell("new"),
        "desks": [desk for desk in around.desks if desk["active"] or desk is chosen],
        "typed": {**dict.fromkeys(FIELDS, ""), **typed},
        "errors": errors,
        "problem": problem,
        "kept": (),
        **await _of_desk(request, session, agent, chosen),
    }


def _chosen(around: Surroundings, desk_id: str) -> Mapping[str, Any] | None:
    wanted = read(UUID, desk_id, "desk_id")
    if wanted is None:
        return next((desk for desk in around.desks if desk["active"]), None)
    for desk in around.desks:
        if desk["id"] == wanted:
            return desk
    raise NoSuchDesk(f"no desk {wanted}")


async def _of_desk(
    request: Request, session: AsyncSession, agent: Person, chosen: Mapping[str, Any] | None
) -> dict[str, Any]:
    if chosen is None:
        return {"desk": None, "workers": None, "next_number": "", "fields": ()}
    desk = await check_desk(session, agent, chosen["id"])
    now = await present(request, session)
    coming = await next_numbers(session, desk.id, desk.number_pattern, desk.time_zone, now)
    workers = await who_may_work_on(session, desk)
    fields = own_fields(desk.fields, {})
    return {"desk": chosen, "workers": workers, "next_number": coming[0], "fields": fields}
