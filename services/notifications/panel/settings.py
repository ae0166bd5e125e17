"""A desk's mail settings: its mailbox and its templates, in forms that work without JavaScript."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import RedirectResponse

from services.notifications.domain import templates
from services.notifications.domain.own_template import TemplateKey
from services.notifications.domain.templates import Template
from services.notifications.doors.forms import TemplateForm
from services.notifications.doors.given import until_known
from services.notifications.doors.samples import send_sample
from services.notifications.mail_servers.presets import PresetName
from services.notifications.panel.mailbox_form import typed_mailbox, without_secrets
from services.notifications.panel.settings_page import TypedSettings, settings_context, template_form
from services.notifications.panel.shell import DeskManager, own_uow, panel, shell_for
from services.notifications.queries import settings as read
from services.notifications.queries.desks import language_of
from services.notifications.use_cases import mailboxes, trying
from services.notifications.use_cases import templates as words
from shared.auth import Person
from shared.contracts.mail_variables import MailKind
from shared.errors import HelpdeskError, Invalid
from shared.idempotency import OncePerForm
from shared.locales import spoken
from shared.panel.forms import accept, by_field
from shared.panel.pages import wants_fragment
from shared.seen import WHATEVER, Seen

router = APIRouter(prefix="/panel/mail/desks/{desk_id}", include_in_schema=False)


async def known_desk(desk_id: UUID, request: Request, manager: DeskManager) -> UUID:
    """The desk of the path, for who may set it up, once its event has come."""
    return await until_known(request, manager, desk_id)


Desk = Annotated[UUID, Depends(known_desk, scope="function")]


async def typed_fields(request: Request, manager: DeskManager) -> dict[str, str]:
    """The texts of the form."""
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


Fields = Annotated[dict[str, str], Depends(typed_fields, scope="function")]


@router.get("")
async def show(
    desk: Desk, manager: DeskManager, request: Request, language: str = "", preset: PresetName | None = None
) -> Response:
    """The mailbox and both templates, in the desk's language or another one of ours; `preset` fills in a provider."""
    return await _page(request, manager, desk, TypedSettings(language=spoken(language) or "", preset=preset))


@router.post("/mailbox")
async def set_up_mailbox(
    desk: Desk, manager: DeskManager, request: Request, fields: Fields, once: OncePerForm
) -> Response:
    """Save the mailbox, both ways of it."""
    try:
        typed = typed_mailbox(fields)
        await mailboxes.check_hosts(request.app.state.reach.hosts, typed)
        async with own_uow(request) as uow:

            async def save() -> RedirectResponse:
                whole = mailboxes.with_what_stays(await read.find_mailbox(uow.session, desk), typed)
                await mailboxes.set_up_mailbox(uow, desk, whole, _seen(fields))
                return panel.redirect(_here(desk), flash="saved")

            return await once.redirect(uow, save)
    except HelpdeskError as no:
        return await _refused(request, manager, desk, "mailbox", fields, no)


@router.post("/mailbox/remove")
async def remove_mailbox(desk: Desk, request: Request) -> Response:
    """Let the desk send no mail."""
    async with own_uow(request) as uow:
        await mailboxes.remove_mailbox(uow, desk)
    return panel.redirect(_here(desk), flash="mailbox_removed")


@router.post("/mailbox/test")
async def try_mailbox(desk: Desk, manager: DeskManager, request: Request) -> Response:
    """Connect with the saved settings, and say what came of it."""
    state = request.app.state
    tried = await trying.try_mailbox(state.database, state.sealer, state.reach, desk)
    return await _page(request, manager, desk, TypedSettings("mailbox", tried=tried))


