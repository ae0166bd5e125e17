"""Connections kept open per mailbox: opening one costs more than ten mails on it."""

import asyncio
import ssl
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from services.notifications.hosts import Hosts
from services.notifications.imap import try_imap
from services.notifications.smtp import CLOSING, Answer, Limits, Line, LineBroke, Server, patience

ASK_AFTER = 5.0
"""Seconds of rest after which a connection is asked whether it is still there."""

CLOSE_AFTER = 30.0
"""Seconds of rest after which it is closed: servers count open connections."""


@dataclass(frozen=True, slots=True)
class SendingMailbox:
    """A mailbox as the sender needs it."""

    desk_id: UUID
    address: str
    server: Server


@dataclass(slots=True)
class Kept:
    """An open line, the settings it was opened with, and since when it rests."""

    line: Line
    server: Server
    since: float


class Lines:
    """Hands out open lines and takes them back."""

    def __init__(
        self,
        hosts: Hosts,
        me: str,
        limits: Limits,
        tls: ssl.SSLContext,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._hosts, self._me, self._limits, self._tls, self._clock = hosts, me, limits, tls, clock
        self._resting: dict[UUID, list[Kept]] = defaultdict(list)

    async def addressed(self, mailbox: SendingMailbox, recipient: str) -> tuple[Line, Answer | None]:
        """A line on which sender and recipient are named, and the server's refusal if it has one."""
        while kept := self._take(mailbox):
            # A server may have closed a resting line, or had enough of it: that says nothing of the mail.
            if self._clock() - kept.since > ASK_AFTER and not await kept.line.is_alive():
                continue
            try:
                refusal = await kept.line.address(mailbox.address, recipient)
            except LineBroke:
                kept.line.close()
                continue
            if refusal is None or refusal.code != CLOSING:
                return kept.line, refusal
            kept.line.close()
        line = await self.open(mailbox.server)
        try:
            return line, await line.address(mailbox.address, recipient)
        except BaseException:
            line.close()
            raise

    def patience(self, size: int) -> float:
        """Seconds that handing over a mail of so many bytes may take."""
        return patience(self._limits.data, size)

    async def try_imap(self, server: Server, folder: str) -> None:
        """Sign in where mail arrives and look at its folder; raises Unreachable."""
        await try_imap(server, folder, self._hosts, self._limits, self._tls)

    async def open(self, server: Server) -> Line:
        """A new line; raises Unreachable."""
        return await Line.open(server, self._hosts, self._limits, self._me, self._tls)

    def give_back(self, mailbox: SendingMailbox, line: Line) -> None:
        """Let the line rest until the next mail."""
        if line.is_open:
            self._resting[mailbox.desk_id].append(Kept(line, mailbox.server, self._clock()))

    async def close_idle(self, older_than: float = CLOSE_AFTER) -> None:
        """Say goodbye on lines that have rested long enough."""
        limit, leaving = self._clock() - older_than, []
        for desk_id, kept in list(self._resting.items()):
            leaving += [each.line for each in kept if each.since <= limit]
            self._resting[desk_id] = [each for each in kept if each.since > limit]
            if not self._resting[desk_id]:
                del self._resting[desk_id]
        await asyncio.gather(*(line.leave() for line in leaving))

    def _take(self, mailbox: SendingMailbox) -> Kept | None:
        resting = self._resting.get(mailbox.desk_id, [])
        while resting:
            kept = resting.pop()
            if kept.server == mailbox.server and kept.line.is_open:
                return kept
            kept.line.close()
        return None
