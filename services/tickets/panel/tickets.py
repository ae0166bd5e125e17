"""One ticket: looking at it, and changing its fields by forms."""

from enum import StrEnum
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request, Response

from services.tickets.domain.assignment import Assignee
from services.tickets.domain.errors import NoSuchAssignee
from services.tickets.domain.moments import Until
from services.tickets.domain.ticket import Ticket
from services.tickets.panel.acting import Acting, TheActing, render, ticket_context
from services.tickets.panel.forms import RequesterForm
from services.tickets.panel.places import LIST, ThePlace, read
from services.tickets.panel.seen import Seen
from services.tickets.panel.shell import Session, accept, panel
from services.tickets.queries.access import check_desk, check_ticket
from services.tickets.uow import TicketsUow
from services.tickets.use_cases import editing
from services.tickets.use_cases.facts import await_assignee
from shared.contracts.parts import Priority, Status
from shared.database import Database
from shared.errors import HelpdeskError, Invalid
from shared.panel.entry import PanelAgent
from shared.panel.pages import wants_fragment
from shared.web import Text

E = TypeVar("E", bound=StrEnum)
HERE = LIST + "/{ticket_id}"
AFTER_STATUS: dict[str, str] = {Status.RESOLVED: "resolved", Status.OPEN: "reopened"}
FORMS = (
    "status", "priority", "assignee", "category", "title", "tags", "requester", "snooze", "snooze/end", "comments",
    "notes",
)  # fmt: skip
router = APIRouter(include_in_schema=False)
Field = Annotated[Text, Form(max_length=2000)]


def the_until(until: Field = "", date: Field = "", time: Field = "", text: Field = "") -> Until:
    """The end of a snooze, as the form says it."""
    return Until(until, date, time, text)


TheUntil = Annotated[Until, Depends(the_until)]


@router.get(HERE)
async def show(
    request: Request, ticket_id: UUID, agent: PanelAgent, session: Session, place: ThePlace, after: str = ""
) -> Response:
    """The ticket beside its list."""
    acting = Acting(request, agent, ticket_id, place, Seen())
    return render(request, await ticket_context(acting, session, after=after))


@router.get(HERE + "/conversation")
async def show_conversation(
    request: Request, ticket_id: UUID, agent: PanelAgent, session: Session, place: ThePlace
) -> Response:
    """The conversation alone, for an open page that heard of news."""
    if not wants_fragment(request):
        return panel.redirect(place.url(f"{LIST}/{ticket_id}"))
    acting = Acting(request, agent, ticket_id, place, Seen())
    return panel.render(request, "fragments/conversation.html", await ticket_context(acting, session))


async def show_again(ticket_id: UUID, agent: PanelAgent, session: Session, place: ThePlace) -> Response:
    """The ticket, where the address of a form that was refused is opened or reloaded."""
    await check_ticket(session, agent, ticket_id)
    return panel.redirect(place.url(f"{LIST}/{ticket_id}"))


for action in FORMS:
    router.add_api_route(f"{HERE}/{action}", show_again, methods=["GET"])


@router.post(HERE + "/status")
async def set_status(acting: TheActing, status: Field = "") -> Response:
    """Go to a status."""

    async def change(uow: TicketsUow, ticket: Ticket) -> None:
        ticket.move_to(_needed(Status, status, "status"), acting.agent.as_actor(), uow.now)

    return await acting.run(change, _told(status), "status", status)


@router.post(HERE + "/priority")
async def set_priority(acting: TheActing, priority: Field = "") -> Response:
    """Say how urgent it is."""

    async def change(uow: TicketsUow, ticket: Ticket) -> None:
        ticket.prioritize(_needed(Priority, priority, "priority"), acting.agent.as_actor())

    return await acting.run(change, "priority_changed", "priority", priority)


