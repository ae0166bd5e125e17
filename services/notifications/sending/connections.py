"""SMTP connections kept open per mailbox: opening one costs more than ten mails on it."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from services.notifications.mail_servers.connecting import Reach, Server
from services.notifications.mail_servers.smtp import CLOSING, Answer, Connection, ConnectionLost, patience

ASK_AFTER = 5.0
"""Seconds of rest after which a connection is asked whether it is still there."""

CLOSE_AFTER = 30.0
"""Seconds of rest after which it is closed: servers count open connections."""


@dataclass(frozen=True, slots=True)
class SendingMailbox:
    """A mailbox as the sender needs it.

    `address` is the sender of the envelope; `reach` another one than for desks' mailboxes, where a rule of its own holds.
    """

    desk_id: UUID
    address: str
    server: Server
    reach: Reach | None = None


@dataclass(slots=True)
class Kept:
    """An open connection, the settings it was opened with, and since when it rests."""

    connection: Connection
    server: Server
    since: float


class Connections:
    """Hands out open connections and takes them back."""

    def __init__(self, reach: Reach, clock: Callable[[], float] = time.monotonic) -> None:
        self._reach, self._clock = reach, clock
        self._resting: dict[UUID, list[Kept]] = defaultdict(list)

    async def addressed(self, mailbox: SendingMailbox, recipient: str) -> tuple[Connection, Answer | None]:
        """A connection on which sender and recipient are named, and the server's refusal if it has one."""
        while kept := self._take(mailbox):
            # A server may have closed a resting connection, or had enough of it: that says nothing of the mail.
            if self._clock() - kept.since > ASK_AFTER and not await kept.connection.is_alive():
                continue
            try:
                refusal = await kept.connection.address(mailbox.address, recipient)
            except ConnectionLost:
                kept.connection.close()
                continue
            if refusal is None or refusal.code != CLOSING:
                return kept.connection, refusal
            kept.connection.close()
        connection = await Connection.open(mailbox.server, mailbox.reach or self._reach)
        try:
            return connection, await connection.address(mailbox.address, recipient)
        except BaseException:
            connection.close()
            raise

    def patience(self, size: int) -> float:
        """Seconds that handing over a mail of so many bytes may take."""
        return patience(self._reach.limits.data, size)

    def give_back(self, mailbox: SendingMailbox, connection: Connection) -> None:
        """Let the connection rest until the next mail."""
        if connection.is_open:
            self._resting[mailbox.desk_id].append(Kept(connection, mailbox.server, self._clock()))

    async def close_idle(self, older_than: float = CLOSE_AFTER) -> None:
        """Say goodbye on connections that have rested long enough."""
        limit, leaving = self._clock() - older_than, []
        for desk_id, kept in list(self._resting.items()):
            leaving += [each.connection for each in kept if each.since <= limit]
            self._resting[desk_id] = [each for each in kept if each.since > limit]
            if not self._resting[desk_id]:
                del self._resting[desk_id]
        await asyncio.gather(*(connection.leave() for connection in leaving))

    def _take(self, mailbox: SendingMailbox) -> Kept | None:
        resting = self._resting.get(mailbox.desk_id, [])
        while resting:
            kept = resting.pop()
            if kept.server == mailbox.server and kept.connection.is_open:
                return kept
            kept.connection.close()
        return None
