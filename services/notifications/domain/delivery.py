"""Delivery: one attempt to bring one mail to one recipient, which is never made twice blindly."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from services.notifications.domain.delivery_state import DeliveryState
from shared.aggregate import Aggregate
from shared.contracts.mail_variables import MailKind
from shared.contracts.notifications import DeliveryFailed, DeliverySent
from shared.contracts.organization import SystemMail

DeliveryKind = MailKind | SystemMail | Literal["notice", "my_tickets_code"]
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120, 240, 480, 480))
GIVE_UP_AFTER = timedelta(hours=24)
MAX_REASON = 500


@dataclass(eq=False, repr=False, kw_only=True)
class Delivery(Aggregate):
    """One mail about a comment, about a new ticket (`comment_id` empty), a notice to a colleague (`notice_id`), or of the
    installation itself (no desk).

    What became of a notice is nobody's news: the ticket hears of mails to its requester.
    `lease` names the worker's claim that holds it, until `leased_until`.
    """

    id: UUID
    ticket_id: UUID | None = None
    comment_id: UUID | None = None
    notice_id: UUID | None = None
    kind: DeliveryKind
    recipient: str
    state: DeliveryState = DeliveryState.QUEUED
    attempts: int = 0
    created_at: datetime
    next_attempt_at: datetime
    changed_at: datetime | None = None
    sent_at: datetime | None = None
    lease: UUID | None = None
    leased_until: datetime | None = None
    reason: str = ""
    version: int = 0

    def is_due(self, now: datetime) -> bool:
        """Whether a worker may take it."""
        return self.state == DeliveryState.QUEUED and self.next_attempt_at <= now

    def start(self, now: datetime) -> bool:
        """Say, in a transaction of its own and before the mail is offered, that it may get through."""
        if not self.is_due(now):
            return False
        self.attempts += 1
        self._become(DeliveryState.SENDING)
        return True

    def not_begun(self) -> None:
        """Take back what was said by `start`: the mail was surely not offered, and that was no attempt."""
        if self.state == DeliveryState.SENDING:
            self.attempts -= 1
            self._become(DeliveryState.QUEUED)

    def answered(self, code: int, text: str, now: datetime) -> None:
        """Take the mail server's answer: 2xx is sent, 5xx refused for good, all else is tried again."""
        if 200 <= code < 300:
            self._get_through(now)
        elif 500 <= code < 600:
            self._fail(f"{code} {text}")
        else:
            self.put_off(f"{code} {text}", now)

    def put_off(self, reason: str, now: datetime) -> None:
        """The mail surely did not get through (no connection, 4xx): try later, but not for ever."""
        if self.state != DeliveryState.SENDING:
            return
        if self.attempts > len(BACK_OFF):
            self._fail(reason)
            return
        self.next_attempt_at = now + BACK_OFF[self.attempts - 1]
        if self.next_attempt_at > self.created_at + GIVE_UP_AFTER:
            self._fail(reason)
            return
        self._become(DeliveryState.QUEUED, reason)

    def lose_track(self, reason: str) -> None:
        """Nobody knows whether the mail got through: it is shown, and not tried again."""
        if self.state == DeliveryState.SENDING:
            self._become(DeliveryState.UNKNOWN, reason)

    def came_back(self, reason: str) -> None:
        """A server on the way took the mail and says afterwards that it did not arrive (RFC 3464)."""
        if self.state in (DeliveryState.SENT, DeliveryState.UNKNOWN):
            self._become(DeliveryState.FAILED, reason)
            self._tell(DeliveryFailed, reason=self.reason)

    def settled(self, now: datetime) -> None:
        self.changed_at = now

    def _get_through(self, now: datetime) -> None:
        if self.state == DeliveryState.SENDING:
            self.sent_at = now
            self._become(DeliveryState.SENT)
            self._tell(DeliverySent)

    def _fail(self, reason: str) -> None:
        if self.state == DeliveryState.SENDING:
            self._become(DeliveryState.FAILED, reason)
            self._tell(DeliveryFailed, reason=self.reason)

    def _become(self, state: DeliveryState, reason: str = "") -> None:
        self.state, self.reason = state, " ".join(reason.replace("\0", "").split())[:MAX_REASON]
        self.touch()

    def _tell(self, event: type[DeliverySent | DeliveryFailed], **more: str) -> None:
        if self.ticket_id is None or self.notice_id is not None:
            return  # no ticket waits for news of it
        about = {"delivery_id": self.id, "ticket_id": self.ticket_id, "comment_id": self.comment_id}
        self.record(event, **about, recipient=self.recipient, **more)
