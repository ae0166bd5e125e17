"""One group, as a page, for who may change it."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.organization.panel.form_pages import NOTHING_REFUSED, Fields, FormPage, accept
from services.organization.panel.forms import EditGroup
from services.organization.panel.shell import GroupManager, Uow, own_uow, panel, shell_for
from services.organization.queries.people import get_group, list_people, people_of
from services.organization.uow import OrganizationUow
from services.organization.use_cases import groups
from shared.auth import Person

ONE = "/panel/organization/groups/{group_id}"
OFFERED = 200
router = APIRouter(include_in_schema=False)


@router.get(ONE)
async def one(request: Request, group_id: UUID, manager: GroupManager, uow: Uow) -> Response:
    return panel.render(request, "group.html", await _context(uow, manager, group_id))


@router.post(ONE)
async def edit(request: Request, group_id: UUID, manager: GroupManager) -> Response:
    async def edited(fields: Fields) -> Response:
        form = accept(EditGroup, fields)
        async with own_uow(request) as uow:
            await groups.edit_group(uow, group_id, **form.model_dump())
        return panel.redirect("/panel/organization", flash="saved")

    page = FormPage(request, "group.html", lambda uow: _context(uow, manager, group_id))
    return await page.answer(edited, frozenset({"member_ids"}))


async def _context(uow: OrganizationUow, manager: Person, group_id: UUID) -> dict[str, Any]:
    group = await get_group(uow.session, group_id)
    members = await people_of(uow.session, group.member_ids)
    others, _ = await list_people(uow.session, manager, None, OFFERED)
    there = {member.id for member in members}
    return {
        "shell": shell_for(manager, "organization"),
        "group": group,
        "members": members,
        "others": [person for person in others if person.active and person.id not in there],
        "form": NOTHING_REFUSED,
    }
