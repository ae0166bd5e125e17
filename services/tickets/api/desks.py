"""Desks."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response
from uuid_utils.compat import uuid7

from services.tickets.api.doors import Session, Uow
from services.tickets.api.forms import CategoryForm, DeskForm, NewDeskForm
from services.tickets.api.shapes import answer, page
from services.tickets.domain.desk import Desk, DeskSettings
from services.tickets.domain.errors import NoSuchDesk
from services.tickets.queries import desks as read
from services.tickets.use_cases.assigning import release_desk
from shared.auth import CurrentAdmin, CurrentAgent
from shared.contracts.parts import Category
from shared.idempotency import OncePerKey
from shared.web import IfMatch, check_version, etag

router = APIRouter(prefix="/api/desks", tags=["desks"])


@router.get("")
async def list_desks(agent: CurrentAgent, session: Session) -> Response:
    """Desks the caller may see, by name."""
    return page(await read.list_desks(session, agent), None, lambda desk: desk)


@router.post("", status_code=201)
async def create_desk(form: NewDeskForm, admin: CurrentAdmin, uow: Uow, once: OncePerKey) -> Response:
    """Make a desk."""

    async def create() -> dict[str, Any]:
        desk = Desk.create(uuid7(), admin.as_actor(), **_settings(form))
        uow.add(desk)
        await uow.save()
        return (await read.list_desks(uow.session, admin, desk.id))[0]

    return await once.once(uow, create, headers=lambda desk: etag(desk["version"]))


@router.get("/{desk_id}")
async def get_desk(desk_id: UUID, agent: CurrentAgent, session: Session) -> Response:
    """One desk with its counters."""
    found = await read.list_desks(session, agent, desk_id)
    if not found:
        raise NoSuchDesk(f"no desk {desk_id}")
    return answer(found[0])


@router.patch("/{desk_id}")
async def edit_desk(
    desk_id: UUID, form: DeskForm, admin: CurrentAdmin, uow: Uow, if_match: IfMatch = None
) -> Response:
    """Change settings; a field that is not named stays."""
    desk = await uow.desk(desk_id)
    check_version(if_match, desk.version)
    desk.edit(admin.as_actor(), **_settings(form))
    await release_desk(uow, desk)
    await uow.save()
    return answer((await read.list_desks(uow.session, admin, desk_id))[0])


def _settings(form: DeskForm | NewDeskForm) -> DeskSettings:
    given: dict[str, Any] = {name: getattr(form, name) for name in form.model_fields_set}
    given = {name: value for name, value in given.items() if value is not None}
    if "categories" in given:
        given["categories"] = tuple(_category(each) for each in given["categories"])
    for name in ("member_ids", "group_ids"):
        if name in given:
            given[name] = tuple(given[name])
    return DeskSettings(**given)


def _category(form: CategoryForm) -> Category:
    return Category(id=form.id or uuid7(), name=form.name, color=form.color)
