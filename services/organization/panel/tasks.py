"""Tasks, as a page: look, add, say how far they are."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from services.organization.domain.task_status import TaskStatus
from services.organization.panel.form_pages import NOTHING_REFUSED, Fields, FormPage, accept, made_once, typed
from services.organization.panel.forms import AddTask, SetStatus
from services.organization.panel.shell import TaskManager, TaskReader, Uow, own_uow, panel, shell_for
from services.organization.queries.tasks import Filters, get_task, list_tasks
from services.organization.uow import OrganizationUow
from services.organization.use_cases import tasks as use_cases
from shared.auth import Person
from shared.idempotency import OncePerForm
from shared.web import Text

HERE = "/panel/tasks"
TASK_STATUSES = {"todo": "To do", "in_progress": "In progress", "done": "Done"}
router = APIRouter(include_in_schema=False)
SearchWords = Annotated[Text, Query(max_length=200)]
Cursor = Annotated[str | None, Query(max_length=2000)]


@router.get(HERE)
async def page(
    request: Request,
    agent: TaskReader,
    uow: Uow,
    q: SearchWords = "",
    status: str = "",
    cursor: Cursor = None,
) -> Response:
    chosen = TaskStatus(status) if status in TASK_STATUSES else None
    context = await _context(uow, agent, Filters(q.strip(), chosen, cursor))
    return panel.render(request, "tasks.html", context, fragment="fragments/task_list.html")


@router.post(HERE)
async def add(request: Request, agent: TaskManager, once: OncePerForm) -> Response:
    async def added(fields: Fields) -> Response:
        form = accept(AddTask, fields)
        return await made_once(
            request, once, lambda uow: use_cases.add_task(uow, by=agent, **form.model_dump()), HERE
        )

    return await FormPage(request, "tasks.html", lambda uow: _context(uow, agent, Filters())).answer(added)


@router.get(HERE + "/{task_id}")
async def one(request: Request, task_id: UUID, agent: TaskReader, uow: Uow) -> Response:
    return panel.render(request, "task.html", await _one(uow, agent, task_id))


@router.post(HERE + "/{task_id}")
async def edit(request: Request, task_id: UUID, agent: TaskManager) -> Response:
    async def edited(fields: Fields) -> Response:
        form = accept(AddTask, fields)
        async with own_uow(request) as uow:
            await use_cases.edit_task(uow, task_id, agent, **form.model_dump())
        return panel.redirect(f"{HERE}/{task_id}", flash="saved")

    return await FormPage(request, "task.html", lambda uow: _one(uow, agent, task_id)).answer(edited)


@router.post(HERE + "/{task_id}/status")
async def set_status(request: Request, task_id: UUID, agent: TaskManager, uow: Uow) -> Response:
    form = accept(SetStatus, await typed(request))
    await use_cases.edit_task(uow, task_id, agent, status=form.status)
    return panel.redirect(HERE, flash="status_changed")


@router.post(HERE + "/{task_id}/delete")
async def delete(task_id: UUID, agent: TaskManager, uow: Uow) -> Response:
    await use_cases.delete_task(uow, task_id, agent)
    return panel.redirect(HERE, flash="deleted")


async def _one(uow: OrganizationUow, agent: Person, task_id: UUID) -> dict[str, Any]:
    return {
        "shell": shell_for(agent, "tasks"),
        "task": await get_task(uow.session, agent, task_id),
        "statuses": TASK_STATUSES,
        "form": NOTHING_REFUSED,
    }


async def _context(uow: OrganizationUow, agent: Person, filters: Filters) -> dict[str, Any]:
    found, onward = await list_tasks(uow.session, agent, filters)
    return {
        "shell": shell_for(agent, "tasks"),
        "tasks": found,
        "next_cursor": onward,
        "q": filters.q,
        "status": filters.status.value if filters.status else "",
        "statuses": TASK_STATUSES,
        "form": NOTHING_REFUSED,
    }
