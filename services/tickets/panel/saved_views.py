"""Saving the list that is shown as a view, opening one, and removing it."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import RedirectResponse

from services.tickets.domain.query import LONGEST
from services.tickets.domain.saved_view import ViewSettings
from services.tickets.panel.places import LIST, Place, read
from services.tickets.panel.shell import TicketReader, own_uow, panel
from services.tickets.queries.filters import Filters
from services.tickets.queries.lists import Sort, View
from services.tickets.queries.saved_views import view_of
from services.tickets.use_cases.views import keep_view, remove_view
from shared.auth import Person
from shared.idempotency import OncePerForm
from shared.panel.forms import accept
from shared.text import line_of
from shared.web import Form, Text

router = APIRouter(include_in_schema=False)
HERE = f"{LIST}/views"
TYPED = ("name", "query", "view", "sort", "shared_with")


class KeepForm(Form):
    """The list that is to be kept."""

    name: Annotated[str, line_of(100)]
    query: Annotated[Text, Field(max_length=LONGEST)] = ""
    view: View = View.ACTIVE
    sort: Sort | None = None
    shared_with: Literal["me", "everyone"] = "me"


@router.get(HERE)
@router.get(HERE + "/{view_id}/remove")
async def show_list(request: Request, _: TicketReader) -> Response:
    """The page that the forms stand on: a browser keeps their addresses after a refusal, and reloads them."""
    query = request.url.query
    return panel.redirect(f"{LIST}?{query}" if query else LIST)


@router.post(HERE)
async def keep(request: Request, agent: TicketReader, once: OncePerForm) -> Response:
    """Keep what the list shows under a name, and go there."""
    data = await request.form()
    typed = {name: str(data[name]) for name in TYPED if data.get(name)}
    form = accept(KeepForm, typed)
    settings = ViewSettings(
        name=form.name, query=form.query, view=form.view, sort=form.sort, shared_with=form.shared_with
    )
    async with own_uow(request) as uow:

        async def make_and_show() -> RedirectResponse:
            made = await keep_view(uow, agent, form.name, settings)
            return panel.redirect(f"{LIST}?saved={made}", flash="saved")

        return await once.redirect(uow, make_and_show)


@router.post(HERE + "/{view_id}/remove")
async def remove(request: Request, view_id: UUID, agent: TicketReader) -> Response:
    """Forget a view of one's own."""
    async with own_uow(request) as uow:
        await remove_view(uow, agent, view_id)
    return panel.redirect(LIST, flash="deleted")


async def address_of(session: AsyncSession, person: Person, place: Place) -> str:
    """Where a view that is opened by its id alone leads: the list it stands for."""
    saved = await view_of(session, person, read(UUID, place.saved, "view") or UUID(int=0))
    sort = Sort(saved["sort"]) if saved["sort"] else None
    there = Place(Filters(view=View(saved["view"]), q=saved["query"] or None, sort=sort), saved=place.saved)
    return there.url(view=saved["view"])
