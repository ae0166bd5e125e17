"""Sends one mail at a time to its end: offered, marked, handed over, its outcome noted."""

import asyncio
from collections.abc import Callable, Sequence

import structlog
from opentelemetry.trace import SpanKind

from services.notifications.breaker import Breakers
from services.notifications.composing import compose
from services.notifications.lines import Lines, SendingMailbox
from services.notifications.smtp import Answer, Line, LineBroke, OutcomeUnknown, Unreachable
from services.notifications.uow import NotificationsUow
from services.notifications.use_cases import sending
from services.notifications.use_cases.sending import Claimed, Outcome
from shared.batching import Batcher
from shared.clock import utc_now
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
    ) -> None:
        self._database, self._open_uow = database, open_uow
        self._lines, self._breakers = lines, breakers
        self._begin = Batcher(self._note_begin, splits=_not_away)
        self._conclude = Batcher(self._note_outcomes, splits=_not_away)

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
            async with asyncio.timeout(OFFER_LIMIT):
                line, refusal = await self._lines.addressed(mail.mailbox, mail.letter.recipient)
        except (Unreachable, LineBroke, TimeoutError) as error:
            return self._missed(mail, str(error) or "no answer in time")
        self._breakers.reached(mail.desk_id)
        if refusal is not None:
            await self._rest(mail.mailbox, line, start_over=True)
            return Outcome(mail, refusal.text, refusal.code)
        try:
            return await self._hand_over(mail, mail.mailbox, line)
        except BaseException:
            line.close()
            raise

    async def _hand_over(self, mail: Claimed, mailbox: SendingMailbox, line: Line) -> Outcome | None:
        content = compose(mail.letter, utc_now())
        if not await self._begin.submit(mail):
            await self._rest(mailbox, line, start_over=True)
            return None
        try:
            answer: Answer = await line.hand_over(content)
        except LineBroke as error:
            return self._missed(mail, str(error))
        except OutcomeUnknown as error:
            return Outcome(mail, f"no answer after the mail was handed over: {error}", lost=True)
        await self._rest(mailbox, line, start_over=not 200 <= answer.code < 300)
        return Outcome(mail, answer.text, answer.code)

    async def _rest(self, mailbox: SendingMailbox, line: Line, *, start_over: bool) -> None:
        if line.is_open and (not start_over or await line.start_over()):
            self._lines.give_back(mailbox, line)
        else:
            line.close()

    def _missed(self, mail: Claimed, reason: str) -> Outcome:
        self._breakers.missed(mail.desk_id)
        log.warning("mail_server_missed", desk_id=str(mail.desk_id), reason=reason[:200])
        return Outcome(mail, reason)

    async def _note_begin(self, mails: list[Claimed]) -> Sequence[bool]:
        async with self._open_uow(self._database) as uow:
            held = await sending.begin(uow, mails)
        return [mail.id in held for mail in mails]

    async def _note_outcomes(self, outcomes: list[Outcome]) -> Sequence[None]:
        async with self._open_uow(self._database) as uow:
            await sending.conclude(uow, outcomes)
        return [None] * len(outcomes)


def _not_away(error: Exception) -> bool:
    return not is_away(error)
