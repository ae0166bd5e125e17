"""A desk's mailbox and templates as they can be shown: never with a password."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.notifications.domain.errors import MailboxMissing
from services.notifications.domain.mailbox import History, Mailbox, Tls
from services.notifications.domain.own_template import TemplateKey
from services.notifications.queries.desks import MailDesk, mail_desks
from services.notifications.tables import folders
from shared.errors import NoSuchDesk


@dataclass(frozen=True, slots=True)
class GrantView:
    """Where a mailbox's access tokens are fetched.

    Of the client's secret and the refresh token nothing is told, not even whether there are any.
    """

    token_url: str
    client_id: str
    scope: str


@dataclass(frozen=True, slots=True)
class ServerView:
    """A mail server; `has_password` is all that is told of the password."""

    host: str
    port: int
    tls: Tls
    username: str
    has_password: bool
    auth: Literal["password", "oauth2"]
    oauth2: GrantView | None


@dataclass(frozen=True, slots=True)
class IntakeView(ServerView):
    """The server where mail for the desk arrives."""

    folder: str
    read_old: bool = False


@dataclass(frozen=True, slots=True)
class IncomingView:
    """How reading the mailbox goes: when it was last looked at, what is wrong and since when, how many mails are left."""

    looked_at: datetime | None
    failing_since: datetime | None
    problem: str
    behind: int


@dataclass(frozen=True, slots=True)
class MailboxView:
    """A desk's mailbox."""

    desk_id: UUID
    address: str
    name: str
    smtp: ServerView
    imap: IntakeView | None
    open_tickets: bool
    reply_tokens: bool
    history: History
    version: int
    incoming: IncomingView | None = None


async def find_mailbox(session: AsyncSession, desk_id: UUID) -> MailboxView | None:
    """The desk's mailbox, if it has one."""
    found = await session.get(Mailbox, desk_id)
    return replace(mailbox_view(found), incoming=await find_incoming(session, desk_id)) if found else None


async def find_incoming(session: AsyncSession, desk_id: UUID) -> IncomingView | None:
    """How reading the desk's mailbox goes, if it is read."""
    f = folders.c
    shown = select(f.looked_at, f.failing_since, f.problem, f.behind).where(f.desk_id == desk_id)
    row = (await session.execute(shown)).first()
    return IncomingView(*row) if row else None


async def get_mailbox(session: AsyncSession, desk_id: UUID) -> MailboxView:
    """The desk's mailbox; raises MailboxMissing."""
    found = await find_mailbox(session, desk_id)
    if found is None:
        raise MailboxMissing("no mail is sent to the requesters of this desk")
    return found


async def get_desk(session: AsyncSession, key: TemplateKey) -> MailDesk:
    """The desk with the template it uses in a language; raises NoSuchDesk."""
    found = await mail_desks(session, [key.desk_id], key.kind, key.language)
    if key.desk_id not in found:
        raise NoSuchDesk(f"no desk {key.desk_id}")
    return found[key.desk_id]


def mailbox_view(mailbox: Mailbox) -> MailboxView:
    """What may be shown of a mailbox."""
    at = (mailbox.smtp_host, mailbox.smtp_port, mailbox.smtp_tls, mailbox.smtp_username)
    smtp = ServerView(*at, **_signs_in(mailbox.smtp_password, mailbox.smtp_oauth))
    intake = _signs_in(mailbox.imap_password, mailbox.imap_oauth)
    imap = IntakeView(**mailbox.imap, **intake) if mailbox.imap else None
    named = (mailbox.desk_id, mailbox.address, mailbox.name)
    return MailboxView(
        *named, smtp, imap, mailbox.open_tickets, mailbox.reply_tokens, mailbox.history, mailbox.version
    )


def _signs_in(password: bytes | None, oauth: dict[str, str] | None) -> dict[str, Any]:
    grant = GrantView(**oauth) if oauth else None
    return {"has_password": password is not None, "auth": "oauth2" if grant else "password", "oauth2": grant}
