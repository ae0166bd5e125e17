"""Tasks, from the team's side."""

from typing import TypedDict, Unpack
from uuid import UUID

from sqlalchemy import and_, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from services.organization.domain.task import Task, TaskFacts
from services.organization.queries.access import check_knows_task
from services.organization.tables import asked_links, groups, people, task_links
from services.organization.uow import OrganizationUow
from shared.auth import Person
from shared.seen import WHATEVER, Seen


class NewTask(TypedDict, total=False):
    """What a task may begin with beside its title."""

    description: str
    responsible: str


async def add_task(
    uow: OrganizationUow, title: str, by: Person, ticket_id: UUID | None = None, **facts: Unpack[NewTask]
) -> Task:
    """Make a task, and ask for its link to a ticket if one is named that `by` may tie (`objection_to_tie`)."""
    task = Task.create(uuid7(), title, by.as_actor(), **facts)
    task.responsible_id = await _meant_by(uow, task.responsible)
    uow.add(task)
    if ticket_id:
        await _ask_for_link(uow, task, ticket_id, by)
    await uow.save()
    return task


async def edit_task(
    uow: OrganizationUow, task_id: UUID, by: Person, seen: Seen = WHATEVER, **facts: Unpack[TaskFacts]
) -> Task:
    """Change a task or say how far it is; completing one wakes the tickets of every desk that wait for it."""
    task = await _known_task(uow, task_id, by)
    seen.check(task.version)
    task.edit(by.as_actor(), **facts)
    if "responsible" in facts:
        task.responsible_id = await _meant_by(uow, task.responsible)
    await uow.save()
    return task


async def link_task(uow: OrganizationUow, task_id: UUID, ticket_id: UUID, by: Person) -> None:
    """Ask for a link between a task that `by` knows and a ticket that `by` may tie (`objection_to_tie`)."""
    await _ask_for_link(uow, await _known_task(uow, task_id, by), ticket_id, by)


async def delete_task(uow: OrganizationUow, task_id: UUID, by: Person, seen: Seen = WHATEVER) -> None:
    """Take a task out; the tickets service unties it from its tickets."""
    task = await _known_task(uow, task_id, by)
    seen.check(task.version)
    task.delete(by.as_actor())
    for table in (asked_links, task_links):
        await uow.session.execute(delete(table).where(table.c.task_id == task_id))
    await uow.remove(task)


async def _known_task(uow: OrganizationUow, task_id: UUID, by: Person) -> Task:
    await check_knows_task(uow.session, by, task_id)
    return await uow.task(task_id)


async def _meant_by(uow: OrganizationUow, name: str) -> UUID | None:
    """The active person or group called `name`, if there is just one: of two nobody is given rights by a name."""
    found: list[UUID] = []
    for table in (people, groups):
        called = table.c.active & (func.lower(table.c.name) == func.lower(name))
        found += await uow.session.scalars(select(table.c.id).where(called).limit(2))
    return found[0] if name and len(found) == 1 else None


async def _ask_for_link(uow: OrganizationUow, task: Task, ticket_id: UUID, by: Person) -> None:
    task.request_link(ticket_id, by.as_actor())
    pair = and_(task_links.c.ticket_id == ticket_id, task_links.c.task_id == task.id)
    told = await uow.session.scalar(select(task_links.c.version).where(pair))
    when = {"after": told or 0, "asked_at": uow.now}
    asked = insert(asked_links).values(when | {"ticket_id": ticket_id, "task_id": task.id})
    await uow.session.execute(asked.on_conflict_do_update(index_elements=["ticket_id", "task_id"], set_=when))
