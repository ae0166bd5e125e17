"""People and groups, as a page; who may manage them adds to both."""

from collections.abc import Awaitable
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.organization.domain.roles import RANK, may_grant
from services.organization.panel.form_pages import NOTHING_REFUSED, Fields, FormPage, accept, made_once, typed
from services.organization.panel.forms import AddGroup, AddPerson, SetActive
from services.organization.panel.shell import Colleague, GroupManager, PeopleManager, Uow, panel, shell_for
from services.organization.passwords import Passwords
from services.organization.queries.people import list_groups, list_people, people_of
from services.organization.uow import OrganizationUow
from services.organization.use_cases import groups, people
from shared.auth import Person
from shared.idempotency import OncePerForm

HERE = "/panel/organization"
MOST = 200
router = APIRouter(include_in_schema=False)


@router.get(HERE)
async def page(request: Request, colleague: Colleague, uow: Uow, cursor: str | None = None) -> Response:
    return panel.render(request, "organization.html", await _context(uow, colleague, cursor))


@router.post(HERE + "/people")
async def add_person(request: Request, manager: PeopleManager, once: OncePerForm) -> Response:
    async def added(fields: Fields) -> Response:
        form = accept(AddPerson, fields)
        passwords: Passwords = request.app.state.passwords
        # Before a connection is taken: a hash is slow.
        stored = await passwords.hash(form.password, [form.name, form.email])
        facts: people.PersonFacts = {"role": form.role, "password_hash": stored}

        def add(uow: OrganizationUow) -> Awaitable[object]:
            return people.add_person(uow, form.name, form.email, people.as_role(manager), facts)

        return await made_once(request, once, add, HERE)

    return await _page(request, manager, "person_form").answer(added)


@router.post(HERE + "/people/{person_id}/active")
async def set_active(request: Request, person_id: UUID, manager: PeopleManager, uow: Uow) -> Response:
    form = accept(SetActive, await typed(request))
    await people.edit_person(uow, person_id, {"active": form.active}, manager)
    return panel.redirect(HERE, flash="saved")


@router.post(HERE + "/groups")
async def add_group(request: Request, manager: GroupManager, once: OncePerForm) -> Response:
    async def added(fields: Fields) -> Response:
        form = accept(AddGroup, fields)
        return await made_once(request, once, lambda uow: groups.add_group(uow, **form.model_dump()), HERE)

    return await _page(request, manager, "group_form").answer(added, frozenset({"member_ids"}))


def _page(request: Request, manager: Person, form: str) -> FormPage:
    return FormPage(request, "organization.html", lambda uow: _context(uow, manager, None), form)


async def _context(uow: OrganizationUow, asker: Person, cursor: str | None) -> dict[str, Any]:
    found, onward = await list_people(uow.session, asker, cursor, MOST)
    all_groups, _ = await list_groups(uow.session, None, MOST)
    members = {each for group in all_groups for each in group.member_ids}
    names = {person.id: person.name for person in await people_of(uow.session, members)}
    return {
        "shell": shell_for(asker, "organization"),
        "people": found,
        "next_cursor": onward,
        "groups": [
            (group, [names[each] for each in group.member_ids if each in names]) for group in all_groups
        ],
        "me": asker.id,
        "roles": [(role, role.capitalize()) for role in RANK if may_grant(asker.role, role)],
        "person_form": NOTHING_REFUSED,
        "group_form": NOTHING_REFUSED,
    }
