"""People, as JSON."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from services.organization.api.parts import (
    Answer,
    AnyPassword,
    Cursor,
    Limit,
    Password,
    PeopleManager,
    hashed,
    own_uow,
    reading,
)
from services.organization.domain.roles import Role
from services.organization.own_password import check_may_set_password
from services.organization.queries.people import PersonRow, get_person, list_people
from services.organization.session import put_session
from services.organization.use_cases import people as use_cases
from shared.auth import CurrentPerson
from shared.auth import Person as Asker
from shared.idempotency import OncePerKey
from shared.web import Form, IfSeen, Text, etag

router = APIRouter(prefix="/api", tags=["people"])


class LeaveForm(Form):
    """Days off, the first and the last included."""

    model_config = ConfigDict(serialize_by_alias=True)

    first: date = Field(alias="from", validation_alias=AliasChoices("from", "first"))
    last: date = Field(alias="to", validation_alias=AliasChoices("to", "last"))


Times = Annotated[list[Text], Field(max_length=2)]
Hours = Annotated[dict[Text, Annotated[list[Text | Times], Field(max_length=10)]], Field(max_length=14)]
"""By weekday one time of work, `["09:00", "17:00"]`, or a list of them."""


class PersonAnswer(Answer):
    """A person as everybody in the team may see them."""

    id: UUID
    name: str
    email: str
    role: Role
    active: bool
    time_zone: str
    language: str
    work_hours: dict[str, list[list[str]]]
    leave: list[LeaveForm]
    version: int


class MeAnswer(PersonAnswer):
    """Whoever asks, with what they may do."""

    permissions: list[str]


class PersonFields(Form):
    """What can be set; what is not named stays as it is."""

    # A space at the end of a password is a part of it; the rules trim what has to be trimmed.
    model_config = ConfigDict(str_strip_whitespace=False)

    role: Role = "agent"
    active: bool = True
    time_zone: Text = "UTC"
    language: Text = "en"
    work_hours: Hours = {}
    leave: Annotated[list[LeaveForm], Field(max_length=200)] = []
    password: Password | None = None

    def facts(self) -> dict[str, Any]:
        """What was named, without passwords."""
        named = self.model_dump(exclude_unset=True, exclude={"password", "old_password"})
        leave = {"leave": [(each.first, each.last) for each in self.leave]} if "leave" in named else {}
        return named | leave


class EditPerson(PersonFields):
    """Somebody who changes. One's own new password needs the old one, or a sign-in of the last five minutes."""

    name: Text = ""
    email: Text = ""
    old_password: AnyPassword | None = None


class NewPerson(PersonFields):
    """Somebody who joins."""

    name: Text
    email: Text


@router.get("/me")
async def me(request: Request, response: Response, person: CurrentPerson) -> MeAnswer:
    """Whoever asks."""
    shown = await _shown(request, response, person.id)
    return MeAnswer(**shown.model_dump(), permissions=sorted(person.permissions))


@router.get("/people")
async def list_all(
    request: Request, asker: CurrentPerson, cursor: Cursor = None, limit: Limit = 50
) -> dict[str, Any]:
    """People by name; guests see themselves only."""
    async with reading(request) as session:
        items, onward = await list_people(session, asker, cursor, limit)
    return {"items": items, "next_cursor": onward}


@router.post("/people", status_code=201, response_model=PersonAnswer)
async def add(request: Request, form: NewPerson, manager: PeopleManager, once: OncePerKey) -> Response:
    """Take somebody in; nobody gives a role above their own."""
    facts = form.facts() | await hashed(request, form.password, [form.name, form.email])
    name, email = facts.pop("name"), facts.pop("email")

    async with own_uow(request) as uow:

        async def create() -> BaseModel:
            made = await use_cases.add_person(uow, name, email, use_cases.as_role(manager), facts)
            return PersonAnswer.model_validate(made)

        return await once.once(uow, create, headers=lambda made: etag(made.version))


@router.get("/people/{person_id}")
async def get(request: Request, response: Response, person_id: UUID, asker: CurrentPerson) -> PersonAnswer:
    """One person; guests see themselves only."""
    use_cases.check_may_know(person_id, asker)
    return await _shown(request, response, person_id)


@router.patch("/people/{person_id}")
async def edit(
    request: Request,
    response: Response,
    person_id: UUID,
    form: EditPerson,
    asker: CurrentPerson,
    seen: IfSeen,
) -> PersonAnswer:
    """Change somebody. A new password ends every session of theirs but the one it was set in."""
    facts = form.facts() | await _new_password(request, person_id, form, asker)
    async with own_uow(request) as uow:
        person = await use_cases.edit_person(uow, person_id, facts, asker, seen)
    if form.password and asker.by_cookie and asker.id == person_id and person.active:
        put_session(request, response, person.state)
    response.headers.update(etag(person.version))
    return PersonAnswer.model_validate(person)


async def _new_password(request: Request, person_id: UUID, form: EditPerson, asker: Asker) -> dict[str, Any]:
    if not form.password:
        return {}
    use_cases.check_may_know(person_id, asker)
    if asker.id == person_id:
        await check_may_set_password(request, asker, form.old_password)
    async with reading(request) as session:
        present = await get_person(session, person_id)
    return await hashed(request, form.password, [form.name, form.email, present.name, present.email])


async def _shown(request: Request, response: Response, person_id: UUID) -> PersonAnswer:
    async with reading(request) as session:
        found: PersonRow = await get_person(session, person_id)
    response.headers.update(etag(found.version))
    return PersonAnswer.model_validate(found)
