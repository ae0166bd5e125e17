"""Desks."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response
from uuid_utils.compat import uuid7

from services.tickets.api.doors import Uow
from services.tickets.api.forms import CategoryForm, DeskForm, NewDeskForm
from services.tickets.api.shapes import answer, page
from services.tickets.domain.desk_settings import DeskSettings
from services.tickets.queries import desks as read
from services.tickets.use_cases import desks
from shared.auth import Needs, Person
from shared.contracts.parts import Category
from shared.errors import NoSuchDesk
from shared.foundation import Session
from shared.idempotency import OncePerKey
from shared.web import IfSeen, etag

DeskReader = Annotated[Person, Needs("desk.read")]
DeskManager = Annotated[Person, Needs("desk.manage")]
EMPTIED = ("reopen_days",)
"""What null takes away; elsewhere it says nothing."""
router = APIRouter(prefix="/api/desks", tags=["desks"])


@router.get("")
async def list_desks(agent: DeskReader, session: Session) -> Response:
    """Desks the caller may see, by name."""
    return page(await read.list_desks(session, agent), None, lambda desk: desk)


@router.post("", status_code=201)
async def create_desk(form: NewDeskForm, manager: DeskManager, uow: Uow, once: OncePerKey) -> Response:
    """Make a desk."""

    async def create() -> dict[str, Any]:
        made = await desks.create(uow, manager, _settings(form))
        await uow.save()
        return (await read.list_desks(uow.session, manager, made))[0]

    return await once.once(uow, create, headers=lambda desk: etag(desk["version"]))


@router.get("/{desk_id}")
async def get_desk(desk_id: UUID, agent: DeskReader, session: Session) -> Response:
    """One desk with its counters."""
    found = await read.list_desks(session, agent, desk_id)
    if not found:
        raise NoSuchDesk(f"no desk {desk_id}")
    return answer(found[0])


@router.patch("/{desk_id}")
async def edit_desk(desk_id: UUID, form: DeskForm, manager: DeskManager, uow: Uow, seen: IfSeen) -> Response:
    """Change settings; a field that is not named stays."""
    await desks.edit(uow, manager, desk_id, _settings(form), seen)
    await uow.save()
    return answer((await read.list_desks(uow.session, manager, desk_id))[0])


def _settings(form: DeskForm | NewDeskForm) -> DeskSettings:
    given: dict[str, Any] = {name: getattr(form, name) for name in form.model_fields_set}
    given = {name: value for name, value in given.items() if value is not None or name in EMPTIED}
    if "categories" in given:
        given["categories"] = tuple(_category(each) for each in given["categories"])
    for name in ("member_ids", "group_ids"):
        if name in given:
            given[name] = tuple(given[name])
    return DeskSettings(**given)


def _category(form: CategoryForm) -> Category:
    return Category(id=form.id or uuid7(), name=form.name, color=form.color)
