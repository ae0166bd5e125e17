"""Snooze: off the active list until an instant. Not a status; whether it still lasts, the clock decides."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from services.tickets.domain.errors import SnoozeInThePast, SnoozeTooLong
from services.tickets.domain.fields import TicketFields
from shared.contracts.parts import SYSTEM, Actor
from shared.contracts.tickets import TicketSnoozed, TicketWoken
from shared.text import one_line

WakeReason = Literal["due", "reply", "agent", "task_done", "snoozed_again"]
START_OF_DAY = time(8)
LONGEST = timedelta(days=5 * 365 + 2)
"""Five years with their leap days."""


def start_of_day(day: date, time_zone: str, at: time = START_OF_DAY) -> datetime:
    """The instant a snooze "until that day" ends on a desk in `time_zone`."""
    return datetime.combine(day, at, ZoneInfo(time_zone))


@dataclass(frozen=True, slots=True)
class Snooze:
    """Until when a ticket is put aside, and why; the timer is asked for by the id."""

    id: UUID
    until: datetime
    reason: str = ""
    keep_asleep_on_reply: bool = False


class Snoozing(TicketFields):
    """A ticket that can be put aside."""

    def snooze(self, wanted: Snooze, by: Actor, now: datetime) -> None:
        """Put the ticket aside; a snooze that still lasts is superseded."""
        if wanted.until <= now:
            raise SnoozeInThePast
        if wanted.until - now > LONGEST:
            raise SnoozeTooLong
        self.close_lapsed_snooze(now)
        before = self.snooze_in_history()
        if self.snooze_id:
            # The old timer has to go wherever the two events meet its owner in the other order.
            self.record(TicketWoken, snooze_id=self.snooze_id, reason="snoozed_again", actor=by)
        self.snoozed_until, self.snooze_id = wanted.until, wanted.id
        self.snooze_reason, self.snoozed_by = one_line(wanted.reason), by.id
        self.keep_asleep_on_reply = wanted.keep_asleep_on_reply
        self.remember("snoozed", before, self.snooze_in_history(), by)
        self.record(
            TicketSnoozed,
            snooze_id=wanted.id,
            until=wanted.until,
            keep_asleep_on_reply=wanted.keep_asleep_on_reply,
            actor=by,
        )

    def is_asleep(self, now: datetime) -> bool:
        """Whether the ticket is off the active list at this instant."""
        return self.snoozed_until is not None and self.snoozed_until > now

    def wake(self, snooze_id: UUID, reason: WakeReason = "due", by: Actor = SYSTEM) -> None:
        """End this very snooze; late news of an older one changes nothing."""
        if snooze_id == self.snooze_id:
            self._end_snooze(reason, by)

    def wake_early(self, reason: WakeReason, by: Actor) -> None:
        """End whatever snooze there is, without waiting for its instant."""
        if self.snooze_id:
            self._end_snooze(reason, by)

    def close_lapsed_snooze(self, now: datetime) -> None:
        """End a snooze whose instant passed unannounced, so that it is told whoever comes first.

        The unit of work calls it when it hands the ticket out; `settle` does it again as the last resort.
        """
        if self.snooze_id and not self.is_asleep(now):
            self._end_snooze("due", SYSTEM)

    def sleep_again(self, before: dict[str, Any] | None, new_id: UUID, by: Actor, now: datetime) -> None:
        """Snooze as it was (`snooze_in_history`), unless that is over; without one, wake."""
        if before is None:
            self.wake_early("agent", by)
        elif (until := datetime.fromisoformat(before["until"])) > now:
            self.snooze(Snooze(new_id, until, before["reason"], before["keep_asleep_on_reply"]), by, now)

    def settle(self, now: datetime) -> bool:
        if self.has_changed:
            self.close_lapsed_snooze(now)
        return super().settle(now)

    def _end_snooze(self, reason: WakeReason, by: Actor) -> None:
        self.record(TicketWoken, snooze_id=self.snooze_id, reason=reason, actor=by)
        self.remember("woken", self.snooze_in_history(), reason, by)
        self.snoozed_until = self.snooze_id = self.snoozed_by = None
        self.snooze_reason, self.keep_asleep_on_reply = "", False

    def snooze_in_history(self) -> dict[str, Any] | None:
        """The whole of it, JSON-able: one click snoozes again until the same instant, for the same reason."""
        if self.snoozed_until is None:
            return None
        return {
            "until": self.snoozed_until.isoformat(),
            "reason": self.snooze_reason,
            "by": str(self.snoozed_by) if self.snoozed_by else None,
            "keep_asleep_on_reply": self.keep_asleep_on_reply,
        }
