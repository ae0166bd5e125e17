"""Trying a mailbox, all that was set of it: connect, sign in, say hello; no mail goes and none is read."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from services.notifications.domain.errors import MailboxMissing
from services.notifications.domain.mailbox import Mailbox
from services.notifications.mail_servers.connecting import Reach, Server, Unreachable, intake_of, server_of
from services.notifications.mail_servers.imap import try_imap
from services.notifications.mail_servers.smtp import Connection
from shared.database import Database
from shared.secrets import CannotOpen, Sealer

LIMIT = 5.0
"""Seconds: somebody waits before a page."""

CHANGED = "the settings were changed meanwhile: test them again"


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of one server.

    `detail` is for people: that it works, or what went wrong.
    """

    ok: bool
    detail: str


@dataclass(frozen=True, slots=True)
class TriedMailbox:
    """What came of a mailbox as it was saved with `version`; `imap` is empty when none is set."""

    smtp: Tried
    imap: Tried | None
    version: int

    @property
    def ok(self) -> bool:
        """Whether all of it works."""
        return self.smtp.ok and (self.imap is None or self.imap.ok)

    @property
    def detail(self) -> str:
        """All of it in a line."""
        if self.imap is None:
            return self.smtp.detail
        return f"outgoing: {self.smtp.detail}; incoming: {self.imap.detail}"


async def try_mailbox(database: Database, sealer: Sealer, reach: Reach, desk_id: UUID) -> TriedMailbox:
    """Whether the desk's saved mailbox can be used; holds no database connection while it tries."""
    mailbox = await _saved(database, desk_id)
    if mailbox is None:
        raise MailboxMissing("there is none to try")
    imap = mailbox.imap
    smtp_tried, imap_tried = await asyncio.gather(
        _try(lambda: _smtp(reach, server_of(mailbox, sealer)), mailbox.smtp_username),
        _try(lambda: _imap(reach, mailbox, sealer), imap["username"] if imap else ""),
    )
    after = await _saved(database, desk_id)
    if after is None or after.version != mailbox.version:
        return TriedMailbox(Tried(False, CHANGED), None, mailbox.version)
    return TriedMailbox(smtp_tried, imap_tried if imap else None, mailbox.version)


async def _saved(database: Database, desk_id: UUID) -> Mailbox | None:
    async with database.session() as session:
        return await session.get(Mailbox, desk_id)


async def _try(work: Callable[[], Awaitable[None]], username: str) -> Tried:
    try:
        async with asyncio.timeout(LIMIT):
            await work()
    except TimeoutError:
        return Tried(False, f"no answer within {LIMIT:.0f} seconds")
    except (Unreachable, CannotOpen) as error:
        return Tried(False, str(error))
    return Tried(True, "connected and signed in" if username else "connected")


async def _smtp(reach: Reach, server: Server) -> None:
    connection = await Connection.open(server, reach)
    is_alive = await connection.is_alive()
    await connection.leave()
    if not is_alive:
        raise Unreachable("the server closed the connection")


async def _imap(reach: Reach, mailbox: Mailbox, sealer: Sealer) -> None:
    if (imap := mailbox.imap) is None:
        return
    await try_imap(intake_of(mailbox, sealer), imap["folder"], reach)
