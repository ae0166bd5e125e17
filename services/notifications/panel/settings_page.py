"""What the page of a desk's mail settings shows, after a form was refused or tried, too."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.notifications.domain.templates import Template
from services.notifications.queries import settings as read
from services.notifications.queries.desks import MailDesk
from services.notifications.queries.settings import MailboxView
from services.notifications.rendering.mails import Mail
from services.notifications.rendering.previews import preview
from services.notifications.use_cases.trying import TriedMailbox
from shared.contracts.mail_variables import MAIL_VARIABLES, MailKind
from shared.panel.navigation import desk_tabs

TITLES: dict[MailKind, tuple[str, str]] = {
    "ticket_created": (
        "When a ticket is created",
        "To the requester, as soon as the inquiry has its number.",
    ),
    "comment_added": (
        "When the team comments",
        "To the requester, with the comment. Internal notes are never mailed.",
    ),
}
NO_MAILBOX = {"smtp_port": "587", "smtp_tls": "starttls", "version": "0"}


@dataclass(frozen=True)
class TypedSettings:
    """What somebody typed and what is wrong with it; `tried` is the answer of the mail server."""

    form: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    error_text: str = ""
    tried: TriedMailbox | None = None


@dataclass(frozen=True)
class TemplateForm:
    """One kind of mail: its words, its variables, and the mail they make."""

    kind: MailKind
    title: str
    about: str
    subject: str
    body: str
    version: str
    variables: tuple[str, ...]
    preview: Mail
    errors: Mapping[str, str]
    error_text: str


@dataclass(frozen=True)
class MailboxPageForm:
    """The mailbox as its form shows it."""

    values: Mapping[str, str]
    errors: Mapping[str, str]
    error_text: str
    has_password: bool


async def settings_context(
    session: AsyncSession, desk_id: UUID, public_url: str, typed: TypedSettings
) -> dict[str, Any]:
    """All that the page shows."""
    mailbox = await read.find_mailbox(session, desk_id)
    desks: dict[MailKind, MailDesk] = {kind: await read.get_desk(session, desk_id, kind) for kind in TITLES}
    return {
        "desk": desks["ticket_created"],
        "mailbox": mailbox,
        "mailbox_form": _mailbox_form(mailbox, typed),
        "template_forms": [template_form(desk, kind, public_url, typed) for kind, desk in desks.items()],
        "tried": typed.tried,
        "tabs": desk_tabs(desk_id),
        "here": f"/panel/mail/desks/{desk_id}",
    }


def template_form(desk: MailDesk, kind: MailKind, public_url: str, typed: TypedSettings) -> TemplateForm:
    """One template's form with its preview; of what was typed, if this form was."""
    mine = typed if typed.form == kind else TypedSettings()
    subject = mine.values.get("subject", desk.template.subject)
    body = mine.values.get("body", desk.template.body)
    return TemplateForm(
        kind=kind,
        title=TITLES[kind][0],
        about=TITLES[kind][1],
        subject=subject,
        body=body,
        version=mine.values.get("version", str(desk.template_version)),
        variables=MAIL_VARIABLES[kind],
        preview=preview(kind, Template(subject, body), desk.look, public_url),
        errors=mine.errors,
        error_text=mine.error_text,
    )


def _mailbox_form(mailbox: MailboxView | None, typed: TypedSettings) -> MailboxPageForm:
    values: Mapping[str, str] = NO_MAILBOX
    if mailbox:
        values = {
            "address": mailbox.address,
            "name": mailbox.name,
            "smtp_host": mailbox.smtp.host,
            "smtp_port": str(mailbox.smtp.port),
            "smtp_tls": mailbox.smtp.tls,
            "smtp_username": mailbox.smtp.username,
            "version": str(mailbox.version),
        }
    mine = typed if typed.form == "mailbox" else TypedSettings()
    has_password = mailbox is not None and mailbox.smtp.has_password
    return MailboxPageForm({**values, **mine.values}, mine.errors, mine.error_text, has_password)
