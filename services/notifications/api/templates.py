"""The templates of a desk's mails, one per kind and language."""

from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic_core import to_json

from services.notifications.domain import templates
from services.notifications.domain.own_template import TemplateKey
from services.notifications.domain.templates import Template
from services.notifications.doors.forms import TemplateForm
from services.notifications.doors.given import AskedTemplate, DeskManager, Uow
from services.notifications.doors.samples import send_sample
from services.notifications.queries import settings as read
from services.notifications.rendering import previews
from services.notifications.use_cases import templates as words
from services.notifications.use_cases.sampling import Sample
from shared.contracts.mail_variables import MAIL_VARIABLES
from shared.foundation import Session
from shared.markup import elsewhere
from shared.web import IfSeen, etag

router = APIRouter(prefix="/api/mail/desks/{desk_id}/templates/{kind}", tags=["templates"])


@router.get("")
async def get_template(asked: AskedTemplate, session: Session) -> Response:
    """Subject and body in use: the desk's own in that language, or the language's default (version 0)."""
    found = await read.get_desk(session, asked)
    return _answer(asked, found.template, found.template_version)


@router.put("")
async def write_template(asked: AskedTemplate, form: TemplateForm, uow: Uow, seen: IfSeen) -> Response:
    """Replace subject and body; an unknown variable is refused by name."""
    written = await words.write_template(uow, asked, (form.subject, form.body), seen)
    return _answer(asked, Template(written.subject, written.body), written.version)


@router.delete("", status_code=204)
async def reset_template(asked: AskedTemplate, uow: Uow, seen: IfSeen) -> None:
    """Use the default of the language again."""
    await words.reset_template(uow, asked, seen)


@router.post("/test")
async def send_test(
    asked: AskedTemplate, form: TemplateForm, manager: DeskManager, request: Request
) -> Sample:
    """Mail what this subject and body make, with sample values, to the caller's own address; nothing is saved."""
    return await send_sample(request, asked, Template(form.subject, form.body), manager)


@router.post("/preview")
async def preview(
    asked: AskedTemplate, form: TemplateForm, request: Request, session: Session
) -> dict[str, Any]:
    """The mail that this subject and body would make, with sample values."""
    templates.check(asked.kind, form.subject, form.body)
    found = await read.get_desk(session, asked)
    template, public_url = Template(form.subject, form.body), request.app.state.settings.public_url
    mail = await elsewhere(len(form.body), previews.preview, asked.kind, template, found.look, public_url)
    return {"subject": mail.subject, "text": mail.text, "html": mail.html}


def _answer(asked: TemplateKey, template: Template, version: int) -> Response:
    shown = {
        "kind": asked.kind,
        "language": asked.language,
        "subject": template.subject,
        "body": template.body,
        "is_default": version == 0,
        "variables": MAIL_VARIABLES[asked.kind],
        "version": version,
    }
    return Response(to_json(shown), headers=etag(version), media_type="application/json")
