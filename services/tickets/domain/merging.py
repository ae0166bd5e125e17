"""Merging: whoever asks for a ticket is led to another one, for ever. Nothing said on it is moved, so nothing is lost when
it is taken back.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from services.tickets.domain.errors import AlreadyMerged, MergeCircle, NotMerged
from services.tickets.domain.reopening import Moving
from shared.contracts.parts import Actor, Status

FLAGS = ("tell_customer", "undelivered")
"""What somebody has to do about a ticket: they will find it on the one that it leads to."""


class Merging(Moving):
    """A ticket that can lead to another one. What has led to it so far is led on."""

    def check_can_merge(self, target: "Merging") -> None:
        """Refuse what would lead nowhere; raises AlreadyMerged or MergeCircle."""
        if self.merged_into or target.merged_into:
            raise AlreadyMerged
        if target.id == self.id:
            raise MergeCircle

    def merge_into(self, target: "Merging", by: Actor, now: datetime, tasks: Sequence[UUID] = ()) -> None:
        """Lead to `target` from now on; `tasks` are those that it is tied to because of this."""
        brings_work = target.is_resolved and not self.is_resolved
        self.before_merge = {
            "at": now.isoformat(),
            "status": self.status,
            "resolved_at": self.resolved_at.isoformat() if self.resolved_at else None,
            "snooze": self.snooze_in_history(),
            "reopened": brings_work,
            "flags": [name for name in FLAGS if getattr(self, name)],
            "brought": [name for name in FLAGS if getattr(self, name) and not getattr(target, name)],
            "tasks": [str(each) for each in tasks],
        }
        if brings_work:
            target.move_to(Status.OPEN, by, now)
        self.move_to(Status.RESOLVED, by, now)
        # One that was resolved already may sleep, too.
        self.wake_early("agent", by)
        _put(target, self.before_merge["flags"], True)
        _put(self, FLAGS, False)
        self.merged_first_into = target.id
        self.lead_on(target, by, now)
        self.remember("merged", None, target.named, by)
        target.remember("merged_here", None, self.named, by)
        self.merged_tickets = 0

    def lead_on(self, target: "Merging", by: Actor, now: datetime) -> None:
        """Lead to `target` instead of wherever this led before."""
        self.merged_into, self.merged_at = target.id, now
        target.merged_tickets += 1
        self.show_change(by)

    def unmerge(self, target: "Merging", by: Actor, now: datetime, new_snooze: UUID) -> list[UUID]:
        """Stand for itself again, as it was; answers the tasks that `target` was tied to because of the merge."""
        before = self.before_merge
        if before is None or self.merged_into != target.id:
            raise NotMerged
        self.merged_into = self.merged_first_into = self.merged_at = self.before_merge = None
        target.merged_tickets -= 1
        # Not what has become of it since: somebody may have said something on it.
        if before["reopened"] and target.updated_at == datetime.fromisoformat(before["at"]):
            target.move_to(Status.RESOLVED, by, now)
        _put(target, before["brought"], False)
        self._as_before(before, by, now, new_snooze)
        self.remember("unmerged", target.named, None, by)
        target.remember("unmerged_here", self.named, None, by)
        self.show_change(by)
        return [UUID(each) for each in before["tasks"]]

    def lead_back(self, target: "Merging", to: "Merging", by: Actor) -> None:
        """Lead to `to` again, which has been merged into `target` and is not any more."""
        self.merged_into, self.merged_at = to.id, datetime.fromisoformat((self.before_merge or {})["at"])
        target.merged_tickets -= 1
        to.merged_tickets += 1
        self.show_change(by)

    def _as_before(self, before: dict[str, Any], by: Actor, now: datetime, new_snooze: UUID) -> None:
        self.move_to(Status(before["status"]), by, now)
        self.resolved_at = datetime.fromisoformat(before["resolved_at"]) if before["resolved_at"] else None
        _put(self, before["flags"], True)
        self.sleep_again(before["snooze"], new_snooze, by, now)


def _put(ticket: Merging, flags: Sequence[str], value: bool) -> None:
    for name in flags:
        setattr(ticket, name, value)
