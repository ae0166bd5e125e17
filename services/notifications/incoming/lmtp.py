"""A door for mail servers that hand mail on (LMTP, RFC 2033): taken is what lies in the storage and is noted."""

import asyncio
from collections.abc import Callable
from uuid import UUID

import structlog
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session, syntax

from services.notifications.incoming.keeping import Keeper, Raw
from services.notifications.incoming.mail_data import has_bare_end, read_data
from services.notifications.mail_servers.imap_folder import LARGEST_MAIL
from services.notifications.queries.desks import desk_of_mailbox
from services.notifications.use_cases.arriving import Journey
from shared.database import Database

log = structlog.get_logger()
BUFFER = 4 * 1024 * 1024
"""Bytes of a mail that are taken at once."""

MOST_RECIPIENTS = 100
AT_ONCE = 50
"""Conversations at a time; a server that meets more tries again."""

NOT_NOW = "451 4.3.0 Not now, try again"
CONTROLS = bytes([*range(33), 127])
TOO_LARGE = "552 5.3.4 It is too large, or no mail"


class Door(LMTP):
    """aiosmtpd's conversation, with mails read in our way; every recipient is answered apart (RFC 2033, 4.2)."""

    line_length_limit = BUFFER

    @syntax("DATA")
    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802 as aiosmtpd names it
        """A mail follows."""
        envelope = self.envelope
        if arg or envelope is None or not envelope.rcpt_tos:
            await super().smtp_DATA(arg or "")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        envelope.content = await read_data(self._reader, LARGEST_MAIL)
        answer = await self._call_handler_hook("DATA")
        self._set_post_data_state()
        await self.push(answer)


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
        content = envelope.content
        if not isinstance(content, bytes):
            return self._each(envelope, TOO_LARGE)
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


def sender_of(envelope: Envelope) -> bytes:
    """The address that the envelope names; aiosmtpd says `<>` for none."""
    said = (envelope.mail_from or "").strip("<>").encode("utf-8", "surrogateescape")
    # It becomes a line of the mail's head, above those that servers wrote: it must not begin another one.
    return said.translate(None, CONTROLS)
