"""Lists of tickets, the rail, and what is new since a page was made."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import TypeAdapter
from starlette.responses import JSONResponse

from services.tickets.domain.query import LONGEST
from services.tickets.panel.list_page import counters_of, list_pane, read_list
from services.tickets.panel.places import LIST, Place, ThePlace, read
from services.tickets.panel.rail import totals
from services.tickets.panel.saved_views import address_of
from services.tickets.panel.shell import TicketReader, offset_of, panel, present, surroundings
from services.tickets.queries.completing import completions
from services.tickets.queries.lists import View, count_changed
from services.tickets.queries.people import names_with
from shared.foundation import Session
from shared.instants import Instant
from shared.panel.entry import PanelPerson
from shared.panel.words import zone
from shared.web import Text

START = Place()
INSTANTS = TypeAdapter(Instant)
Typed = Annotated[Text, Query(max_length=LONGEST)]
GUESTS = "/panel/organization/guest"
router = APIRouter(include_in_schema=False)


@router.get("/")
async def start(person: PanelPerson) -> Response:
    """The team begins with the list; others land on a page that says what they may do."""
    return panel.redirect(LIST if person.may("ticket.read") else GUESTS)


@router.get(LIST)
async def list_page(request: Request, agent: TicketReader, session: Session, place: ThePlace) -> Response:
    """One view of one desk, or of all."""
    if place.is_saved_alone:
        return panel.redirect(await address_of(session, agent, place))
    around = await surroundings(request, session, agent)
    listed = await read_list(request, session, around, place)
    pane = list_pane(around, place, listed, await names_with(session, around.at_work, listed.assignees))
    view = place.filters.view
    context = {"shell": around.shell(place.saved or view, place, pane.counters), "pane": pane, "heading": 1}
    name = "snoozed" if view is View.SNOOZED else "list"
    return panel.render(request, f"{name}.html", context, fragment=f"fragments/{name}.html")


@router.get(f"{LIST}/completions")
async def complete(
    request: Request, agent: TicketReader, session: Session, typed: Typed = "", desk_id: str = ""
) -> Response:
    """Whole searches that what is typed can become."""
    today = (await present(request, session)).astimezone(zone(agent.time_zone)).date()
    of = read(UUID, desk_id, "desk_id")
    return JSONResponse({"items": await completions(session, agent, typed, of, today)})


@router.get(f"{LIST}/rail")
async def rail(request: Request, agent: TicketReader, session: Session) -> Response:
    """The desks and the views of the first, for pages that are no list."""
    around = await surroundings(request, session, agent)
    counters = await counters_of(session, around, START, offset_of(request))
    return panel.render(request, "fragments/rail.html", {"shell": around.shell("", START, counters)})


@router.get(f"{LIST}/news")
async def news(
    request: Request,
    agent: TicketReader,
    session: Session,
    place: ThePlace,
    since: str = "",
    open: str = "",  # noqa: A002
) -> Response:
    """How much of a list changed since `since`, with fresh counters; `open` is the ticket beside it."""
    instant = read(INSTANTS.validate_python, since, "since")
    around = await surroundings(request, session, agent)
    beside = read(UUID, open, "ticket")
    changed = await count_changed(
        session, agent, place.filters, instant or around.now, beside, offset_of(request)
    )
    counters = await counters_of(session, around, place, offset_of(request))
    context = {
        "shell": around.shell(place.saved or place.filters.view, place, counters),
        "totals": totals(around.desks, place),
        "changed": changed,
        "url": place.url(),
    }
    return panel.render(request, "fragments/news.html", context)
