"""Sends one mail at a time to its end: offered, marked, handed over, its outcome noted."""

import asyncio
from collections.abc import Collection, Sequence
from uuid import UUID

import structlog
from opentelemetry.trace import SpanKind

from services.notifications.mail_servers.connecting import Unreachable
from services.notifications.mail_servers.smtp import Answer, Connection, ConnectionLost, OutcomeUnknown
from services.notifications.sending import outcomes
from services.notifications.sending.breakers import Breakers
from services.notifications.sending.claims import Claimed
from services.notifications.sending.connections import Connections, SendingMailbox
from services.notifications.sending.mail_files import MailFiles
from services.notifications.sending.outcomes import Outcome
from services.notifications.uow import NotificationsUow, OpenUow
from shared.batching import Batcher
from shared.database import Database, is_away, while_away_wait
from shared.telemetry import continued, current_headers

log = structlog.get_logger()
OFFER_LIMIT = 30.0
"""Seconds until the mail is handed over, opening a connection included."""


class Sender:
    """Knows how a claimed mail goes; what is under way shares transactions."""

    def __init__(
        self, database: Database, open_uow: OpenUow, connections: Connections, files: MailFiles
    ) -> None:
        self._database, self._open_uow, self._files = database, open_uow, files
        self.connections, self.breakers = connections, Breakers()
        self._marking = asyncio.Lock()
        self._conclude = Batcher(self._note_outcomes, splits=_not_away)
        self.in_hand: dict[UUID, float] = {}
        """Mails handed over that wait for their answer, and the seconds each may take."""

    def uow(self) -> NotificationsUow:
        """A unit of work."""
        return self._open_uow(self._database)

    async def send(self, mail: Claimed) -> None:
        """Bring one mail to its outcome, and note it."""
        with continued("mail send", mail.headers, SpanKind.CLIENT) as span:
            span.set_attribute("helpdesk.delivery_id", str(mail.id))
            outcome = await self._attempt(mail)
            if outcome is None:
                return
            span.set_attribute("helpdesk.smtp_code", outcome.code or 0)
            if outcome.code is not None:
                self.breakers.reached(mail.desk_id)
            told = Outcome(mail, outcome.reason, outcome.code, outcome.lost, current_headers())
            # The mail may be out: nothing is more important now than to write that down.
            await while_away_wait(self._database, lambda: self._conclude.submit(told))

    async def _attempt(self, mail: Claimed) -> Outcome | None:
        if mail.mailbox is None:
            return Outcome(mail, mail.problem)
        try:
            data = await self._files.written(mail)
        except OSError as error:
            return Outcome(mail, f"a file could not be read: {type(error).__name__}")
        try:
            async with asyncio.timeout(OFFER_LIMIT):
                connection, refusal = await self.connections.addressed(mail.mailbox, mail.letter.recipient)
        except (Unreachable, ConnectionLost, TimeoutError) as error:
            return self._missed(mail, str(error) or "no answer in time")
        if refusal is not None:
            await self._rest(mail.mailbox, connection, start_over=True)
            return Outcome(mail, refusal.text, refusal.code)
        try:
            return await self._hand_over(mail, mail.mailbox, connection, data)
        except BaseException:
            connection.close()
            raise

    async def _hand_over(
        self, mail: Claimed, mailbox: SendingMailbox, connection: Connection, data: bytes
    ) -> Outcome | None:
        try:
            refusal = await connection.ask_for_data()
            if refusal is not None:
                await self._rest(mailbox, connection, start_over=True)
                return Outcome(mail, refusal.text, refusal.code)
            # The server waits for the mail by now.
            if not await self._mark_and_write(mail, connection, data):
                return None
            answer: Answer = await connection.answer(len(data))
        except ConnectionLost as error:
            return self._missed(mail, str(error))
        except OutcomeUnknown as error:
            # Many mails may be due: one that is in doubt is bad luck, all of them would be.
            return self._missed(mail, f"no answer after the mail was handed over: {error}", lost=True)
        finally:
            self.in_hand.pop(mail.id, None)
        await self._rest(mailbox, connection, start_over=not 200 <= answer.code < 300)
        return Outcome(mail, answer.text, answer.code)

    async def _mark_and_write(self, mail: Claimed, connection: Connection, data: bytes) -> bool:
        """Commit that this mail may get through from now on, and send it; if it may not, the connection is closed."""
        seconds = self.connections.patience(len(data))
        try:
            # One at a time: a process that dies here leaves at most one mail marked that was not sent.
            async with self._marking:
                if await self._begin(mail, seconds):
                    self.in_hand[mail.id] = seconds
                    connection.write(data)
                    return True
            connection.close()
        except ConnectionLost:
            raise
        except Exception as error:
            connection.close()
            if not is_away(error):
                raise
            log.warning("database_away", error=type(error).__name__)
            await self.take_back([mail])
        return False

    async def take_back(self, mails: Collection[Claimed]) -> None:
        """Give mails back that were not handed over, as soon as the database can be asked."""

        async def give_back() -> None:
            async with self.uow() as uow:
                await outcomes.take_back(uow, mails)

        await while_away_wait(self._database, give_back)

    async def _rest(self, mailbox: SendingMailbox, connection: Connection, *, start_over: bool) -> None:
        if connection.is_open and (not start_over or await connection.start_over()):
            self.connections.give_back(mailbox, connection)
        else:
            connection.close()

    def _missed(self, mail: Claimed, reason: str, *, lost: bool = False) -> Outcome:
        self.breakers.missed(mail.desk_id)
        log.warning("mail_server_missed", desk_id=str(mail.desk_id), reason=reason[:200])
        return Outcome(mail, reason, lost=lost)

    async def _begin(self, mail: Claimed, seconds: float) -> bool:
        return await outcomes.begin(self._database, mail, seconds)

    async def _note_outcomes(self, told: list[Outcome]) -> Sequence[None]:
        if left := await outcomes.note_sent(self._database, told):
            async with self.uow() as uow:
                await outcomes.conclude(uow, left)
        return [None] * len(told)


def _not_away(error: Exception) -> bool:
    return not is_away(error)
