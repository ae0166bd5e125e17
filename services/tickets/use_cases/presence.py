"""Who looks at a ticket right now, and who writes. Whoever says nothing for half a minute has left.

It is told to those who may see the ticket, and locks nobody out. Processes share it by a table that is not logged.
"""

from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import case, delete, select
from sqlalchemy.dialects.postgresql import insert

from services.tickets.rights import check_ticket, leads_to
from services.tickets.tables.drafts import presence
from services.tickets.tables.tickets import tickets
from services.tickets.uow import TicketsUow
from shared.auth import Person
from shared.rows import dicts

State = Literal["reading", "writing"]
LEASE = timedelta(seconds=30)
p = presence.c


async def be_there(uow: TicketsUow, person: Person, ticket_id: UUID, state: State) -> list[dict[str, Any]]:
    """Say so for the next half minute; answers who else is there, the first to come first."""
    here = await _root(uow, person, ticket_id)
    given = {"name": person.name, "state": state, "until": uow.now + LEASE}
    row = insert(presence).values(ticket_id=here, person_id=person.id, since=uow.now, **given)
    goes_on = (p.state == state) & (p.until > uow.now)
    again = given | {"since": case((goes_on, p.since), else_=uow.now)}
    await uow.session.execute(
        row.on_conflict_do_update(index_elements=["ticket_id", "person_id"], set_=again)
    )
    others = select(p.person_id.label("id"), p.name, p.state, p.since).where(
        p.ticket_id == here, p.person_id != person.id, p.until > uow.now
    )
    return dicts(await uow.session.execute(others.order_by(p.since, p.person_id)))


async def leave(uow: TicketsUow, person: Person, ticket_id: UUID) -> None:
    """Be there no more; who was not there has left already."""
    here = await _root(uow, person, ticket_id)
    mine = (p.ticket_id == here) & (p.person_id == person.id)
    await uow.session.execute(delete(presence).where(mine))


async def remove_lapsed(uow: TicketsUow) -> int:
    """Remove those who have left without a word; answers how many."""
    gone = delete(presence).where(p.until < uow.now - LEASE).returning(p.person_id)
    return len((await uow.session.execute(gone)).all())


async def _root(uow: TicketsUow, person: Person, ticket_id: UUID) -> UUID:
    await check_ticket(uow.session, person, ticket_id, for_notes=True)
    return (await uow.session.scalars(select(tickets.c.id).where(leads_to(ticket_id)))).one()
