"""What the page of a desk's mail settings shows, after a form was refused or tried, too."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.notifications.domain.own_template import TemplateKey
from services.notifications.domain.templates import Template
from services.notifications.mail_servers.presets import PRESETS, PresetName
from services.notifications.panel.mailbox_form import NOTHING_TYPED, mailbox_form
from services.notifications.queries import settings as read
from services.notifications.queries.desks import MailDesk, language_of
from services.notifications.rendering.mails import Mail
from services.notifications.rendering.previews import preview
from services.notifications.use_cases.sampling import Sample
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


@dataclass(frozen=True)
class TypedSettings:
    """What somebody typed and what is wrong with it; `tried` is the answer of the mail server to it."""

    form: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    error_text: str = ""
    tried: TriedMailbox | None = None
    sample: Sample | None = None
    """What came of a mail to oneself."""
    language: str = ""
    """Of the templates that are shown; empty = the desk's."""
    preset: PresetName | None = None
    """The provider whose servers are filled in."""


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
    sample: Sample | None

    @property
    def is_default(self) -> bool:
        """Whether the words are those that every desk begins with."""
        return self.version == "0"


async def settings_context(
    session: AsyncSession, desk_id: UUID, public_url: str, typed: TypedSettings
) -> dict[str, Any]:
    """All that the page shows."""
    mailbox = await read.find_mailbox(session, desk_id)
    mine = (typed.values, typed.errors, typed.error_text) if typed.form == "mailbox" else NOTHING_TYPED
    of_desk = await language_of(session, desk_id)
    shown = typed.language or of_desk
    desks: dict[MailKind, MailDesk] = {
        kind: await read.get_desk(session, TemplateKey(desk_id, kind, shown)) for kind in TITLES
    }
    return {
        "desk": desks["ticket_created"],
        "desk_language": of_desk,
        "mailbox": mailbox,
        "mailbox_form": mailbox_form(mailbox, mine, typed.preset),
        "presets": PRESETS,
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
        sample=mine.sample,
    )
