"""A door for mail servers that hand mail on (LMTP, RFC 2033): taken is what lies in the storage and is noted."""

import asyncio
from collections.abc import Callable
from typing import AnyStr
from uuid import UUID

import structlog
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session

from services.notifications.incoming.keeping import Keeper, Raw
from services.notifications.mail_servers.imap_folder import LARGEST_MAIL
from services.notifications.queries.desks import desk_of_mailbox
from services.notifications.use_cases.arriving import Journey
from shared.database import Database

log = structlog.get_logger()
LONGEST_LINE = 8 * 1024 * 1024
"""Bytes of a line: RFC 5322 allows 998, and programs send whole pages in one."""

MOST_RECIPIENTS = 100
AT_ONCE = 50
"""Conversations at a time; a server that meets more tries again."""

NOT_NOW = "451 4.3.0 Not now, try again"
CONTROLS = bytes([*range(33), 127])
REFUSED_WHOLE = ("500 ", "552 ")


class Door(LMTP):
    """aiosmtpd's conversation with room for lines as they come; every recipient is answered apart."""

    line_length_limit = LONGEST_LINE

    async def push(self, status: AnyStr) -> None:
        """Answer; what is refused while a mail is being read is refused for each recipient (RFC 2033, 4.2)."""
        recipients = self.envelope.rcpt_tos if self.envelope else []
        is_for_all = isinstance(status, str) and status.startswith(REFUSED_WHOLE) and self._is_reading
        for _ in recipients[1:] if is_for_all else ():
            await super().push(status)
        await super().push(status)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 as aiosmtpd names it
        """A mail follows."""
        self._is_reading = True
        try:
            await super().smtp_DATA(arg)
        finally:
            self._is_reading = False

    _is_reading = False


class LmtpDoor:
    """Listens, and takes mail for the mailboxes of this installation's desks."""

    def __init__(self, host: str, port: int, database: Database, keeper: Keeper) -> None:
        self._host, self._port = host, port
        self._database, self._keeper = database, keeper
        self._places = asyncio.Semaphore(AT_ONCE)

    async def run(self) -> None:
        """Serve until cancelled."""
        server = await asyncio.get_running_loop().create_server(self._conversation, self._host, self._port)
        async with server:
            await server.serve_forever()

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Called by aiosmtpd for each recipient: whether it is a mailbox here."""
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients at once"
        try:
            desk_id = await self._desk(address)
        except Exception as error:
            return self._not_now(error)
        if desk_id is None:
            return "550 5.1.1 There is no such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Known"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Called by aiosmtpd for each mail: one answer a recipient."""
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        if has_bare_end(content):
            return self._each(envelope, "550 5.6.0 A line ends with CR and LF, nothing else")
        # Whoever delivers writes down who sent it (RFC 5321, section 4.4): `<>` is what machines answer with.
        traced = b"Return-Path: <" + sender_of(envelope) + b">\r\n" + content
        async with self._places:
            answers = [await self._take(address, traced) for address in envelope.rcpt_tos]
        return "\r\n".join(answers)

    async def _take(self, address: str, content: bytes) -> str:
        try:
            desk_id = await self._desk(address)
            if desk_id is None:
                return "550 5.1.1 There is no such mailbox here any more"
            await self._keeper.keep(Raw(desk_id, content, Journey(address)))
        except Exception as error:
            return self._not_now(error)
        return "250 2.0.0 Kept"

    async def _desk(self, address: str) -> UUID | None:
        async with self._database.session() as session:
            return await desk_of_mailbox(session, address)

    def _not_now(self, error: Exception) -> str:
        log.warning("lmtp_not_now", error=f"{type(error).__name__}: {error}"[:200])
        return NOT_NOW

    def _each(self, envelope: Envelope, answer: str) -> str:
        return "\r\n".join([answer] * len(envelope.rcpt_tos))

    def _conversation(self) -> Door:
        make: Callable[..., Door] = Door
        return make(
            self, hostname="helpdesk", data_size_limit=LARGEST_MAIL, enable_SMTPUTF8=True, ident="Helpdesk"
        )


def has_bare_end(content: bytes) -> bool:
    """Whether a CR or LF stands alone: some servers take it for an end of line and others do not, so mails were smuggled
    past filters with it (VU#302671). Counted, since looking at each sign of a large mail would hold the event loop.
    """
    return not content.count(b"\r\n") == content.count(b"\r") == content.count(b"\n")


def sender_of(envelope: Envelope) -> bytes:
    """The address that the envelope names; aiosmtpd says `<>` for none."""
    said = (envelope.mail_from or "").strip("<>").encode("utf-8", "surrogateescape")
    # It becomes a line of the mail's head, above those that servers wrote: it must not begin another one.
    return said.translate(None, CONTROLS)
