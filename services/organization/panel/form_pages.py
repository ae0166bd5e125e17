"""Forms of this service's pages: read, checked, done once, and shown again when they are refused."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi import Request, Response
from pydantic import BaseModel
from starlette.responses import RedirectResponse

from services.organization.panel.shell import own_uow, panel
from services.organization.uow import OrganizationUow
from shared.errors import HelpdeskError, Invalid
from shared.idempotency import FORM_KEY, Idempotency
from shared.panel import forms

F = TypeVar("F", bound=BaseModel)
Fields = dict[str, str | list[str]]
"""What was typed, by field."""

Context = Callable[[OrganizationUow], Awaitable[dict[str, Any]]]
"""What a page shows, for whoever asks."""


@dataclass(frozen=True)
class Refused:
    """A form that was not accepted: what was typed, and why not."""

    values: dict[str, str]
    error_text: str


NOTHING_REFUSED = Refused({}, "")


async def typed(request: Request, several: frozenset[str] = frozenset()) -> Fields:
    """The texts of a form; fields in `several` may be there many times."""
    form = await request.form()
    return {
        name: [str(each) for each in form.getlist(name)] if name in several else str(form[name])
        for name in form
        if name != FORM_KEY
    }


def accept(kind: type[F], fields: Fields) -> F:
    """The form, checked; raises Invalid that says in words for people what is wrong first."""
    try:
        return forms.accept(kind, fields)
    except Invalid as no:
        first = no.errors[0]
        raise Invalid(
            f"{first['field'].replace('_', ' ').capitalize()}: {first['message']}", no.errors
        ) from no


def refused(fields: Fields, reason: Exception) -> Refused:
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


@dataclass(frozen=True)
class FormPage:
    """A page with a form that was sent; `form` is what the page calls it."""

    request: Request
    page: str
    context: Context
    form: str = "form"

    async def answer(
        self, do: Callable[[Fields], Awaitable[Response]], several: frozenset[str] = frozenset()
    ) -> Response:
        """What `do` answers to what was typed, or the page again if that is refused."""
        fields = await typed(self.request, several)
        try:
            return await do(fields)
        except HelpdeskError as no:
            again = {self.form: refused(fields, no)}
            return await shown_again(self.request, self.page, self.context, no, **again)
