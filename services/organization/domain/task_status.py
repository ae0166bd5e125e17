"""How far a task can be."""

from enum import StrEnum


class TaskStatus(StrEnum):
    """How far a task is."""

    TODO = "todo"
    IN_PROGRESS = "in_progress"
    DONE = "done"
