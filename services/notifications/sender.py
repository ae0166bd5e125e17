"""Sends one mail at a time to its end: offered, marked, handed over, its outcome noted."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from uuid import UUID

import structlog
from opentelemetry.trace import SpanKind

from services.notifications.breaker import Breakers
from services.notifications.enclosing import MailFiles
from services.notifications.lines import Lines, SendingMailbox
from services.notifications.smtp import Answer, Line, LineBroke, OutcomeUnknown, Unreachable
from services.notifications.uow import NotificationsUow
from services.notifications.use_cases import sending
from services.notifications.use_cases.sending import Claimed, Outcome
from shared.batching import Batcher
from shared.database import Database, is_away, while_away_wait
from shared.telemetry import continued, current_headers

log = structlog.get_logger()
OFFER_LIMIT = 30.0
"""Seconds until the mail is handed over, opening a connection included."""


class Sender:
    """Knows how a claimed mail goes; what is under way shares transactions."""

    def __init__(
        self,
        database: Database,
        open_uow: Callable[[Database], NotificationsUow],
        lines: Lines,
        breakers: Breakers,
        files: MailFiles,
    ) -> None:
        self._database, self._open_uow = database, open_uow
        self._lines, self._breakers, self._files = lines, breakers, files
        self._marking = asyncio.Lock()
        self._conclude = Batcher(self._note_outcomes, splits=_not_away)
        self.in_hand: dict[UUID, float] = {}
        """Mails handed over that wait for their answer, and the seconds each may take."""

    async def send(self, mail: Claimed) -> None:
        """Bring one mail to its outcome, and note it."""
        with continued("mail send", mail.headers, SpanKind.CLIENT) as span:
            span.set_attribute("helpdesk.delivery_id", str(mail.id))
            outcome = await self._attempt(mail)
            if outcome is None:
                return
            span.set_attribute("helpdesk.smtp_code", outcome.code or 0)
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
                line, refusal = await self._lines.addressed(mail.mailbox, mail.letter.recipient)
        except (Unreachable, LineBroke, TimeoutError) as error:
            return self._missed(mail, str(error) or "no answer in time")
        self._breakers.reached(mail.desk_id)
        if refusal is not None:
            await self._rest(mail.mailbox, line, start_over=True)
            return Outcome(mail, refusal.text, refusal.code)
        try:
            return await self._hand_over(mail, mail.mailbox, line, data)
        except BaseException:
            line.close()
            raise

    async def _hand_over(
        self, mail: Claimed, mailbox: SendingMailbox, line: Line, data: bytes
    ) -> Outcome | None:
        try:
            refusal = await line.ask_for_data()
            if refusal is not None:
                await self._rest(mailbox, line, start_over=True)
                return Outcome(mail, refusal.text, refusal.code)
            # The server waits for the mail by now.
            if not await self._mark_and_write(mail, line, data):
                return None
            answer: Answer = await line.answer(len(data))
        except LineBroke as error:
            return self._missed(mail, str(error))
        except OutcomeUnknown as error:
            return Outcome(mail, f"no answer after the mail was handed over: {error}", lost=True)
        finally:
            self.in_hand.pop(mail.id, None)
        await self._rest(mailbox, line, start_over=not 200 <= answer.code < 300)
        return Outcome(mail, answer.text, answer.code)

    async def _mark_and_write(self, mail: Claimed, line: Line, data: bytes) -> bool:
        """Commit that this mail may get through from now on, and send it; if it may not, the line is closed."""
        seconds = self._lines.patience(len(data))
        try:
            # One at a time: a process that dies here leaves at most one mail marked that was not sent.
            async with self._marking:
                if await self._begin(mail, seconds):
                    self.in_hand[mail.id] = seconds
                    line.write(data)
                    return True
            line.close()
        except LineBroke:
            raise
        except Exception as error:
            line.close()
            if not is_away(error):
                raise
            log.warning("database_away", error=type(error).__name__)
            await self.take_back([mail])
        return False

    async def take_back(self, mails: Collection[Claimed]) -> None:
        """Give mails back that were not handed over, as soon as the database can be asked."""

        async def give_back() -> None:
            async with self._open_uow(self._database) as uow:
                await sending.take_back(uow, mails)

        await while_away_wait(self._database, give_back)

    async def _rest(self, mailbox: SendingMailbox, line: Line, *, start_over: bool) -> None:
        if line.is_open and (not start_over or await line.start_over()):
            self._lines.give_back(mailbox, line)
        else:
            line.close()

    def _missed(self, mail: Claimed, reason: str) -> Outcome:
        self._breakers.missed(mail.desk_id)
        log.warning("mail_server_missed", desk_id=str(mail.desk_id), reason=reason[:200])
        return Outcome(mail, reason)

    async def _begin(self, mail: Claimed, seconds: float) -> bool:
        async with self._open_uow(self._database) as uow:
            return await sending.begin(uow, mail, seconds)

    async def _note_outcomes(self, outcomes: list[Outcome]) -> Sequence[None]:
        async with self._open_uow(self._database) as uow:
            await sending.conclude(uow, outcomes)
        return [None] * len(outcomes)


def _not_away(error: Exception) -> bool:
    return not is_away(error)
