"""One ticket: looking at it, and changing its fields by forms."""

from enum import StrEnum
from typing import Any, Literal, TypeVar
from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.tickets.domain.assignment import Assignee
from services.tickets.domain.errors import NoSuchAssignee
from services.tickets.domain.moments import Until
from services.tickets.domain.ticket import Ticket
from services.tickets.panel.acting import Acting, TheActing, render, shown_again, ticket_context
from services.tickets.panel.forms import RequesterForm
from services.tickets.panel.places import LIST, ThePlace, read
from services.tickets.panel.shell import Session, accept, panel
from services.tickets.queries.access import check_desk
from services.tickets.uow import TicketsUow
from services.tickets.use_cases import editing
from services.tickets.use_cases.facts import await_assignee
from shared.contracts.parts import Priority, Status
from shared.database import Database
from shared.errors import Invalid
from shared.panel.entry import PanelAgent
from shared.panel.pages import wants_fragment

E = TypeVar("E", bound=StrEnum)
HERE = LIST + "/{ticket_id}"
AFTER_STATUS: dict[str, str] = {Status.RESOLVED: "resolved", Status.OPEN: "reopened"}
LONGEST_REASON = 200
LONGEST_TAGS = 10_000
router = APIRouter(include_in_schema=False)


@router.get(HERE)
async def show(
    request: Request, ticket_id: UUID, agent: PanelAgent, session: Session, place: ThePlace, after: str = ""
) -> Response:
    """The ticket beside its list."""
    acting = Acting(request, agent, ticket_id, place)
    return render(request, await ticket_context(acting, session, after=after))


@router.get(HERE + "/conversation")
async def show_conversation(
    request: Request, ticket_id: UUID, agent: PanelAgent, session: Session, place: ThePlace
) -> Response:
    """The conversation alone, for an open page that heard of news."""
    if not wants_fragment(request):
        return panel.redirect(place.url(f"{LIST}/{ticket_id}"))
    acting = Acting(request, agent, ticket_id, place)
    return panel.render(request, "fragments/conversation.html", await ticket_context(acting, session))


@router.post(HERE + "/status")
@shown_again
async def set_status(acting: TheActing) -> Response:
    """Go to a status."""
    status = _needed(Status, acting.text("status"), "status")

    async def change(uow: TicketsUow, ticket: Ticket) -> None:
        ticket.move_to(status, acting.agent.as_actor(), uow.now)

    return await acting.run(change, AFTER_STATUS.get(status, "status_changed"), "status", status)


@router.post(HERE + "/priority")
@shown_again
async def set_priority(acting: TheActing) -> Response:
    """Say how urgent it is."""
    priority = _needed(Priority, acting.text("priority"), "priority")

    async def change(uow: TicketsUow, ticket: Ticket) -> None:
        ticket.prioritize(priority, acting.agent.as_actor())

    return await acting.run(change, "priority_changed", "priority", priority)


@router.post(HERE + "/assignee")
@shown_again
async def assign(acting: TheActing) -> Response:
    """Make somebody responsible, or nobody."""
    assignee = acting.text("assignee")
    chosen = await known_assignee(acting.request.app.state.database, assignee)

    async def change(uow: TicketsUow, ticket: Ticket) -> None:
        by = acting.agent.as_actor()
        ticket.assign(chosen, by) if chosen else ticket.unassign(by)

    told = "assigned" if chosen else "unassigned"
    return await acting.run(change, told, "assignee", assignee, worker=chosen)


@router.post(HERE + "/title")
@shown_again
async def set_title(acting: TheActing) -> Response:
    """Correct the title."""
    title = acting.text("title")
    return await _edit(acting, {"title": title}, "title", title)


@router.post(HERE + "/category")
@shown_again
async def set_category(acting: TheActing) -> Response:
    """Choose a category, or none."""
    category_id = acting.text("category_id")
    chosen = read(UUID, category_id, "category_id")
    return await _edit(acting, {"category_id": chosen}, "category", category_id)


@router.post(HERE + "/tags")
@shown_again
async def set_tags(acting: TheActing) -> Response:
    """Say all tags, each on a line of its own."""
    lines = acting.text("tags", LONGEST_TAGS).replace("\r\n", "\n").split("\n")
    return await _edit(acting, {"tags": lines}, "tags", "\n".join(lines))


@router.post(HERE + "/requester")
@shown_again
async def set_requester(acting: TheActing) -> Response:
    """Correct who asked, and how to reach them."""
    typed = {name: acting.text(name) for name in RequesterForm.model_fields}
    form = accept(RequesterForm, typed)
    return await _edit(acting, {"requester": form.model_dump()}, "requester", "\n".join(typed.values()))


@router.post(HERE + "/snooze")
@shown_again
async def snooze(acting: TheActing) -> Response:
    """Put it aside until a moment, said in one of four ways."""
    until = Until(*(acting.text(name) for name in ("until", "date", "time", "text")))
    reason, keep_asleep = acting.text("reason", LONGEST_REASON), acting.text("keep_asleep_on_reply")

    async def change(uow: TicketsUow, ticket: Ticket) -> None:
        desk = await check_desk(uow.session, acting.agent, ticket.desk_id)
        end = until.instant(uow.now, desk.time_zone)
        ticket.snooze(end, acting.agent.as_actor(), uow.now, reason, bool(keep_asleep))

    return await acting.run(change, "snoozed", "snoozed")


@router.post(HERE + "/snooze/end")
@shown_again
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


def _kind(text: str) -> Literal["agent", "group"]:
    if text == "agent":
        return "agent"
    if text == "group":
        return "group"
    raise ValueError(text)
