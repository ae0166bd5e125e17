"""Task: a piece of work of the team, that tickets can wait for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self, TypedDict, Unpack
from uuid import UUID

from services.organization.domain.errors import TaskGone
from services.organization.domain.task_status import TaskStatus
from services.organization.domain.text import Rules, cleaned, one_line, paragraphs
from shared.aggregate import Aggregate
from shared.contracts.event import Event
from shared.contracts.organization import (
    TaskChanged,
    TaskCompleted,
    TaskCreated,
    TaskDeleted,
    TaskLinkRequested,
    TaskReopened,
)
from shared.contracts.parts import Actor, TaskState

MAX_TITLE = 300
MAX_DESCRIPTION = 20_000
MAX_RESPONSIBLE = 200


class TaskFacts(TypedDict, total=False):
    """What can be set on a task; one that is not named stays as it is."""

    title: str
    description: str
    responsible: str
    status: TaskStatus


@dataclass(eq=False, repr=False, kw_only=True)
class Task(Aggregate):
    """A piece of work. `responsible` is a name to show, of a person, a group or a team."""

    id: UUID
    title: str
    description: str = ""
    status: TaskStatus = TaskStatus.TODO
    responsible: str = ""
    created_by: UUID | None = None
    responsible_id: UUID | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    version: int = 0

    @classmethod
    def create(
        cls, task_id: UUID, title: str, by: Actor, description: str = "", responsible: str = ""
    ) -> Self:
        """Make a task to do."""
        task = cls(
            id=task_id,
            created_by=by.id,
            title=one_line("title", title, MAX_TITLE),
            description=paragraphs("description", description, MAX_DESCRIPTION),
            responsible=one_line("responsible", responsible, MAX_RESPONSIBLE, required=False),
        )
        task.record(TaskCreated, actor=by)
        return task

    def edit(self, by: Actor, **facts: Unpack[TaskFacts]) -> None:
        """Set what is named, all or nothing; one event tells all of it."""
        self._check_is_there()
        clean = cleaned(facts, RULES)
        changed = {name: new for name, new in clean.items() if getattr(self, name) != new}
        was_done = self.is_done
        for name, new in changed.items():
            setattr(self, name, new)
        if changed.keys() - {"description"}:
            self._tell(was_done, by)
        elif changed:
            self.touch()

    @property
    def is_done(self) -> bool:
        """Whether the tickets that wait for it can go on."""
        return self.status == TaskStatus.DONE

    def request_link(self, ticket_id: UUID, by: Actor) -> None:
        """Ask the tickets service, which owns the links, to tie a ticket to this task."""
        self._check_is_there()
        self.record(TaskLinkRequested, ticket_id=ticket_id, actor=by)

    def delete(self, by: Actor) -> None:
        """Say that the task goes; its row the unit of work removes."""
        self._check_is_there()
        self.record(TaskDeleted, actor=by)

    @property
    def state(self) -> TaskState:
        """The task as a linked ticket shows it."""
        return TaskState.model_validate({name: getattr(self, name) for name in TaskState.model_fields})

    def settled(self, now: datetime) -> None:
        self.created_at = self.created_at or now
        self.updated_at = now

    def completing(self, event: type[Event]) -> dict[str, Any]:  # noqa: ARG002 all of them show the task
        return {"task": self.state}

    def _tell(self, was_done: bool, by: Actor) -> None:
        if was_done != self.is_done:
            self.record(TaskCompleted if self.is_done else TaskReopened, actor=by)
        elif not self.is_recorded(TaskCreated, TaskChanged, TaskCompleted, TaskReopened):
            self.record(TaskChanged, actor=by)

    def _check_is_there(self) -> None:
        if self.is_recorded(TaskDeleted):
            raise TaskGone


RULES: Rules = {
    "title": lambda text: one_line("title", text, MAX_TITLE),
    "description": lambda text: paragraphs("description", text, MAX_DESCRIPTION),
    "responsible": lambda text: one_line("responsible", text, MAX_RESPONSIBLE, required=False),
    "status": TaskStatus,
}
