"""A desk's mailbox: set up, changed, removed, told of."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from services.notifications.domain.errors import MailboxMissing, MailboxRefused
from services.notifications.domain.mailbox import Mailbox, MailboxSettings, Tls
from services.notifications.mail_servers.hosts import Hosts, NotResolved
from services.notifications.tables import mailboxes
from services.notifications.uow import NotificationsUow
from shared.contracts.notifications import MailboxChanged
from shared.seen import WHATEVER, Seen

Place = tuple[str, int, str, str]
"""Host, port, encryption and user name: what a password is entered for."""


@dataclass(frozen=True, slots=True)
class ServerInput:
    """A server as typed; `password` None keeps the one there is, an empty one takes it away."""

    host: str
    port: int
    tls: Tls
    username: str = ""
    password: str | None = None
    folder: str = ""
    read_old: bool = False


@dataclass(frozen=True, slots=True)
class MailboxInput:
    """A mailbox as typed, as a whole."""

    address: str
    name: str
    smtp: ServerInput
    imap: ServerInput | None
    open_tickets: bool
    reply_tokens: bool = True


async def check_hosts(hosts: Hosts, typed: MailboxInput) -> None:
    """Raises HostRefused for a server that may not be reached; one that nobody knows now may be right."""
    for field, server in (("smtp", typed.smtp), ("imap", typed.imap)):
        if server is None:
            continue
        if server.username and not hosts.may_sign_in(server.tls):
            said = "A password is not sent without encryption: choose STARTTLS or TLS"
            raise MailboxRefused(said, [{"field": f"{field}.tls", "message": said}])
        try:
            await hosts.resolve(server.host, server.port, field)
        except NotResolved:
            continue


async def set_up_mailbox(
    uow: NotificationsUow, desk_id: UUID, typed: MailboxInput, seen: Seen = WHATEVER
) -> Mailbox:
    """Give the desk a mailbox or change the one it has."""
    mailbox = await uow.mailbox(desk_id)
    seen.check(mailbox.version if mailbox else None)
    if mailbox is None:
        mailbox = Mailbox(desk_id=desk_id, announced=True)
        mailbox.set_up(**_settings(uow, mailbox, typed))
        uow.add(mailbox)
        uow.record(MailboxChanged(desk_id=desk_id, has_mailbox=True, occurred_at=uow.now))
    else:
        mailbox.set_up(**_settings(uow, mailbox, typed))
    await uow.save()
    return mailbox


async def remove_mailbox(uow: NotificationsUow, desk_id: UUID, seen: Seen = WHATEVER) -> None:
    """Let the desk send no mail any more; what is queued fails unless it gets a mailbox within a day."""
    mailbox = await uow.mailbox(desk_id)
    if mailbox is None:
        raise MailboxMissing("there is none to remove")
    seen.check(mailbox.version)
    await uow.session.delete(mailbox)
    uow.record(MailboxChanged(desk_id=desk_id, has_mailbox=False, occurred_at=uow.now))


async def announce_mailboxes(uow: NotificationsUow, limit: int = 100) -> None:
    """Tell of mailboxes that were set up before anybody was told."""
    waiting = select(mailboxes.c.desk_id).where(~mailboxes.c.announced).limit(limit)
    ids = list(await uow.session.scalars(waiting.with_for_update(skip_locked=True)))
    if ids:
        told = update(mailboxes).where(mailboxes.c.desk_id.in_(ids)).values(announced=True)
        await uow.session.execute(told)
    for desk_id in ids:
        uow.record(MailboxChanged(desk_id=desk_id, has_mailbox=True, occurred_at=uow.now))


def _settings(uow: NotificationsUow, mailbox: Mailbox, typed: MailboxInput) -> MailboxSettings:
    smtp, imap = typed.smtp, typed.imap
    return MailboxSettings(
        address=typed.address,
        name=typed.name,
        smtp_host=smtp.host,
        smtp_port=smtp.port,
        smtp_tls=smtp.tls,
        smtp_username=smtp.username,
        smtp_password=_sealed(uow, "smtp", smtp, mailbox.smtp_password, _smtp_of(mailbox)),
        imap=_imap(imap) if imap else None,
        imap_password=(
            _sealed(uow, "imap", imap, mailbox.imap_password, _imap_of(mailbox)) if imap else None
        ),
        open_tickets=typed.open_tickets,
        reply_tokens=typed.reply_tokens,
    )


def _sealed(
    uow: NotificationsUow, field: str, server: ServerInput, kept: bytes | None, entered_for: Place | None
) -> bytes | None:
    """The password to keep; one that was entered for a certain server is never given to another one."""
    if server.password is not None:
        return uow.sealer.seal(server.password) if server.password else None
    if kept is not None and entered_for != (server.host.casefold(), server.port, server.tls, server.username):
        said = "Enter the password again: it was given for another server, port, encryption or user name"
        raise MailboxRefused(said, [{"field": f"{field}.password", "message": said}])
    return kept


def _smtp_of(mailbox: Mailbox) -> Place:
    return mailbox.smtp_host.casefold(), mailbox.smtp_port, mailbox.smtp_tls, mailbox.smtp_username


def _imap_of(mailbox: Mailbox) -> Place | None:
    imap = mailbox.imap
    return (imap["host"].casefold(), imap["port"], imap["tls"], imap["username"]) if imap else None


def _imap(server: ServerInput) -> dict[str, Any]:
    return {name: getattr(server, name) for name in ("host", "port", "tls", "username", "folder", "read_old")}
