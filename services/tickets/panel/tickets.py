"""One ticket: looking at it, and changing its fields by forms."""

from enum import StrEnum
from typing import Any, Literal, TypeVar
from uuid import UUID

from fastapi import APIRouter, Response

from services.tickets.domain.assignment import Assignee
from services.tickets.domain.errors import NoSuchAssignee
from services.tickets.domain.moments import Until
from services.tickets.panel.acting import Acting, TheActing, TheReading, render, shown_again, ticket_context
from services.tickets.panel.begun import begun
from services.tickets.panel.filled_in import in_the_box
from services.tickets.panel.forms import RequesterForm
from services.tickets.panel.places import LIST, read
from services.tickets.panel.shell import panel
from services.tickets.use_cases import assigning, editing, links, snoozing, statuses
from services.tickets.use_cases.awaiting import await_assignee
from services.tickets.use_cases.seeing import OWN
from services.tickets.use_cases.snoozing import Aside
from shared.contracts.parts import Priority, Status
from shared.database import Database
from shared.errors import Invalid
from shared.foundation import Session
from shared.panel.entry import PageNeeds
from shared.panel.forms import accept, filled
from shared.panel.pages import wants_fragment

E = TypeVar("E", bound=StrEnum)
HERE = LIST + "/{ticket_id}"
AFTER_STATUS: dict[str, str] = {Status.RESOLVED: "resolved", Status.OPEN: "reopened"}
LONGEST_REASON = 200
LONGEST_TAGS = 10_000
router = APIRouter(include_in_schema=False)


@router.get(HERE)
async def show(reading: TheReading, session: Session, after: str = "", canned: str = "") -> Response:
    """The ticket beside its list; in the composer what was begun (`draft=reply`) or the words of a `canned` reply."""
    request = reading.request
    if request.query_params.get("draft") == "reply":
        box, kept = await begun(reading)
    else:
        box, kept = await in_the_box(reading, read(UUID, canned, "canned reply")), {}
    return render(request, await ticket_context(reading, session, box, after=after) | {"kept": kept})


@router.get(HERE + "/conversation")
async def show_conversation(reading: TheReading, session: Session) -> Response:
    """The conversation alone, for an open page that heard of news."""
    if not wants_fragment(reading.request):
        return panel.redirect(reading.place.url(f"{LIST}/{reading.ticket_id}"))
    context = await ticket_context(reading, session)
    return panel.render(reading.request, "fragments/conversation.html", context)


@router.post(HERE + "/status", dependencies=[PageNeeds("ticket.edit")])
@shown_again
async def set_status(acting: TheActing) -> Response:
    """Go to a status."""
    status = _needed(Status, acting.text("status"), "status")
    seen = acting.seen("status", status)
    told = AFTER_STATUS.get(status, "status_changed")
    return await acting.run(lambda uow: statuses.set_status(uow, *acting.at, status, seen), told)


@router.post(HERE + "/priority", dependencies=[PageNeeds("ticket.edit")])
@shown_again
async def set_priority(acting: TheActing) -> Response:
    """Say how urgent it is."""
    priority = _needed(Priority, acting.text("priority"), "priority")
    return await _edit(acting, {"priority": priority}, "priority", priority, "priority_changed")


@router.post(HERE + "/assignee", dependencies=[PageNeeds("ticket.assign")])
@shown_again
async def assign(acting: TheActing) -> Response:
    """Make somebody responsible, or nobody."""
    assignee = acting.text("assignee")
    chosen = await known_assignee(acting.request.app.state.database, assignee)
    seen = acting.seen("assignee", assignee)
    if chosen is None:
        return await acting.run(lambda uow: assigning.unassign(uow, *acting.at, seen), "unassigned")
    return await acting.run(lambda uow: assigning.assign(uow, *acting.at, chosen, seen), "assigned")


@router.post(HERE + "/title", dependencies=[PageNeeds("ticket.edit")])
@shown_again
async def set_title(acting: TheActing) -> Response:
    """Correct the title."""
    title = acting.text("title")
    return await _edit(acting, {"title": title}, "title", title)


@router.post(HERE + "/category", dependencies=[PageNeeds("ticket.edit")])
@shown_again
async def set_category(acting: TheActing) -> Response:
    """Choose a category, or none."""
    category_id = acting.text("category_id")
    chosen = read(UUID, category_id, "category_id")
    return await _edit(acting, {"category_id": chosen}, "category", category_id)


@router.post(HERE + "/tags", dependencies=[PageNeeds("ticket.edit")])
@shown_again
async def set_tags(acting: TheActing) -> Response:
    """Say all tags, each on a line of its own."""
    lines = acting.text("tags", LONGEST_TAGS).replace("\r\n", "\n").split("\n")
    return await _edit(acting, {"tags": lines}, "tags", "\n".join(lines))


@router.post(HERE + "/fields/{key}", dependencies=[PageNeeds("ticket.edit")])
@shown_again
async def set_field(acting: TheActing, key: str) -> Response:
    """Say what a field of the desk's own holds; nothing empties it."""
    value = acting.text("value")
    return await _edit(acting, {"fields": {key: value}}, f"{OWN}{key}", value)


@router.post(HERE + "/requester", dependencies=[PageNeeds("ticket.edit")])
@shown_again
async def set_requester(acting: TheActing) -> Response:
    """Correct who asked, and how to reach them."""
    typed = {name: acting.text(name) for name in RequesterForm.model_fields}
    form = accept(RequesterForm, filled(typed))
    return await _edit(acting, {"requester": form.model_dump()}, "requester", "\n".join(typed.values()))


@router.post(HERE + "/public-link", dependencies=[PageNeeds("ticket.edit")])
@shown_again
async def change_link(acting: TheActing) -> Response:
    """Make the public link that the page showed lead nowhere, and another one; the same form once more makes none.

    Or switch it `off`, or `on`.
    """
    if (switch := acting.text("switch")) in ("on", "off"):
        active = switch == "on"
        flash = "link_renewed" if active else "link_off"
        return await acting.run(lambda uow: links.switch_link(uow, *acting.at, active), flash)
    only = acting.text("link").rpartition("/")[2]
    return await acting.run(lambda uow: links.replace_link(uow, *acting.at, only=only), "link_renewed")


@router.post(HERE + "/snooze", dependencies=[PageNeeds("ticket.snooze")])
@shown_again
async def snooze(acting: TheActing) -> Response:
    """Put it aside until a moment, said in one of four ways."""
    until = Until(*(acting.text(name) for name in ("until", "date", "time", "text")))
    reason, keep_asleep = acting.text("reason", LONGEST_REASON), acting.text("keep_asleep_on_reply")
    aside, seen = Aside(until, reason, bool(keep_asleep)), acting.seen("snoozed")
    return await acting.run(lambda uow: snoozing.snooze(uow, *acting.at, aside, seen), "snoozed")


@router.post(HERE + "/snooze/end", dependencies=[PageNeeds("ticket.snooze")])
@shown_again
async def wake(acting: TheActing) -> Response:
    """Bring it back now."""
    seen = acting.seen("snoozed")
    return await acting.run(lambda uow: snoozing.wake(uow, *acting.at, seen), "woken")


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


async def _edit(
    acting: Acting, given: dict[str, Any], field: str, wanted: str, flash: str = "saved"
) -> Response:
    seen = acting.seen(field, wanted)
    return await acting.run(lambda uow: editing.edit(uow, *acting.at, given, seen), flash)


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
