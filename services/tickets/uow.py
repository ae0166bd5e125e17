"""The tickets service's unit of work."""

from collections.abc import Collection
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Table, select
from uuid_utils.compat import uuid7

from services.tickets.domain.desk import Desk
from services.tickets.domain.errors import NoSuchDesk, NoSuchTicket
from services.tickets.domain.ticket import Ticket
from services.tickets.domain.words import Comment, Note
from services.tickets.tables import changes, desks, tickets
from shared.aggregate import Aggregate
from shared.contracts.event import Event
from shared.database import Database
from shared.secrets import Sealer
from shared.uow import UnitOfWork


class TicketsUow(UnitOfWork):
    """Hands out desks and tickets, locked, and keeps the history of tickets."""

    history: ClassVar[Table | None] = changes

    def __init__(self, database: Database, sealer: Sealer) -> None:
        super().__init__(database)
        self.sealer = sealer

    async def ticket(self, ticket_id: UUID, cause: Event | None = None) -> Ticket:
        """One ticket, locked; a snooze of it that has lapsed is closed first. Raises NoSuchTicket."""
        found = await self.session.get(Ticket, ticket_id, with_for_update=True)
        if found is None:
            raise NoSuchTicket(f"no ticket {ticket_id}")
        found.close_lapsed_snooze(self.now)
        return self.watch(found, cause)

    async def tickets(self, ids: Collection[UUID], cause: Event | None = None) -> list[Ticket]:
        """Several tickets, locked in the order of their ids, so that two of us never wait for each other."""
        query = select(Ticket).where(tickets.c.id.in_(ids)).order_by(tickets.c.id).with_for_update()
        found = list(await self.session.scalars(query))
        for ticket in found:
            ticket.close_lapsed_snooze(self.now)
        return [self.watch(ticket, cause) for ticket in found]

    async def desk(self, desk_id: UUID) -> Desk:
        """One desk, locked; raises NoSuchDesk."""
        found = await self.session.get(Desk, desk_id, with_for_update=True)
        if found is None:
            raise NoSuchDesk(f"no desk {desk_id}")
        return self.watch(found)

    async def desks_to_read(self, ids: Collection[UUID]) -> dict[UUID, Desk]:
        """Desks as they are, not locked."""
        found = await self.session.scalars(select(Desk).where(desks.c.id.in_(ids)))
        return {desk.id: desk for desk in found}

    def add(self, *things: Ticket | Desk | Comment | Note, cause: Event | None = None) -> None:
        """Keep what is new."""
        for thing in things:
            self.session.add(self.watch(thing, cause) if isinstance(thing, Aggregate) else thing)

    def history_of(self, aggregate: Aggregate) -> list[dict[str, Any]]:
        if not isinstance(aggregate, Ticket):
            return []
        return [
            {
                "id": uuid7(),
                "ticket_id": aggregate.id,
                "kind": change.kind,
                "field": change.field,
                "old": change.old,
                "new": change.new,
                "actor_kind": change.actor.kind,
                "actor_id": change.actor.id,
                "actor_name": change.actor.name,
                "created_at": self.now,
            }
            for change in aggregate.pull_changes()
        ]
