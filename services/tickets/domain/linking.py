"""Tasks tied to a ticket. The links are rows of their own; the ticket knows how many there are."""

from datetime import datetime
from uuid import UUID

from services.tickets.domain.conversing import Conversing
from services.tickets.domain.reopening import Happening
from services.tickets.domain.words import Note, Words
from shared.contracts.parts import SYSTEM, Actor, TaskState
from shared.contracts.tickets import TicketLinkedToTask, TicketUnlinkedFromTask


class Linking(Conversing):
    """A ticket that follows tasks. Callers ask only for links that are new, or that exist."""

    def link_task(self, task_id: UUID, by: Actor) -> None:
        """Tie one more task to the ticket."""
        self.linked_tasks += 1
        self.remember("linked_task", None, str(task_id), by)
        self.record(TicketLinkedToTask, task_id=task_id, actor=by)

    def unlink_task(self, task_id: UUID, by: Actor) -> None:
        """Untie a task that was tied."""
        self.linked_tasks = max(0, self.linked_tasks - 1)
        self.remember("unlinked_task", str(task_id), None, by)
        self.record(TicketUnlinkedFromTask, task_id=task_id, actor=by)

    @property
    def has_linked_tasks(self) -> bool:
        """Whether the organization service follows this ticket."""
        return self.linked_tasks > 0

    def task_done(self, task: TaskState, note_id: UUID, now: datetime) -> Note:
        """What the ticket waited for is done: it comes back, and the customer is to be told."""
        self.tell_customer = True
        self.remember("task_done", None, str(task.id), SYSTEM)
        self.move_after(Happening.TASK_DONE, SYSTEM, now)
        return self._come_back(Words(note_id, f"Task “{task.title}” is done."), now)

    def task_reopened(self, task: TaskState, note_id: UUID, now: datetime, others_done: bool = False) -> Note:
        """It is not done after all; the customer is still to be told if another linked task is."""
        self.tell_customer = self.tell_customer and others_done
        self.remember("task_reopened", None, str(task.id), SYSTEM)
        self.move_after(Happening.TASK_REOPENED, SYSTEM, now)
        return self._come_back(Words(note_id, f"Task “{task.title}” is open again."), now)

    def task_deleted(self, task: TaskState, note_id: UUID, now: datetime) -> Note:
        """The task is gone, and its link with it."""
        self.unlink_task(task.id, SYSTEM)
        return self._come_back(Words(note_id, f"Task “{task.title}” was deleted."), now)

    def _come_back(self, news: Words, now: datetime) -> Note:
        self.close_lapsed_snooze(now)
        self.wake_early("task_done", SYSTEM)
        return self.note(news, SYSTEM, now)
