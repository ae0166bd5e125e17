"""Events of the organization service: people, groups and tasks."""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from shared.contracts.event import Event, Part
from shared.contracts.parts import Actor, GroupState, PersonState, TaskState
from shared.contracts.tomorrow import kept


class AgentChanged(Event):
    """A person was made or changed: name, role, activity, validity of tokens."""

    name: ClassVar[str] = "agent.changed.v1"
    person: PersonState


class GroupChanged(Event):
    """A group was made or changed; carries all its members."""

    name: ClassVar[str] = "group.changed.v1"
    group: GroupState


class TaskEvent(Event):
    """Something happened to a task; carries its state after it."""

    task: TaskState
    actor: Actor


class TaskCreated(TaskEvent):
    """A task was made."""

    name: ClassVar[str] = "task.created.v1"


class TaskChanged(TaskEvent):
    """A task's title, responsible or progress changed, short of done."""

    name: ClassVar[str] = "task.changed.v1"


class TaskCompleted(TaskEvent):
    """A task is done: its linked tickets' customers can be told."""

    name: ClassVar[str] = "task.completed.v1"


class TaskReopened(TaskEvent):
    """A task that was done is not done after all."""

    name: ClassVar[str] = "task.reopened.v1"


class TaskDeleted(TaskEvent):
    """A task is gone; tickets linked to it lose the link."""

    name: ClassVar[str] = "task.deleted.v1"


class TaskLinkRequested(Event):
    """Someone asked, from the task's side, to tie a ticket to the task."""

    name: ClassVar[str] = "task.link_requested.v1"
    task: TaskState
    ticket_id: UUID
    actor: Actor


SystemMail = Literal["password_reset", "invitation"]
"""Mails of the installation itself. One that a reader does not know is a dead letter: it has no words for it."""


class MailValues(Part):
    """What fills the words of a mail; `by` is who invites. `link` is sealed: whoever has it may set a password."""

    name: str
    link: str
    by: str = ""


class MailRequested(Event):
    """The installation itself has to write to somebody."""

    name: ClassVar[str] = "mail.requested.v1"
    request_id: UUID
    kind: Annotated[SystemMail, kept()]
    to: str
    language: str
    values: MailValues
