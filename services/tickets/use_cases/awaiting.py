"""Foreign facts that a door waits for: people, groups and tasks whose events may still be on their way."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from services.tickets.domain.assignment import Assignee
from services.tickets.domain.errors import NoSuchAssignee, NoSuchTask
from services.tickets.rights import tasks_known_to
from services.tickets.tables.tasks import known_tasks
from shared.auth import Person
from shared.database import Database
from shared.errors import NotFound
from shared.facts import await_fact
from shared.tables import known_groups, known_people


async def await_assignee(database: Database, assignee: Assignee) -> Assignee:
    """Wait until the person or group is known here; raises NoSuchAssignee.

    Whether they may work on a desk is another question: `assigning.check_may_work`.
    """
    try:
        await _await_row(database, _known(assignee))
    except NotFound as error:
        raise NoSuchAssignee(f"no {assignee.kind} {assignee.id}") from error
    return assignee


async def await_task(database: Database, person: Person, task_id: UUID) -> UUID:
    """Wait until the task is known here; raises NoSuchTask, as late, for one that is not for this person."""

    async def find() -> UUID | None:
        async with database.session() as session:
            for_them = await tasks_known_to(session, person)
            return await session.scalar(select(known_tasks.c.id).where(_alive(task_id), for_them))

    try:
        await await_fact(find, "task")
    except NotFound as error:
        raise NoSuchTask(f"no task {task_id}") from error
    return task_id


def _alive(task_id: UUID) -> Any:
    return (known_tasks.c.id == task_id) & known_tasks.c.deleted.is_(False)


def _known(assignee: Assignee) -> Select[Any]:
    table = known_groups if assignee.kind == "group" else known_people
    return select(table.c.id).where(table.c.id == assignee.id)


async def _await_row(database: Database, query: Select[Any]) -> Any:
    async def find() -> Any:
        async with database.session() as session:
            return await session.scalar(query)

    return await await_fact(find, "fact")
