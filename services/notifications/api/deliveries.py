"""What became of mails."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter

from services.notifications.domain.delivery_state import DeliveryState
from services.notifications.queries import deliveries as read
from shared.auth import Needs, Person
from shared.foundation import Session

router = APIRouter(prefix="/api/mail/deliveries", tags=["deliveries"])


@router.get("")
async def list_deliveries(
    agent: Annotated[Person, Needs("ticket.read")],
    session: Session,
    ticket_id: UUID | None = None,
    state: DeliveryState | None = None,
    cursor: str | None = None,
) -> dict[str, Any]:
    """Deliveries on desks the caller may see, the newest first."""
    items, onward = await read.list_deliveries(session, agent, ticket_id, state, cursor)
    return {"items": items, "next_cursor": onward}
