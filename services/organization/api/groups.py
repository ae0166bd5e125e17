"""Groups, as JSON."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field

from services.organization.api.parts import Cursor, Limit, Uow, reading
from services.organization.queries.people import GroupRow, get_group, list_groups
from services.organization.use_cases import groups as use_cases
from shared.auth import Needs, Person
from shared.idempotency import OncePerKey
from shared.web import Form, IfSeen, Text, etag

router = APIRouter(prefix="/api/groups", tags=["groups"])
Colleague = Annotated[Person, Needs("people.read")]
GroupManager = Annotated[Person, Needs("group.manage")]
Members = Annotated[tuple[UUID, ...], Field(max_length=1000)]


class GroupFields(Form):
    """What can be set; what is not named stays as it is."""

    description: Text = ""
    active: bool = True


class EditGroup(GroupFields):
    """A group that changes."""

    name: Text = ""
    member_ids: Members = ()


class NewGroup(GroupFields):
    """A group that is made."""

    name: Text
    member_ids: Members


@router.get("")
async def list_all(
    request: Request,
    colleague: Colleague,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> dict[str, Any]:
    """Groups by name."""
    async with reading(request) as session:
        items, onward = await list_groups(session, cursor, limit)
    return {"items": items, "next_cursor": onward}


@router.post("", status_code=201, response_model=GroupRow)
async def add(form: NewGroup, manager: GroupManager, once: OncePerKey, uow: Uow) -> Response:
    """Make a group."""

    async def create() -> GroupRow:
        made = await use_cases.add_group(uow, **form.model_dump())
        return await get_group(uow.session, made.id)

    return await once.once(uow, create, headers=lambda made: etag(made.version))


@router.get("/{group_id}")
async def get(request: Request, response: Response, group_id: UUID, colleague: Colleague) -> GroupRow:
    """One group."""
    async with reading(request) as session:
        found = await get_group(session, group_id)
    response.headers.update(etag(found.version))
    return found


@router.patch("/{group_id}")
async def edit(
    response: Response,
    group_id: UUID,
    form: EditGroup,
    manager: GroupManager,
    uow: Uow,
    seen: IfSeen,
) -> GroupRow:
    """Change a group."""
    await use_cases.edit_group(uow, group_id, seen, **form.model_dump(exclude_unset=True))
    found = await get_group(uow.session, group_id)
    response.headers.update(etag(found.version))
    return found
