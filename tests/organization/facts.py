"""What the organization has heard of desks and tickets."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from services.organization import projections
from services.organization.uow import OrganizationUow
from shared.contracts.parts import DeskState, Requester, TicketState
from shared.database import Database


def ticket_state(ticket_id: UUID, desk_id: UUID, version: int = 1, **fields: Any) -> TicketState:
    """A ticket as its events carry it."""
    return TicketState.model_validate(
        {
            "id": ticket_id,
            "desk_id": desk_id,
            "number": "T-1",
            "title": "On fire",
            "status": "open",
            "priority": "normal",
            "requester": Requester(),
            "created_at": datetime(2026, 1, 1, tzinfo=UTC),
            "version": version,
        }
        | fields
    )


async def a_known_ticket(
    database: Database, members: Sequence[UUID] = (), desk_id: UUID | None = None
) -> str:
    """A ticket of a desk that `members` see, or every agent."""
    desk_id, ticket_id = desk_id or uuid4(), uuid4()
    desk = DeskState.model_validate(
        {"id": desk_id, "name": "Support", "number_pattern": "T", "version": 1, "member_ids": tuple(members)}
    )
    async with OrganizationUow(database) as uow:
        await projections.follow_desk(uow, desk)
        await projections.follow_tickets(uow, [ticket_state(ticket_id, desk_id)])
    return str(ticket_id)
