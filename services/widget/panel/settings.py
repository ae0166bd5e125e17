"""A desk's widget settings, in forms that work without JavaScript."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import ValidationError
from starlette.responses import RedirectResponse

from services.widget.doors.forms import WidgetSettingsForm
from services.widget.doors.given import TheReception, desk_for
from services.widget.panel.settings_page import NOTHING_TYPED, TypedSettings, settings_context
from services.widget.panel.shell import panel, shell_for
from services.widget.queries.desks import WidgetDesk
from services.widget.use_cases.configuring import change_settings, renew_secret
from shared.auth import Person
from shared.clock import utc_now
from shared.errors import PreconditionFailed
from shared.idempotency import OncePerForm
from shared.panel.entry import PageNeeds
from shared.seen import Seen
from shared.web import seen_in

DeskManager = Annotated[Person, PageNeeds("desk.manage")]
TEXTS = ("max_file_bytes", "help_content", "max_age_of_signature")
NEW_TEXTS = ("link_days",)
"""What pages from before an update do not bring: it stays as it is."""

SWITCHES = ("verification", "attachments")
NOT_SAVED = "Not saved: somebody else changed the widget meanwhile. Compare, then save again to overwrite it."
NOTHING_MADE = "No secret was made: the page was no longer current. Look at it and try again."
router = APIRouter(prefix="/panel/widget/desks/{desk_id}", include_in_schema=False)


async def typed_fields(request: Request, admin: DeskManager) -> dict[str, str]:
    """The texts of the form, with the line ends that everybody else uses."""
    form = await request.form()
    return {name: value.replace("\r\n", "\n") for name, value in form.items() if isinstance(value, str)}


Fields = Annotated[dict[str, str], Depends(typed_fields, scope="function")]


@router.get("")
async def show(desk_id: UUID, admin: DeskManager, request: Request, reception: TheReception) -> Response:
    """All settings, the embed code and code for the website's server."""
    return _page(request, admin, await desk_for(reception, admin, desk_id), NOTHING_TYPED)


@router.post("")
async def save(
    desk_id: UUID, admin: DeskManager, request: Request, reception: TheReception, fields: Fields
) -> Response:
    """Save all settings, unless somebody else saved others meanwhile."""
    desk = await desk_for(reception, admin, desk_id)
    try:
        form = WidgetSettingsForm.model_validate(_given(fields))
        async with reception.uow() as uow:
            await change_settings(uow, desk_id, form.changes(), _seen(fields))
    except ValidationError as error:
        typed = TypedSettings(_as_typed(fields), _by_field(error, fields), "Some fields need another look.")
        return _page(request, admin, desk, typed, status=422)
    except PreconditionFailed as no:
        # With the present version beside what was typed, saving once more is a choice.
        desk = await reception.desks.by_id(desk_id)
        typed = TypedSettings({**_as_typed(fields), "version": str(desk.version)}, problem=NOT_SAVED)
        return _page(request, admin, desk, typed, status=no.status)
    reception.desks.forget(desk.desk_token)
    return panel.redirect(_here(desk_id), flash="saved")


@router.post("/secret")
async def make_secret(
    desk_id: UUID,
    admin: DeskManager,
    request: Request,
    reception: TheReception,
    fields: Fields,
    once: OncePerForm,
) -> Response:
    """Make a new secret and show it in this answer; only the same form, sent again, is answered so once more."""
    desk = await desk_for(reception, admin, desk_id)
    try:
        async with reception.uow() as uow:

            async def create() -> RedirectResponse:
                # Nobody is led there: it is what the key remembers, sealed.
                return RedirectResponse(await renew_secret(uow, desk_id, _seen(fields)))

            secret = (await once.redirect(uow, create)).headers["location"]
    except PreconditionFailed as no:
        desk = await reception.desks.by_id(desk_id)
        return _page(request, admin, desk, TypedSettings(problem=NOTHING_MADE), status=no.status)
    reception.desks.forget(desk.desk_token)
    return _page(request, admin, await reception.desks.by_id(desk_id), NOTHING_TYPED, secret)


def _page(
    request: Request,
    admin: Person,
    desk: WidgetDesk,
    typed: TypedSettings,
    secret: str = "",
    status: int = 200,
) -> Response:
    context = settings_context(desk, request.app.state.reception.public_url, utc_now(), typed)
    context |= {"shell": shell_for(admin, desk), "secret": secret}
    return panel.render(request, "settings.html", context, status=status)


def _given(fields: dict[str, str]) -> dict[str, Any]:
    texts = {name: fields.get(name, "") for name in TEXTS}
    switches = {name: name in fields for name in SWITCHES}
    new = {name: fields[name] for name in NEW_TEXTS if name in fields}
    return {**texts, **new, **switches, "allowed_origins": _lines(fields)}


def _as_typed(fields: dict[str, str]) -> dict[str, Any]:
    typed = {name: fields.get(name, "") for name in (*TEXTS, "allowed_origins", "version")}
    typed |= {name: fields[name] for name in NEW_TEXTS if name in fields}
    return {**typed, **{name: name in fields for name in SWITCHES}}


def _by_field(error: ValidationError, fields: dict[str, str]) -> dict[str, str]:
    errors: dict[str, str] = {}
    for each in error.errors(include_url=False, include_input=False):
        field, *inside = each["loc"]
        message = each["msg"]
        if field == "allowed_origins" and inside:
            wrong = _lines(fields)[int(inside[0])]
            message = f"“{wrong[:80]}” is no address of a website. Write it like https://kontora.example."
        errors.setdefault(str(field), message)
    return errors


def _lines(fields: dict[str, str]) -> list[str]:
    return [line.strip() for line in fields.get("allowed_origins", "").splitlines() if line.strip()]


def _seen(fields: dict[str, str]) -> Seen:
    return seen_in(f'"{fields.get("version", "")}"')


def _here(desk_id: UUID) -> str:
    return f"/panel/widget/desks/{desk_id}"
