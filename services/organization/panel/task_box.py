"""The box of a ticket's page: its tasks, and how to tie one more. Alone it is a page, for who has no scripts."""

from collections.abc import Awaitable
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from services.organization.domain.task_status import TaskStatus
from services.organization.panel.form_pages import accept, made_once, refused, typed
from services.organization.panel.forms import AddTask, ChooseTask
from services.organization.panel.shell import TaskManager, TaskReader, Uow, own_uow, panel, shell_for
from services.organization.panel.tasks import TASK_STATUSES, SearchWords
from services.organization.queries.access import objection_to_tie
from services.organization.queries.tasks import Filters, list_tasks, tasks_of_ticket
from services.organization.uow import OrganizationUow
from services.organization.use_cases import tasks as use_cases
from shared.auth import Person
from shared.errors import HelpdeskError, NotFound
from shared.idempotency import OncePerForm

HERE = "/panel/tasks/of-ticket/{ticket_id}"
FOUND = 8
"""How many tasks a search offers."""

router = APIRouter(include_in_schema=False)


@router.get(HERE)
async def box(
    request: Request, ticket_id: UUID, agent: TaskReader, uow: Uow, q: SearchWords = ""
) -> Response:
    return await _rendered(request, uow, agent, ticket_id, {"q": q.strip()})


@router.post(HERE)
async def add(request: Request, ticket_id: UUID, agent: TaskManager, once: OncePerForm) -> Response:
    await _check_ticket(request, agent, ticket_id)
    fields = await typed(request)
    try:
        form = accept(AddTask, fields)

        def add_one(uow: OrganizationUow) -> Awaitable[object]:
            return use_cases.add_task(uow, by=agent, ticket_id=ticket_id, **form.model_dump())

        return await made_once(request, once, add_one, HERE.format(ticket_id=ticket_id))
    except HelpdeskError as no:
        if no.status == 404:
            raise
        typed_in = {"q": refused(fields, no).values.get("title", ""), "error_text": str(no)}
        async with own_uow(request) as uow:
            return await _rendered(request, uow, agent, ticket_id, typed_in, no.status)


@router.post(HERE + "/links")
async def link(request: Request, ticket_id: UUID, agent: TaskManager) -> Response:
    form = accept(ChooseTask, await typed(request))
    await _check_ticket(request, agent, ticket_id)
    async with own_uow(request) as uow:
        await use_cases.link_task(uow, form.task_id, ticket_id, agent)
    return _back(ticket_id, "saved")


@router.post(HERE + "/done")
async def done(request: Request, ticket_id: UUID, agent: TaskManager, uow: Uow) -> Response:
    form = accept(ChooseTask, await typed(request))
    await use_cases.edit_task(uow, form.task_id, agent, status=TaskStatus.DONE)
    return _back(ticket_id, "saved")


async def _check_ticket(request: Request, agent: Person, ticket_id: UUID) -> None:
    """Raise NotFound for a ticket that `agent` may not see: here it is the address, not a field."""
    if await objection_to_tie(request.app.state.database, agent, ticket_id):
        raise NotFound("no such ticket")


async def _rendered(
    request: Request,
    uow: OrganizationUow,
    agent: Person,
    ticket_id: UUID,
    typed_in: dict[str, str],
    status: int = 200,
) -> Response:
    linked = await tasks_of_ticket(uow.session, agent, ticket_id, uow.now)
    context: dict[str, Any] = {
        "shell": shell_for(agent, "tasks"),
        "ticket_id": ticket_id,
        "linked": linked,
        "waits": any(not task.linked for task in linked),
        "found": await _found(uow, agent, typed_in["q"], {task.id for task in linked}),
        "statuses": TASK_STATUSES,
        "now": uow.now,
        "error_text": "",
        **typed_in,
    }
    return panel.render(request, "task_box.html", context, fragment="fragments/task_box.html", status=status)


async def _found(uow: OrganizationUow, agent: Person, q: str, but: set[UUID]) -> list[Any]:
    if not q:
        return []
    found, _ = await list_tasks(uow.session, agent, Filters(q, limit=FOUND))
    return [task for task in found if task.id not in but]


def _back(ticket_id: UUID, flash: str) -> RedirectResponse:
    return panel.redirect(HERE.format(ticket_id=ticket_id), flash=flash)
