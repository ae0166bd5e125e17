"""Events of the organization service: people, groups and tasks."""

from typing import Annotated, Literal
from uuid import UUID

from shared.contracts.event import Event, Part
from shared.contracts.parts import Actor, GroupState, PersonState, TaskState
from shared.contracts.tomorrow import kept


class AgentChanged(Event, name="agent.changed.v1"):
    """A person was made or changed: name, role, activity, validity of tokens."""

    person: PersonState


class GroupChanged(Event, name="group.changed.v1"):
    """A group was made or changed; carries all its members."""

    group: GroupState


class TaskEvent(Event):
    """Something happened to a task; carries its state after it."""

    task: TaskState
    actor: Actor


class TaskCreated(TaskEvent, name="task.created.v1"):
    """A task was made."""


class TaskChanged(TaskEvent, name="task.changed.v1"):
    """A task's title, responsible or progress changed, short of done."""


class TaskCompleted(TaskEvent, name="task.completed.v1"):
    """A task is done: its linked tickets' customers can be told."""


class TaskReopened(TaskEvent, name="task.reopened.v1"):
    """A task that was done is not done after all."""


class TaskDeleted(TaskEvent, name="task.deleted.v1"):
    """A task is gone; tickets linked to it lose the link."""


class TaskLinkRequested(Event, name="task.link_requested.v1"):
    """Someone asked, from the task's side, to tie a ticket to the task."""

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


class MailRequested(Event, name="mail.requested.v1"):
    """The installation itself has to write to somebody."""

    request_id: UUID
    kind: Annotated[SystemMail, kept()]
    to: str
    language: str
    values: MailValues
