"""Email: a mail that arrived, from the moment it is kept until it is known what becomes of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.notifications.domain.errors import EmailSettled
from shared.aggregate import Aggregate

BACK_OFF = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1800))
"""Until a mail is read again that could not be read through no fault of its own."""

MAX_REASON = 300


class EmailState(StrEnum):
    """Where a mail stands. All but `received` are for people to see."""

    RECEIVED = "received"
    UNLINKED = "unlinked"
    LINKED = "linked"
    QUARANTINED = "quarantined"
    DISCARDED = "discarded"


@dataclass(eq=False, repr=False, kw_only=True)
class Email(Aggregate):
    """One mail. `reason` is a stable code or a reader's words: why it stands where it stands."""

    id: UUID
    desk_id: UUID
    state: EmailState = EmailState.RECEIVED
    reason: str = ""
    attempts: int = 0
    next_attempt_at: datetime
    ticket_id: UUID | None = None
    comment_id: UUID | None = None
    version: int = 0

    def leave_to_people(self, reason: str = "") -> None:
        """Lay it into the mail inbox."""
        self._become(EmailState.UNLINKED, reason)

    def link(self, ticket_id: UUID, comment_id: UUID | None = None, reason: str = "") -> None:
        """It belongs to a ticket: it became one, or (`comment_id`) what is written on one."""
        if self.state not in (EmailState.RECEIVED, EmailState.UNLINKED):
            raise EmailSettled(f"it is {self.state}")
        self.ticket_id, self.comment_id = ticket_id, comment_id
        self._become(EmailState.LINKED, reason)

    def take_back(self, reason: str) -> None:
        """The ticket it was to become was refused: people decide."""
        if self.state == EmailState.LINKED and self.comment_id is None:
            self.ticket_id = None
            self.leave_to_people(reason)

    def quarantine(self, reason: str) -> None:
        """It cannot be read; it stays as it came."""
        self._become(EmailState.QUARANTINED, reason)

    def discard(self, reason: str = "") -> None:
        """Nobody needs it; the mail as it came stays."""
        if self.state == EmailState.LINKED:
            raise EmailSettled("it belongs to a ticket")
        self._become(EmailState.DISCARDED, reason)

    def retry(self, now: datetime) -> None:
        """Read it once more, and decide again."""
        if self.state not in (EmailState.QUARANTINED, EmailState.DISCARDED):
            raise EmailSettled(f"it is {self.state}")
        self.attempts, self.next_attempt_at = 0, now
        self._become(EmailState.RECEIVED)

    def put_off(self, now: datetime) -> None:
        """It could not be read now, which is not its own fault."""
        if self.state == EmailState.RECEIVED:
            self.next_attempt_at = now + BACK_OFF[min(self.attempts, len(BACK_OFF) - 1)]
            self.attempts += 1
            self.touch()

    def _become(self, state: EmailState, reason: str = "") -> None:
        self.state, self.reason = state, " ".join(reason.replace("\0", "").split())[:MAX_REASON]
        self.touch()
