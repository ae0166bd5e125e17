"""A template's mail to the person who writes it, by the desk's own mailbox: one attempt, told at once, kept nowhere."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from uuid_utils.compat import uuid7

from services.notifications.domain.errors import MailboxMissing
from services.notifications.domain.mailbox import Mailbox
from services.notifications.domain.own_template import TemplateKey
from services.notifications.domain.templates import Template
from services.notifications.domain.threading import message_id
from services.notifications.mail_servers.connecting import Reach, Unreachable, server_of
from services.notifications.mail_servers.smtp import Connection, ConnectionLost, OutcomeUnknown, as_data
from services.notifications.queries.desks import MailDesk
from services.notifications.queries.settings import get_desk
from services.notifications.rendering.letters import Letter, compose
from services.notifications.rendering.previews import preview
from shared.contracts.mail_variables import MailKind
from shared.database import Database
from shared.limits import Limit
from shared.secrets import CannotOpen, Sealer

TEST_MAILS = Limit("test mail", per_second=10 / 3600, burst=10)
"""Of one person: it is for looking at a mail, and sends whatever was typed."""

LIMIT = 20.0
"""Seconds: somebody waits before a page."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What came of it.

    `detail` is for people: where the mail went, or why it did not.
    """

    ok: bool
    detail: str
    recipient: str


@dataclass(frozen=True, slots=True)
class Sampler:
    """What sending one takes of this process."""

    database: Database
    sealer: Sealer
    reach: Reach
    public_url: str

    async def send(self, key: TemplateKey, template: Template, recipient: str, now: datetime) -> Sample:
        """Mail `template` with sample values to `recipient`; raises MailboxMissing. Holds no database connection."""
        async with self.database.session() as session:
            mailbox = await session.get(Mailbox, key.desk_id)
            desk = await get_desk(session, key)
        if mailbox is None:
            raise MailboxMissing("there is none to send by")
        data = as_data(compose(self._letter(mailbox, desk, key.kind, template, recipient), now))
        try:
            async with asyncio.timeout(LIMIT):
                told = await self._hand_over(mailbox, recipient, data)
        except (Unreachable, ConnectionLost, OutcomeUnknown, CannotOpen) as error:
            return Sample(False, str(error), recipient)
        except TimeoutError:
            return Sample(False, f"no answer within {LIMIT:.0f} seconds", recipient)
        return Sample(told.startswith("2"), told, recipient)

    async def _hand_over(self, mailbox: Mailbox, recipient: str, data: bytes) -> str:
        connection = await Connection.open(server_of(mailbox, self.sealer), self.reach)
        try:
            refusal = await connection.address(mailbox.address, recipient) or await connection.ask_for_data()
            if refusal is None:
                connection.write(data)
            answer = refusal or await connection.answer(len(data))
            return f"{answer.code} {answer.text}"
        finally:
            await connection.leave()

    def _letter(
        self, mailbox: Mailbox, desk: MailDesk, kind: MailKind, template: Template, recipient: str
    ) -> Letter:
        mail = preview(kind, template, desk.look, self.public_url)
        return Letter(
            # No person wrote it to anybody, whatever it is a sample of: nothing shall answer.
            kind="ticket_created",
            sender=mailbox.address,
            sender_name=mailbox.name or desk.name,
            recipient=recipient,
            subject=mail.subject,
            text=mail.text,
            html=mail.html,
            message_id=message_id(uuid7(), mailbox.address),
        )