@router.post("/templates/{kind}")
async def write_template(
    kind: MailKind, desk: Desk, manager: DeskManager, request: Request, fields: Fields, once: OncePerForm
) -> Response:
    """Save one template."""
    try:
        form = accept(TemplateForm, {name: fields.get(name, "") for name in ("subject", "body")})
        async with own_uow(request) as uow:

            async def save() -> RedirectResponse:
                of_desk = await language_of(uow.session, desk)
                key = TemplateKey(desk, kind, _language(fields) or of_desk)
                await words.write_template(uow, key, (form.subject, form.body), _seen(fields))
                onward = "" if key.language == of_desk else f"?language={key.language}"
                return panel.redirect(_here(desk) + onward, flash="template_saved")

            return await once.redirect(uow, save)
    except HelpdeskError as no:
        return await _refused(request, manager, desk, kind, fields, no)


@router.post("/templates/{kind}/reset")
async def reset_template(kind: MailKind, desk: Desk, request: Request, fields: Fields) -> Response:
    """Use the words again that every desk begins with."""
    async with own_uow(request) as uow:
        key = TemplateKey(desk, kind, _language(fields) or await language_of(uow.session, desk))
        await words.reset_template(uow, key)
    return panel.redirect(f"{_here(desk)}?language={key.language}", flash="template_reset")


@router.post("/templates/{kind}/test")
async def send_test(
    kind: MailKind, desk: Desk, manager: DeskManager, request: Request, fields: Fields
) -> Response:
    """Mail what was typed to whoever typed it, and say what came of it; nothing is saved."""
    try:
        form = accept(TemplateForm, {name: fields.get(name, "") for name in ("subject", "body")})
        async with request.app.state.database.session() as session:
            key = TemplateKey(desk, kind, _language(fields) or await language_of(session, desk))
        sample = await send_sample(request, key, Template(form.subject, form.body), manager)
    except HelpdeskError as no:
        return await _refused(request, manager, desk, kind, fields, no)
    typed = TypedSettings(kind, fields, language=_language(fields), sample=sample)
    return await _page(request, manager, desk, typed)


@router.post("/templates/{kind}/preview")
async def preview(
    kind: MailKind, desk: Desk, manager: DeskManager, request: Request, fields: Fields
) -> Response:
    """The mail that what was typed would make; nothing is saved."""
    typed = TypedSettings(kind, fields, language=_language(fields))
    try:
        templates.check(kind, fields.get("subject", ""), fields.get("body", ""))
    except Invalid as no:
        typed = replace(typed, errors=_by_field(no), error_text=no.detail)
    if not wants_fragment(request):
        return await _page(request, manager, desk, typed, 422 if typed.errors else 200)
    async with request.app.state.database.session() as session:
        language = typed.language or await language_of(session, desk)
        found = await read.get_desk(session, TemplateKey(desk, kind, language))
    form = template_form(found, kind, request.app.state.settings.public_url, typed)
    context = {"shell": shell_for(manager, "desks"), "form": form, "desk": found}
    return panel.render(request, "fragments/preview.html", context, fragment="fragments/preview.html")


async def _page(
    request: Request, manager: Person, desk: UUID, typed: TypedSettings, status: int = 200
) -> Response:
    async with request.app.state.database.session() as session:
        context = await settings_context(session, desk, request.app.state.settings.public_url, typed)
    return panel.render(
        request, "pages/settings.html", {"shell": shell_for(manager, "desks"), **context}, status=status
    )


async def _refused(
    request: Request, manager: Person, desk: UUID, form: str, fields: dict[str, str], no: HelpdeskError
) -> Response:
    errors = _by_field(no) if isinstance(no, Invalid) else {}
    typed = TypedSettings(
        form, without_secrets(fields), errors, no.detail or no.title, language=_language(fields)
    )
    return await _page(request, manager, desk, typed, no.status)


def _language(fields: dict[str, str]) -> str:
    """The language of the template in a form; '' stands for the desk's."""
    return spoken(fields.get("language", "")) or ""


def _by_field(no: Invalid) -> dict[str, str]:
    return by_field(no, lambda field: field.replace(".", "_"))


def _seen(fields: dict[str, str]) -> Seen:
    version = fields.get("version", "")
    return Seen(frozenset({version})) if version.isdigit() else WHATEVER


def _here(desk: UUID) -> str:
    return f"/panel/mail/desks/{desk}"
