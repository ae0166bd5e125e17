"""Administration of a desk's own fields: one page, and a small form for each thing that can be done."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse

from services.tickets.domain.desk_fields import FieldSettings
from services.tickets.panel.acting import SHOWN_AGAIN, Verb, refusal_of, seen_in
from services.tickets.panel.desks import ONE, Managing, TheManaging
from services.tickets.panel.own_fields import KINDS
from services.tickets.panel.shell import DESKS, in_words, own_uow, panel, surroundings
from services.tickets.queries.desks import get_desk
from services.tickets.rights import check_desk
from services.tickets.uow import TicketsUow
from services.tickets.use_cases import fields
from shared.contracts.custom_fields import FieldKind
from shared.errors import HelpdeskError
from shared.foundation import Session
from shared.idempotency import OncePerForm
from shared.panel.forms import accept, by_field, filled
from shared.panel.navigation import desk_tabs
from shared.web import Form, Text

HERE = ONE + "/fields"
FIELD = HERE + "/{field_id}"
NOTHING_YET = {"name": "", "key": "", "kind": "text", "choices": "", "required": "", "in_widget": ""}
MEANWHILE = "Not saved: somebody else changed this desk in the meantime. Look and try again."
router = APIRouter(include_in_schema=False)


class SettingsForm(Form):
    """What can be set on a field; choices are lines."""

    name: Annotated[Text, Field(max_length=200)] = ""
    choices: Annotated[Text, Field(max_length=10_000)] = ""
    required: bool = False
    in_widget: bool = False

    def settings(self) -> dict[str, Any]:
        """The same in the words of the use case."""
        lines = [line.strip() for line in self.choices.splitlines()]
        return self.model_dump() | {"choices": tuple(line for line in lines if line)}


class NewForm(SettingsForm):
    """A new field."""

    key: Annotated[Text, Field(max_length=200)] = ""
    kind: FieldKind = FieldKind.TEXT


@router.get(HERE)
async def show(by: TheManaging, session: Session) -> Response:
    """The fields of a desk, in their order, and a form for one more."""
    await check_desk(session, by.manager, by.desk_id)
    return await _page(by)


@router.post(HERE)
async def add(by: TheManaging, once: OncePerForm) -> Response:
    """One field more."""
    data = await by.request.form()
    try:
        form = accept(NewForm, filled(_typed(data, NewForm)))
        async with own_uow(by.request) as uow:

            async def make_and_show() -> RedirectResponse:
                await fields.add(uow, by.manager, by.desk_id, FieldSettings(**form.settings()))
                return _back(by.desk_id, "created")

            return await once.redirect(uow, make_and_show)
    except HelpdeskError as no:
        return await _again(by, data, no, "new")


@router.post(FIELD)
async def change(by: TheManaging, field_id: UUID) -> Response:
    """Save what can be changed on a field."""
    data = await by.request.form()

    async def save(uow: TicketsUow) -> None:
        form = accept(SettingsForm, filled(_typed(data, SettingsForm)))
        settings = FieldSettings(**form.settings())
        await fields.change(uow, by.manager, by.desk_id, field_id, settings, seen_in(data))

    return await _act(by, field_id, data, save)


@router.post(FIELD + "/place")
async def place(by: TheManaging, field_id: UUID) -> Response:
    """Another place in the order."""
    data = await by.request.form()
    wanted = str(data.get("position", ""))
    position = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 4 else 0
    settings = FieldSettings(position=position)
    return await _act(
        by,
        field_id,
        data,
        lambda uow: fields.change(uow, by.manager, by.desk_id, field_id, settings, seen_in(data)),
    )


@router.post(FIELD + "/remove")
async def remove(by: TheManaging, field_id: UUID) -> Response:
    """One field less."""
    data = await by.request.form()
    return await _act(
        by, field_id, data, lambda uow: fields.remove(uow, by.manager, by.desk_id, field_id, seen_in(data))
    )


async def _act(by: Managing, field_id: UUID, data: FormData, verb: Verb) -> Response:
    if no := await refusal_of(by.request, verb, MEANWHILE):
        return await _again(by, data, no, str(field_id))
    return _back(by.desk_id, "saved")


def _typed(data: FormData, kind: type[Form]) -> dict[str, str]:
    return {name: str(data[name]) for name in kind.model_fields if name in data}


def _back(desk_id: UUID, flash: str) -> RedirectResponse:
    return panel.redirect(f"{DESKS}/{desk_id}/fields", flash=flash)


async def _again(by: Managing, data: FormData, no: HelpdeskError, form: str) -> Response:
    if no.status not in SHOWN_AGAIN:
        raise no
    return await _page(by, _typed(data, NewForm), no, form)


async def _page(
    by: Managing, typed: Mapping[str, str] = {}, no: HelpdeskError | None = None, form: str = ""
) -> Response:
    """`form` is the field, or `new`, whose form was refused; what was typed stands there again."""
    async with by.request.app.state.database.session() as session:
        around = await surroundings(by.request, session, by.manager)
        desk = await get_desk(session, by.desk_id)
    context = {
        "shell": around.shell("desks"),
        "desk": desk,
        "kinds": list(KINDS.items()),
        "tabs": desk_tabs(by.desk_id),
        "typed": {**NOTHING_YET, **typed},
        "nothing_yet": NOTHING_YET,
        "is_typed": "name" in typed,
        "refused": form,
        "errors": by_field(no) if no else {},
        "problem": in_words(no) if no else "",
    }
    return panel.render(by.request, "desk_fields.html", context, status=no.status if no else 200)
