"""The scheduler's JSON door: operators look at timers."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request

from services.scheduler import queries
from services.scheduler.domain.timer import TimerState
from shared.auth import Needs, Person

router = APIRouter(prefix="/api/timers", tags=["timers"])


@router.get("")
async def list_timers(
    request: Request,
    watcher: Annotated[Person, Needs("operations.read")],
    state: TimerState = TimerState.PENDING,
    ticket_id: UUID | None = None,
    cursor: Annotated[str | None, Query(max_length=2000)] = None,
) -> dict[str, Any]:
    """Timers in one state, in the order they were set."""
    async with request.app.state.database.session() as session:
        items, onward = await queries.list_timers(session, state, ticket_id, cursor)
    return {"items": items, "next_cursor": onward}
