"""What admins set: a desk's mailbox and its templates."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from services.notifications.domain.errors import MailboxMissing
from services.notifications.domain.mailbox import Mailbox, MailboxSettings, Tls
from services.notifications.domain.own_template import OwnTemplate
from services.notifications.hosts import Hosts, NotResolved
from services.notifications.queries.settings import MailboxView
from services.notifications.uow import NotificationsUow
from shared.contracts.mail_variables import MailKind
from shared.web import check_version


@dataclass(frozen=True, slots=True)
class ServerInput:
    """A server as typed; `password` None keeps the one there is, an empty one takes it away."""

    host: str
    port: int
    tls: Tls
    username: str = ""
    password: str | None = None
    folder: str = ""


@dataclass(frozen=True, slots=True)
class MailboxInput:
    """A mailbox as typed, as a whole."""

    address: str
    name: str
    smtp: ServerInput
    imap: ServerInput | None
    open_tickets: bool


async def check_hosts(hosts: Hosts, typed: MailboxInput) -> None:
    """Raises HostRefused for a server that may not be reached; one that nobody knows now may be right."""
    for server in (typed.smtp, typed.imap):
        if server is None:
            continue
        try:
            await hosts.resolve(server.host, server.port)
        except NotResolved:
            continue


def with_intake_of(kept: MailboxView | None, typed: MailboxInput) -> MailboxInput:
    """`typed` with the intake of mail as it is, for a form that does not show it."""
    if kept is None:
        return typed
    imap = kept.imap
    server = ServerInput(imap.host, imap.port, imap.tls, imap.username, None, imap.folder) if imap else None
    return replace(typed, imap=server, open_tickets=kept.open_tickets)


async def set_up_mailbox(
    uow: NotificationsUow, desk_id: UUID, typed: MailboxInput, if_match: str | None = None
) -> Mailbox:
    """Give the desk a mailbox or change the one it has."""
    mailbox = await uow.mailbox(desk_id)
    check_version(if_match, mailbox.version if mailbox else 0)
    if mailbox is None:
        mailbox = Mailbox(desk_id=desk_id)
        mailbox.set_up(**_settings(uow, mailbox, typed))
        uow.add(mailbox)
    else:
        mailbox.set_up(**_settings(uow, mailbox, typed))
    await uow.save()
    return mailbox


async def remove_mailbox(uow: NotificationsUow, desk_id: UUID, if_match: str | None = None) -> None:
    """Let the desk send no mail any more; what is queued fails unless it gets a mailbox within a day."""
    mailbox = await uow.mailbox(desk_id)
    if mailbox is None:
        raise MailboxMissing("there is none to remove")
    check_version(if_match, mailbox.version)
    await uow.session.delete(mailbox)


async def write_template(
    uow: NotificationsUow, desk_id: UUID, kind: MailKind, words: tuple[str, str], if_match: str | None = None
) -> OwnTemplate:
    """Replace the desk's subject and body of one kind of mail."""
    found = await uow.template(desk_id, kind)
    check_version(if_match, found.version if found else 0)
    template = found or OwnTemplate(desk_id=desk_id, kind=kind)
    template.write(*words)
    if found is None:
        uow.add(template)
    await uow.save()
    return template


def _settings(uow: NotificationsUow, mailbox: Mailbox, typed: MailboxInput) -> MailboxSettings:
    smtp, imap = typed.smtp, typed.imap
    return MailboxSettings(
        address=typed.address,
        name=typed.name,
        smtp_host=smtp.host,
        smtp_port=smtp.port,
        smtp_tls=smtp.tls,
        smtp_username=smtp.username,
        smtp_password=_sealed(uow, smtp, mailbox.smtp_password),
        imap=_imap(imap) if imap else None,
        imap_password=_sealed(uow, imap, mailbox.imap_password) if imap else None,
        open_tickets=typed.open_tickets,
    )


def _sealed(uow: NotificationsUow, server: ServerInput, kept: bytes | None) -> bytes | None:
    if server.password is None:
        return kept
    return uow.sealer.seal(server.password) if server.password else None


def _imap(server: ServerInput) -> dict[str, Any]:
    return {name: getattr(server, name) for name in ("host", "port", "tls", "username", "folder")}
