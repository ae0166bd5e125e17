"""Links to tasks of the Organization module."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.tickets.api.doors import KnownTask, Shape, TheTicket, Uow
from services.tickets.api.tickets import shown
from services.tickets.use_cases import tasks
from shared.auth import CurrentAgent

router = APIRouter(prefix="/api/tickets/{ticket_id}/tasks", tags=["tasks"])


@router.put("/{task_id}")
async def link(
    task_id: KnownTask, ticket: TheTicket, agent: CurrentAgent, uow: Uow, shape: Shape
) -> Response:
    """Tie a task to the ticket."""
    await tasks.link(uow, ticket, task_id, agent.as_actor())
    return await shown(uow, ticket.id, shape)


@router.delete("/{task_id}", status_code=204)
async def unlink(task_id: UUID, ticket: TheTicket, agent: CurrentAgent, uow: Uow) -> None:
    """Untie a task."""
    await tasks.unlink(uow, ticket, task_id, agent.as_actor())
