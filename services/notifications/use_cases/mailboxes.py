"""A desk's mailbox: set up, changed, removed, told of."""

from contextlib import suppress
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select, update

from services.notifications.domain.errors import MailboxMissing, MailboxRefused
from services.notifications.domain.mailbox import History, Mailbox, MailboxSettings
from services.notifications.mail_servers.hosts import Hosts, NotResolved
from services.notifications.mail_servers.tokens import place_of
from services.notifications.queries.settings import MailboxView, ServerView
from services.notifications.tables import mailboxes
from services.notifications.uow import NotificationsUow
from services.notifications.use_cases.signing_in import OAuthInput, ServerInput, kept_of, secrets_for
from services.notifications.use_cases.watching import follow_mailboxes
from shared.contracts.notifications import MailboxChanged
from shared.seen import WHATEVER, Seen

PLACE = ("host", "port", "tls", "username")
"""What is kept of either server."""


@dataclass(frozen=True, slots=True)
class MailboxInput:
    """A mailbox as typed, as a whole."""

    address: str
    name: str
    smtp: ServerInput
    imap: ServerInput | None
    open_tickets: bool
    reply_tokens: bool = True
    history: History | None = None
    """None for a form that does not name it."""


async def check_hosts(hosts: Hosts, typed: MailboxInput) -> None:
    """Raises HostRefused for a server that may not be reached; one that nobody knows now may be right."""
    for field, server in (("smtp", typed.smtp), ("imap", typed.imap)):
        if server is None:
            continue
        if server.username and not hosts.may_sign_in(server.tls):
            said = "A password is not sent without encryption: choose STARTTLS or TLS"
            raise MailboxRefused(said, [{"field": f"{field}.tls", "message": said}])
        with suppress(NotResolved):
            await hosts.resolve(server.host, server.port, field)
        if server.oauth:
            await _check_token_url(hosts, server.oauth.token_url, f"{field}.oauth2.token_url")


async def _check_token_url(hosts: Hosts, url: str, field: str) -> None:
    """Raises MailboxRefused, HostRefused for an address to which no secret may go."""
    if not url.startswith("https:") and not hosts.plain_passwords:
        said = "A client's secret is not sent without encryption: the address begins with https"
        raise MailboxRefused(said, [{"field": field, "message": said}])
    with suppress(NotResolved):
        await hosts.resolve_web(*place_of(url), field)


def with_what_stays(kept: MailboxView | None, typed: MailboxInput) -> MailboxInput:
    """`typed` by a form that knows no OAuth 2 and no history: what is set of these stays as it is."""
    if kept is None:
        return typed
    smtp = _as_before(typed.smtp, kept.smtp)
    imap = _as_before(typed.imap, kept.imap) if typed.imap else None
    return replace(typed, smtp=smtp, imap=imap, history=typed.history or kept.history)


def _as_before(server: ServerInput, kept: ServerView | None) -> ServerInput:
    if server.is_oauth_known or server.password or kept is None or (grant := kept.oauth2) is None:
        return server
    return replace(server, oauth=OAuthInput(grant.token_url, grant.client_id, grant.scope))


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
    await follow_mailboxes(uow)
    uow.ring_for_mailbox()
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
    to_smtp = {f"smtp_{name}": getattr(smtp, name) for name in PLACE}
    return MailboxSettings(
        address=typed.address,
        name=typed.name,
        **to_smtp,
        imap={name: getattr(imap, name) for name in (*PLACE, "folder", "read_old")} if imap else None,
        open_tickets=typed.open_tickets,
        reply_tokens=typed.reply_tokens,
        history=typed.history or "none",
        **secrets_for(uow.sealer, "smtp", smtp, kept_of(mailbox, "smtp")),
        **secrets_for(uow.sealer, "imap", imap, kept_of(mailbox, "imap")),
    )
