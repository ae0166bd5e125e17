"""Tasks, as JSON."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.organization.api.parts import (
    Answer,
    Cursor,
    Limit,
    Line,
    Uow,
    own_uow,
    reading,
)
from services.organization.domain.task_status import TaskStatus
from services.organization.queries.access import objection_to_tie
from services.organization.queries.tasks import Filters, get_task, list_tasks
from services.organization.use_cases import tasks as use_cases
from shared.auth import Needs, Person
from shared.contracts.parts import Status
from shared.contracts.tomorrow import kept
from shared.database import Database
from shared.idempotency import OncePerKey
from shared.web import Form, IfSeen, Text, etag

router = APIRouter(prefix="/api/tasks", tags=["tasks"])
TaskReader = Annotated[Person, Needs("task.read")]
TaskManager = Annotated[Person, Needs("task.manage")]


class TicketAnswer(Answer):
    """A ticket tied to the task."""

    ticket_id: UUID
    number: str
    desk_id: UUID
    status: Annotated[Status, kept(Status)]


class TaskAnswer(Answer):
    """A task, with the tickets that whoever asks may see."""

    id: UUID
    title: str
    description: str
    responsible: str
    status: TaskStatus
    tickets: tuple[TicketAnswer, ...] = ()
    created_at: datetime
    updated_at: datetime
    version: int


class NewTask(Form):
    """A task that is made; `ticket_id` asks for a link at once."""

    title: Text
    description: Text = ""
    responsible: Text = ""
    ticket_id: UUID | None = None


class EditTask(Form):
    """What can be set; what is not named stays as it is."""

    title: Text = ""
    description: Text = ""
    responsible: Text = ""
    status: TaskStatus = TaskStatus.TODO


async def filters(
    q: Line = "", status: TaskStatus | None = None, cursor: Cursor = None, limit: Limit = 50
) -> Filters:
    """What the address asks for."""
    return Filters(q.strip(), status, cursor, limit)


Asked = Annotated[Filters, Depends(filters)]


@router.get("")
async def list_all(request: Request, agent: TaskReader, asked: Asked) -> dict[str, Any]:
    """Tasks, the newest first; `q` looks into their titles."""
    async with reading(request) as session:
        items, onward = await list_tasks(session, agent, asked)
    return {"items": items, "next_cursor": onward}


@router.post("", status_code=201, response_model=TaskAnswer)
async def add(request: Request, form: NewTask, agent: TaskManager, once: OncePerKey) -> Response:
    """Make a task; a ticket it is to be tied to must be one that the asker may see."""
    database: Database = request.app.state.database
    objection = await objection_to_tie(database, agent, form.ticket_id) if form.ticket_id else None

    async with own_uow(request) as uow:

        async def create() -> TaskAnswer:
            # Only here: what was made under this key is answered again, though the ticket may be out of sight by now.
            if objection:
                raise objection
            return TaskAnswer.model_validate(await use_cases.add_task(uow, by=agent, **form.model_dump()))

        return await once.once(uow, create, headers=lambda made: etag(made.version))


@router.get("/{task_id}")
async def get(request: Request, response: Response, task_id: UUID, agent: TaskReader) -> TaskAnswer:
    """One task."""
    async with reading(request) as session:
        found = await get_task(session, agent, task_id)
    response.headers.update(etag(found.version))
    return TaskAnswer.model_validate(found)


@router.patch("/{task_id}")
async def edit(
    response: Response, task_id: UUID, form: EditTask, agent: TaskManager, uow: Uow, seen: IfSeen
) -> TaskAnswer:
    """Change a task."""
    await use_cases.edit_task(uow, task_id, agent, seen, **form.model_dump(exclude_unset=True))
    found = await get_task(uow.session, agent, task_id)
    response.headers.update(etag(found.version))
    return TaskAnswer.model_validate(found)


@router.delete("/{task_id}", status_code=204)
async def delete(task_id: UUID, agent: TaskManager, uow: Uow, seen: IfSeen) -> None:
    """Take a task out."""
    await use_cases.delete_task(uow, task_id, agent, seen)
