"""Views that people save. `query` is what is typed to search; `view` and `sort` are those of the list."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from services.tickets.api.doors import TicketReader, Uow
from services.tickets.api.shapes import answer, page
from services.tickets.domain.query import LONGEST
from services.tickets.domain.saved_view import ViewSettings
from services.tickets.queries.lists import Sort, View
from services.tickets.queries.saved_views import view_of, views_of
from services.tickets.uow import TicketsUow
from services.tickets.use_cases.views import change_view, keep_view, remove_view
from shared.foundation import Session
from shared.idempotency import OncePerKey
from shared.text import line_of
from shared.web import Form, IfSeen, Text, etag

router = APIRouter(prefix="/api/views", tags=["views"])
ViewName = Annotated[str, line_of(100)]
Query = Annotated[Text, Field(max_length=LONGEST)]
SharedWith = Literal["me", "everyone"] | Annotated[list[UUID], Field(min_length=1, max_length=50)]


class NewViewForm(Form):
    """A view to be saved; `shared_with` is `me`, `everyone` or ids of groups."""

    name: ViewName
    query: Query = ""
    view: View = View.ACTIVE
    sort: Sort | None = None
    shared_with: SharedWith = "me"


class ViewForm(Form):
    """What is to be changed; a field that is not named stays."""

    name: ViewName | None = None
    query: Query | None = None
    view: View | None = None
    sort: Sort | None = None
    shared_with: SharedWith | None = None


@router.get("")
async def list_views(agent: TicketReader, session: Session) -> Response:
    """Your own, and those that are shared with you or your groups, by name."""
    return page(await views_of(session, agent), None, lambda view: view)


@router.post("", status_code=201)
async def add_view(form: NewViewForm, agent: TicketReader, uow: Uow, once: OncePerKey) -> Response:
    """Save a view. Everyone's views take the permission `desk.manage`."""

    async def create() -> dict[str, Any]:
        made = await keep_view(uow, agent, form.name, _settings(form))
        await uow.save()
        return await view_of(uow.session, agent, made)

    return await once.once(uow, create, headers=lambda made: etag(made["version"]))


@router.patch("/{view_id}")
async def edit_view(view_id: UUID, form: ViewForm, agent: TicketReader, uow: Uow, seen: IfSeen) -> Response:
    """Change what is named of a view of yours."""
    await change_view(uow, agent, view_id, _settings(form), seen)
    return await _shown(uow, agent, view_id)


@router.delete("/{view_id}", status_code=204)
async def delete_view(view_id: UUID, agent: TicketReader, uow: Uow, seen: IfSeen) -> None:
    """Remove a view of yours."""
    await remove_view(uow, agent, view_id, seen)


def _settings(form: NewViewForm | ViewForm) -> ViewSettings:
    """What a form names; only the order can be set to nothing."""
    given = {name: getattr(form, name) for name in form.model_fields_set}
    named: dict[str, Any] = {
        name: value for name, value in given.items() if value is not None or name == "sort"
    }
    return ViewSettings(**named)


async def _shown(uow: TicketsUow, agent: TicketReader, view_id: UUID) -> Response:
    await uow.save()
    return answer(await view_of(uow.session, agent, view_id))
