"""Links to tasks of the Organization module."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.tickets.api.doors import KnownTask, Shape, TheAsking
from services.tickets.api.tickets import shown
from services.tickets.use_cases import tasks
from shared.auth import Needs

router = APIRouter(prefix="/api/tickets/{ticket_id}/tasks", tags=["tasks"])


@router.put("/{task_id}", dependencies=[Needs("ticket.edit")])
async def link(task_id: KnownTask, asking: TheAsking, shape: Shape) -> Response:
    """Tie a task to the ticket."""
    await tasks.link(*asking.at, task_id, asking.seen)
    return await shown(asking, shape)


@router.delete("/{task_id}", status_code=204, dependencies=[Needs("ticket.edit")])
async def unlink(task_id: UUID, asking: TheAsking) -> None:
    """Untie a task."""
    await tasks.unlink(*asking.at, task_id, asking.seen)
