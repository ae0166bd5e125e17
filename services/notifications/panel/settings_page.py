"""What the page of a desk's mail settings shows, after a form was refused or tried, too."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.notifications.domain.own_template import TemplateKey
from services.notifications.domain.templates import Template
from services.notifications.queries import settings as read
from services.notifications.queries.desks import MailDesk, language_of
from services.notifications.queries.settings import MailboxView, ServerView
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
NO_INTAKE = {"imap_port": "993", "imap_tls": "tls", "imap_folder": "INBOX"}
NO_MAILBOX = {"smtp_port": "587", "smtp_tls": "starttls", "version": "0", "reply_tokens": "1", **NO_INTAKE}
ANY_CHECKED = ("imap_read_old", "open_tickets", "reply_tokens")
"""Fields that a form brings only where they are ticked."""


@dataclass(frozen=True)
class TypedSettings:
    """What somebody typed and what is wrong with it; `tried` is the answer of the mail server."""

    form: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    error_text: str = ""
    tried: TriedMailbox | None = None
    language: str = ""
    """Of the templates that are shown; empty = the desk's."""


@dataclass(frozen=True)
class TemplateForm:
    """One kind of mail: its words, its variables, and the mail they make."""

    kind: MailKind
    language: str
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
    """The mailbox as its form shows it; a password is kept of one way (`has_password`) or the other."""

    values: Mapping[str, str]
    errors: Mapping[str, str]
    error_text: str
    has_password: bool
    has_imap_password: bool


async def settings_context(
    session: AsyncSession, desk_id: UUID, public_url: str, typed: TypedSettings
) -> dict[str, Any]:
    """All that the page shows."""
    mailbox = await read.find_mailbox(session, desk_id)
    of_desk = await language_of(session, desk_id)
    shown = typed.language or of_desk
    desks: dict[MailKind, MailDesk] = {
        kind: await read.get_desk(session, TemplateKey(desk_id, kind, shown)) for kind in TITLES
    }
    return {
        "desk": desks["ticket_created"],
        "desk_language": of_desk,
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
        language=desk.language,
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
    values: Mapping[str, str] = _values(mailbox) if mailbox else NO_MAILBOX
    mine = typed if typed.form == "mailbox" else TypedSettings()
    if mine.values:
        values = {name: value for name, value in values.items() if name not in ANY_CHECKED}
    return MailboxPageForm(
        values={**values, **mine.values},
        errors=mine.errors,
        error_text=mine.error_text,
        has_password=mailbox is not None and mailbox.smtp.has_password,
        has_imap_password=mailbox is not None and mailbox.imap is not None and mailbox.imap.has_password,
    )


def _values(mailbox: MailboxView) -> dict[str, str]:
    ticked = {
        "imap_read_old": mailbox.imap is not None and mailbox.imap.read_old,
        "open_tickets": mailbox.open_tickets,
        "reply_tokens": mailbox.reply_tokens,
    }
    return {
        "address": mailbox.address,
        "name": mailbox.name,
        "version": str(mailbox.version),
        **_server("smtp", mailbox.smtp),
        **(
            _server("imap", mailbox.imap) | {"imap_folder": mailbox.imap.folder}
            if mailbox.imap
            else NO_INTAKE
        ),
        **{name: "1" for name, is_ticked in ticked.items() if is_ticked},
    }


def _server(way: str, server: ServerView) -> dict[str, str]:
    named = ("host", "port", "tls", "username")
    return {f"{way}_{name}": str(getattr(server, name)) for name in named}
