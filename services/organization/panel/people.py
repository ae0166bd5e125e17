"""One person, as a page: who manages people changes others, everybody their own profile and password."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.organization.domain.roles import RANK, may_grant
from services.organization.own_password import check_may_set_password
from services.organization.panel.form_pages import (
    NOTHING_REFUSED,
    Refused,
    accept,
    refused,
    shown_again,
    typed,
)
from services.organization.panel.forms import EditPerson, EditProfile, SetPassword
from services.organization.panel.shell import Uow, own_uow, panel, shell_for
from services.organization.panel.working_time import shown_hours, shown_leave
from services.organization.passwords import Passwords
from services.organization.queries.people import PersonRow, get_person
from services.organization.session import put_session
from services.organization.uow import OrganizationUow
from services.organization.use_cases import people
from shared.auth import Person
from shared.errors import HelpdeskError
from shared.panel.entry import PanelPerson

ORGANIZATION = "/panel/organization"
ME, GUEST = f"{ORGANIZATION}/me", f"{ORGANIZATION}/guest"
ONE = ORGANIZATION + "/people/{person_id}"
router = APIRouter(include_in_schema=False)


@router.get(ME)
async def profile(asker: PanelPerson) -> Response:
    return panel.redirect(ONE.format(person_id=asker.id))


@router.get(GUEST)
async def guest(request: Request, asker: PanelPerson) -> Response:
    return panel.render(request, "guest.html", {"name": asker.name, "is_guest": not asker.may("ticket.read")})


@router.get(ONE)
async def one(request: Request, person_id: UUID, asker: PanelPerson, uow: Uow) -> Response:
    return panel.render(request, "person.html", await _context(uow, asker, person_id))


@router.post(ONE)
async def edit(request: Request, person_id: UUID, asker: PanelPerson) -> Response:
    fields = await typed(request)
    try:
        is_all = asker.may("people.manage") and asker.id != person_id
        form = accept(EditPerson if is_all else EditProfile, fields)
        async with own_uow(request) as uow:
            await people.edit_person(uow, person_id, form.facts(), asker)
    except HelpdeskError as no:
        return await _again(request, asker, person_id, no, form=refused(fields, no))
    return panel.redirect(ONE.format(person_id=person_id), flash="saved")


@router.post(ONE + "/password")
async def set_password(request: Request, person_id: UUID, asker: PanelPerson) -> Response:
    fields = await typed(request)
    response: Response = panel.redirect(ONE.format(person_id=person_id), flash="saved")
    try:
        form = accept(SetPassword, fields)
        state = await _password_set(request, person_id, asker, form)
    except HelpdeskError as no:
        return await _again(request, asker, person_id, no, password_form=refused({}, no))
    if asker.by_cookie and asker.id == person_id:
        put_session(request, response, state)
    return response


async def _password_set(request: Request, person_id: UUID, asker: Person, form: SetPassword) -> Any:
    people.check_may_know(person_id, asker)
    if asker.id == person_id:
        await check_may_set_password(request, asker, form.old_password or None)
    async with own_uow(request) as uow:
        present = await get_person(uow.session, person_id)
    passwords: Passwords = request.app.state.passwords
    stored = await passwords.hash(form.password, [present.name, present.email])
    async with own_uow(request) as uow:
        return (await people.edit_person(uow, person_id, {"password_hash": stored}, asker)).state


async def _again(
    request: Request, asker: Person, person_id: UUID, no: HelpdeskError, **forms: Refused
) -> Response:
    if no.status in (403, 404):
        raise no  # the page has no such form for them
    return await shown_again(request, "person.html", lambda uow: _context(uow, asker, person_id), no, **forms)


async def _context(uow: OrganizationUow, asker: Person, person_id: UUID) -> dict[str, Any]:
    people.check_may_know(person_id, asker)
    person: PersonRow = await get_person(uow.session, person_id)
    is_me = person.id == asker.id
    may_change = asker.may("people.manage") and may_grant(asker.role, person.role)
    return {
        "shell": shell_for(asker, "organization"),
        "person": person,
        "is_me": is_me,
        "may_change": may_change or is_me,
        "may_change_all": may_change and not is_me,
        "roles": [(role, role.capitalize()) for role in RANK if may_grant(asker.role, role)],
        "work_hours": shown_hours(person.work_hours),
        "leave": shown_leave(person.leave),
        "form": NOTHING_REFUSED,
        "password_form": NOTHING_REFUSED,
    }
