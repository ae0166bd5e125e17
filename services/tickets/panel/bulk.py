"""Many tickets of a list: what is to become of them, what would, what did, and taking that back."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from starlette.datastructures import FormData

from services.tickets.panel.bulk_form import FIELDS, names_in, parts_of
from services.tickets.panel.enclosing import read_ids
from services.tickets.panel.places import LIST, Place, ThePlace, read
from services.tickets.panel.shell import TicketReader, panel, surroundings
from services.tickets.panel.steps import said_again, show_step, shown
from services.tickets.queries.around import these
from services.tickets.use_cases import many
from shared.auth import Person
from shared.errors import HelpdeskError, Invalid
from shared.foundation import opening

HERE = LIST + "/bulk"
MOST = 200
router = APIRouter(include_in_schema=False)


async def the_form(request: Request) -> FormData:
    """What was sent."""
    return await request.form()


TheForm = Annotated[FormData, Depends(the_form)]


@router.get(HERE)
@router.get(HERE + "/undo")
async def show_list(agent: TicketReader, place: ThePlace) -> Response:
    """The list that tickets are chosen on: a browser keeps the address of the form, and reloads it."""
    return panel.redirect(place.url(view=place.filters.view))


@router.post(HERE)
async def step(request: Request, agent: TicketReader, place: ThePlace, form: TheForm) -> Response:
    """The form with what can be changed; after `look` what it would do, after `do` what it did."""
    wanted = str(form.get("step", ""))
    ids = list(dict.fromkeys(read_ids(form.getlist("ids"))))
    typed = {name: str(form.get(name, "")) for name in FIELDS}
    known = {"ids": ids, "typed": typed}
    try:
        if not 0 < len(ids) <= MOST:
            raise Invalid(f"Choose 1 to {MOST} tickets of the list.")
        if wanted not in ("look", "do"):
            return await _shown(request, agent, place, "bulk", known)
        parts = await parts_of(request.app.state.database, typed)
        told = await many.change(opening(request), agent, ids, parts, preview=wanted == "look")
    except HelpdeskError as no:
        return await _shown(request, agent, place, "bulk", known | said_again(no), no.status)
    name = "bulk_look" if wanted == "look" else "bulk_done"
    return await _shown(request, agent, place, name, known | {"outcome": told})


@router.post(HERE + "/undo")
async def undo(request: Request, agent: TicketReader, place: ThePlace, form: TheForm) -> Response:
    """Take a change back."""
    bulk_id = read(UUID, str(form.get("undo", "")), "change") or UUID(int=0)
    told = await many.undo(opening(request), agent, bulk_id)
    known = {"ids": [*told.done, *(each.id for each in told.refused)], "typed": {}, "outcome": told}
    return await _shown(request, agent, place, "bulk_undone", known)


async def _shown(
    request: Request, agent: Person, place: Place, name: str, known: Mapping[str, Any], status: int = 200
) -> Response:
    async with request.app.state.database.session() as session:
        around = await surroundings(request, session, agent)
        workers = around.at_work.everybody()
        rows = {row["id"]: shown(row) for row in await these(session, agent, known["ids"][:MOST])}
    context = {
        "tickets": rows,
        "workers": workers,
        "desks": around.desks,
        "moves": [(each["id"], each["name"]) for each in around.desks if each["active"]],
        "names": names_in(workers, around.desks),
        "person": agent,
        "here": place.url(HERE),
        "undo_url": place.url(f"{HERE}/undo"),
        "ticket_url": LIST,
        "back": place.url(),
        **known,
    }
    return show_step(request, around, name, context, status)
