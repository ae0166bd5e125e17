"""Puts the notifications service together; the only place that wires."""

import ssl
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from services.notifications.api import caught, deliveries, emails, mailboxes, notices, presets, templates
from services.notifications.catching.catcher import Catcher
from services.notifications.handlers import on
from services.notifications.incoming.alarm import MailboxAlarm
from services.notifications.incoming.keeping import Keeper
from services.notifications.incoming.lmtp import LmtpDoor
from services.notifications.incoming.reading import ReadingLoop
from services.notifications.incoming.watching import WatchingLoop
from services.notifications.mail_servers.connecting import Limits, Reach, Server
from services.notifications.mail_servers.grants import Grant
from services.notifications.mail_servers.hosts import Hosts
from services.notifications.mail_servers.tokens import Tokens
from services.notifications.panel import caught as caught_pages
from services.notifications.panel import deciding, inbox
from services.notifications.panel import deliveries as delivery_boxes
from services.notifications.panel import emails as email_pages
from services.notifications.panel import notices as notice_pages
from services.notifications.panel import settings as settings_pages
from services.notifications.scanning import loop as scanning
from services.notifications.scanning.clamd import Clamd
from services.notifications.scanning.loop import ScanningLoop
from services.notifications.sending.claims import SYSTEM, Claims
from services.notifications.sending.connections import Connections, SendingMailbox
from services.notifications.sending.loop import SendingLoop
from services.notifications.sending.mail_files import MailFiles
from services.notifications.sending.sender import Sender
from services.notifications.settings import NotificationsSettings
from services.notifications.uow import NotificationsUow, OpenUow, OwnPost, RatesForStrangers, Rings
from services.notifications.use_cases import signing_in
from shared.database import Database
from shared.foundation import Foundation, lay_foundation
from shared.panel.entry import panel_entry
from shared.panel.pages import mount_static
from shared.secrets import Sealer
from shared.service import Loop, Service
from shared.settings import ScannerAddress


class Bells:
    """Bells that are hung up after whoever rings them was made."""

    def __init__(self) -> None:
        self._bells: list[Callable[[], None]] = []

    def add(self, bell: Callable[[], None]) -> None:
        """Hang one up."""
        self._bells.append(bell)

    def ring(self) -> None:
        """Ring them all."""
        for bell in self._bells:
            bell()


def build(
    settings: NotificationsSettings, limits: Limits | None = None, tls: ssl.SSLContext | None = None
) -> Service:
    """The notifications service, ready to run; `tls` says whose certificates are trusted."""
    bells = [Bells(), Bells(), Bells()]
    open_uow = _opener(settings, bells)
    base = lay_foundation("notifications", settings, open_uow)
    sending = _sending(base, settings, open_uow, limits or Limits(), tls or ssl.create_default_context())
    reading = _reading(base, settings, open_uow)
    arriving = _arriving(base, settings, open_uow)
    for bell, loop in zip(bells, (sending, reading, base.web.state.watching), strict=True):
        bell.add(loop.ring)
    alarm = _alarm(base, settings, open_uow)
    _open_doors(base, settings)
    return Service(
        name="notifications",
        web=base.web,
        handlers=on,
        database=base.database,
        work=base.work,
        open_uow=open_uow,
        storage=base.storage,
        closes=[base.previews.close],
        loops=[sending.run, reading.run, alarm.run, *arriving, *_scanning(base, settings, open_uow)],
        tells=lambda: _told(base.database, alarm),
    )


def _opener(settings: NotificationsSettings, bells: Sequence[Bells]) -> OpenUow:
    sealer = Sealer([key.get_secret_value() for key in settings.secrets_key])
    rings = Rings(*[each.ring for each in bells])
    own_post = OwnPost(settings.system_sender, Sealer(settings.mail_keys))

    rates = RatesForStrangers(
        settings.strangers_mails_per_domain,
        settings.strangers_mails_per_desk,
        settings.strangers_mails_in_all,
    )

    def open_uow(database: Database) -> NotificationsUow:
        return NotificationsUow(database, sealer, settings.public_url, own_post, rates, rings)

    return open_uow


