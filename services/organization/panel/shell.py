"""What stands around every page of this service."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request, Response
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import RedirectResponse

from services.organization.queries.people import get_person
from services.organization.uow import OrganizationUow
from shared import foundation
from shared.auth import Person as Asker
from shared.errors import HelpdeskError, Invalid
from shared.foundation import open_uow
from shared.idempotency import FORM_KEY, Idempotency
from shared.panel import forms
from shared.panel.entry import PageNeeds
from shared.panel.navigation import shell_around
from shared.panel.pages import Person, Shell, templates

F = TypeVar("F", bound=BaseModel)
own_uow: Callable[[Request], OrganizationUow] = foundation.own_uow
HERE = Path(__file__).parent

Context = Callable[[OrganizationUow], Awaitable[dict[str, Any]]]
"""What a page shows, for whoever asks."""

Colleague = Annotated[Asker, PageNeeds("people.read")]
GroupManager = Annotated[Asker, PageNeeds("group.manage")]
PeopleManager = Annotated[Asker, PageNeeds("people.manage")]
TaskReader = Annotated[Asker, PageNeeds("task.read")]
TaskManager = Annotated[Asker, PageNeeds("task.manage")]
TokenOwner = Annotated[Asker, PageNeeds("token.manage")]
Uow = Annotated[OrganizationUow, Depends(open_uow, scope="function")]
panel = templates(HERE / "pages", HERE)


@dataclass(frozen=True)
class Refused:
    """A form that was not accepted: what was typed, and why not."""

    values: dict[str, str]
    error_text: str


NOTHING_REFUSED = Refused({}, "")


async def shell_for(session: AsyncSession, asker: Asker, current: str) -> Shell:
    """The rail for whoever looks; `current` is the marked item."""
    me = await get_person(session, asker.id)
    person = Person(me.name, me.role, str(me.id), me.time_zone, me.language, asker.permissions)
    return shell_around(person, current)


async def typed(request: Request, several: frozenset[str] = frozenset()) -> dict[str, str | list[str]]:
    """The texts of a form; fields in `several` may be there many times."""
    form = await request.form()
    return {
        name: [str(each) for each in form.getlist(name)] if name in several else str(form[name])
        for name in form
        if name != FORM_KEY
    }


def accept(kind: type[F], fields: dict[str, str | list[str]]) -> F:
    """The form, checked; raises Invalid that says in words for people what is wrong first."""
    try:
        return forms.accept(kind, fields)
    except Invalid as no:
        first = no.errors[0]
        raise Invalid(
            f"{first['field'].replace('_', ' ').capitalize()}: {first['message']}", no.errors
        ) from no


def refused(fields: dict[str, str | list[str]], reason: Exception) -> Refused:
    """What the page says again, without passwords."""
    values = {name: value for name, value in fields.items() if isinstance(value, str) and name != "password"}
    return Refused(values, str(reason))


async def made_once(
    request: Request, once: Idempotency, make: Callable[[OrganizationUow], Awaitable[object]], onward: str
) -> Response:
    """What a form asks for, made by `make` at its first click; each click leads to the page `onward`."""
    async with own_uow(request) as uow:

        async def create() -> RedirectResponse:
            await make(uow)
            return panel.redirect(onward, flash="created")

        return await once.redirect(uow, create)


async def shown_again(
    request: Request, page: str, context: Context, no: HelpdeskError, **forms: Refused
) -> Response:
    """The page of a form that was refused, with what was typed and why not."""
    async with own_uow(request) as uow:
        found = await context(uow)
    return panel.render(request, page, {**found, **forms}, status=no.status)
