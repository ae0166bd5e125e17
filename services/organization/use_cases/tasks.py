"""Tasks, from the team's side."""

from typing import TypedDict, Unpack
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from services.organization.domain.task import Task, TaskFacts
from services.organization.tables import task_links
from services.organization.uow import OrganizationUow
from shared.contracts.parts import Actor
from shared.web import check_version


class NewTask(TypedDict, total=False):
    """What a task may begin with beside its title."""

    description: str
    responsible: str


async def add_task(
    uow: OrganizationUow, title: str, by: Actor, ticket_id: UUID | None = None, **facts: Unpack[NewTask]
) -> Task:
    """Make a task, and ask for its link to a ticket if one is named."""
    task = Task.create(uuid7(), title, by, **facts)
    uow.add(task)
    if ticket_id:
        await _ask_for_link(uow, task, ticket_id, by)
    await uow.save()
    return task


async def edit_task(
    uow: OrganizationUow, task_id: UUID, by: Actor, if_match: str | None = None, **facts: Unpack[TaskFacts]
) -> Task:
    """Change a task or say how far it is."""
    task = await uow.task(task_id)
    check_version(if_match, task.version)
    task.edit(by, **facts)
    await uow.save()
    return task


async def link_task(uow: OrganizationUow, task_id: UUID, ticket_id: UUID, by: Actor) -> None:
    """Ask for a link between a task that exists and a ticket."""
    await _ask_for_link(uow, await uow.task(task_id), ticket_id, by)


async def delete_task(uow: OrganizationUow, task_id: UUID, by: Actor) -> None:
    """Take a task out; the tickets service unties it from its tickets."""
    task = await uow.task(task_id)
    task.delete(by)
    await uow.session.execute(delete(task_links).where(task_links.c.task_id == task_id))
    await uow.remove(task)


async def _ask_for_link(uow: OrganizationUow, task: Task, ticket_id: UUID, by: Actor) -> None:
    task.request_link(ticket_id, by)
    row = {"ticket_id": ticket_id, "task_id": task.id, "linked": False, "version": 0, "asked_at": uow.now}
    asked = insert(task_links).values(row)
    again = asked.on_conflict_do_update(index_elements=["ticket_id", "task_id"], set_={"asked_at": uow.now})
    await uow.session.execute(again)