def _sending(
    base: Foundation, settings: NotificationsSettings, open_uow: OpenUow, limits: Limits, tls: ssl.SSLContext
) -> SendingLoop:
    me = urlsplit(settings.public_url).hostname or "localhost"
    state = base.web.state
    hosts = Hosts(settings.any_host, plain_passwords=not settings.production)
    tokens = Tokens(hosts, tls, limits.opening / 2)
    state.reach = Reach(hosts, me, limits, tls, tokens)

    async def keep_refresh_token(grant: Grant, refresh_token: str) -> bytes | None:
        async with open_uow(base.work) as uow:
            return await signing_in.keep_refresh_token(uow, grant, refresh_token)

    tokens.keep_refresh_token = keep_refresh_token
    state.connections = Connections(state.reach)
    claims = Claims(base.work, state.sealer, _system_mailbox(settings, state.reach))
    sender = Sender(base.work, open_uow, state.connections, MailFiles(base.storage, base.links, base.work))
    state.sending = SendingLoop(claims, sender, settings.sender_concurrency)
    return state.sending


def _reading(base: Foundation, settings: NotificationsSettings, open_uow: OpenUow) -> ReadingLoop:
    reading = ReadingLoop(base.work, open_uow, base.storage, settings.reader_concurrency)
    base.web.state.reading = reading
    return reading


def _system_mailbox(settings: NotificationsSettings, reach: Reach) -> SendingMailbox | None:
    if settings.system_server is None:
        return None
    # The operator named this server, and may mean one of the private network.
    own_reach = replace(reach, hosts=Hosts(any_host=True))
    return SendingMailbox(SYSTEM, settings.system_sender, Server(*settings.system_server), own_reach)


def _arriving(base: Foundation, settings: NotificationsSettings, open_uow: OpenUow) -> list[Loop]:
    """How mail comes in: from mailboxes, by LMTP where that is set, and into the catcher where that runs."""
    keeper = base.web.state.keeper = Keeper(base.work, open_uow, base.storage)
    sealer, reach = base.web.state.sealer, base.web.state.reach
    watching = base.web.state.watching = WatchingLoop(base.work, open_uow, keeper, reach, sealer)
    loops = [watching.run, *_catching(base, settings)]
    if settings.lmtp_port is not None:
        loops.append(LmtpDoor(settings.lmtp_host, settings.lmtp_port, base.work, keeper).run)
    return loops


def _alarm(base: Foundation, settings: NotificationsSettings, open_uow: OpenUow) -> MailboxAlarm:
    after = timedelta(minutes=settings.mailbox_alarm_minutes)
    base.web.state.alarm = MailboxAlarm(base.database, base.work, open_uow, after)
    return base.web.state.alarm


def _scanning(base: Foundation, settings: NotificationsSettings, open_uow: OpenUow) -> list[Loop]:
    if settings.clamav_url is None:
        return []
    clamd = Clamd(ScannerAddress.of(settings.clamav_url))
    loop = base.web.state.scanning = ScanningLoop(base.work, open_uow, base.storage, clamd)
    return [loop.run]


async def _told(database: Database, alarm: MailboxAlarm) -> dict[str, Any]:
    return await alarm.tells() | await scanning.tells(database)


def _catching(base: Foundation, settings: NotificationsSettings) -> list[Loop]:
    if not settings.catches_mail:
        return []
    catcher = base.web.state.catcher = Catcher("127.0.0.1", settings.smtp_catcher_port)
    return [catcher.run]


def _open_doors(base: Foundation, settings: NotificationsSettings) -> None:
    mount_static(base.web)
    panel_entry(base.web)
    for door in (mailboxes, presets, templates, deliveries, emails, notices):
        base.web.include_router(door.router)
    for pages in (settings_pages, delivery_boxes, inbox, email_pages, deciding, notice_pages):
        base.web.include_router(pages.router)
    if settings.catches_mail:
        base.web.include_router(caught.router)
        base.web.include_router(caught_pages.router)