@router.post(HERE + "/assignee")
async def assign(acting: TheActing, assignee: Field = "") -> Response:
    """Make somebody responsible, or nobody."""
    try:
        chosen = await known_assignee(acting.request.app.state.database, assignee)
    except HelpdeskError as no:
        return await acting.refused(no)

    async def change(uow: TicketsUow, ticket: Ticket) -> None:
        by = acting.agent.as_actor()
        ticket.assign(chosen, by) if chosen else ticket.unassign(by)

    told = "assigned" if chosen else "unassigned"
    return await acting.run(change, told, "assignee", assignee, worker=chosen)


@router.post(HERE + "/title")
async def set_title(acting: TheActing, title: Field = "") -> Response:
    """Correct the title."""
    return await _edit(acting, {"title": title}, "title", title)


@router.post(HERE + "/category")
async def set_category(acting: TheActing, category_id: Field = "") -> Response:
    """Choose a category, or none."""
    try:
        chosen = read(UUID, category_id, "category_id")
    except HelpdeskError as no:
        return await acting.refused(no)
    return await _edit(acting, {"category_id": chosen}, "category", category_id)


@router.post(HERE + "/tags")
async def set_tags(acting: TheActing, tags: Field = "") -> Response:
    """Say all tags, each on a line of its own."""
    lines = tags.replace("\r\n", "\n").split("\n")
    return await _edit(acting, {"tags": lines}, "tags", "\n".join(lines))


@router.post(HERE + "/requester")
async def set_requester(
    acting: TheActing, name: Field = "", email: Field = "", phone: Field = ""
) -> Response:
    """Correct who asked, and how to reach them."""
    try:
        form = accept(RequesterForm, {"name": name, "email": email, "phone": phone})
    except HelpdeskError as no:
        return await acting.refused(no)
    return await _edit(acting, {"requester": form.model_dump()}, "requester", "\n".join((name, email, phone)))


@router.post(HERE + "/snooze")
async def snooze(
    acting: TheActing, until: TheUntil, reason: Field = "", keep_asleep_on_reply: Field = ""
) -> Response:
    """Put it aside until a moment, said in one of four ways."""

    async def change(uow: TicketsUow, ticket: Ticket) -> None:
        desk = await check_desk(uow.session, acting.agent, ticket.desk_id)
        end = until.instant(uow.now, desk.time_zone)
        ticket.snooze(end, acting.agent.as_actor(), uow.now, reason[:200], bool(keep_asleep_on_reply))

    return await acting.run(change, "snoozed", "snoozed")


@router.post(HERE + "/snooze/end")
async def wake(acting: TheActing) -> Response:
    """Bring it back now."""

    async def change(uow: TicketsUow, ticket: Ticket) -> None:
        ticket.wake_early("agent", acting.agent.as_actor())

    return await acting.run(change, "woken", "snoozed")


async def known_assignee(database: Database, text: str) -> Assignee | None:
    """Whom a form names by `agent:<id>` or `group:<id>`, once they are known here; raises Invalid."""
    kind, _, person = text.partition(":")
    if not text:
        return None
    wrong = Invalid("There is no such person or group.", [{"field": "assignee", "message": "Unknown"}])
    try:
        return await await_assignee(database, Assignee(_kind(kind), UUID(person)))
    except (ValueError, NoSuchAssignee):
        raise wrong from None


async def _edit(acting: Acting, given: dict[str, Any], field: str, wanted: str) -> Response:
    async def change(uow: TicketsUow, ticket: Ticket) -> None:
        await editing.edit(uow, ticket, given, acting.agent.as_actor())

    return await acting.run(change, "saved", field, wanted)


def _needed(kind: type[E], text: str, field: str) -> E:
    found = read(kind, text, field)
    if found is None:
        raise Invalid(f"Choose a {field}.", [{"field": field, "message": "Choose one"}])
    return found


def _told(status: str) -> str:
    return AFTER_STATUS.get(status, "status_changed")


def _kind(text: str) -> Literal["agent", "group"]:
    if text == "agent":
        return "agent"
    if text == "group":
        return "group"
    raise ValueError(text)
