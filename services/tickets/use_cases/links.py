"""The public link of a ticket is taken back, and another one made."""

from secrets import token_urlsafe
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.tickets.tables.tickets import public_links
from services.tickets.uow import TicketsUow
from services.tickets.use_cases.seeing import ticket_seen
from shared.auth import Person
from shared.seen import WHATEVER, Seen


async def revoke_link(
    uow: TicketsUow, person: Person, ticket_id: UUID, seen: Seen = WHATEVER, only: str = ""
) -> None:
    """Make the ticket's public link lead nowhere, for whoever has it, and give the ticket another one.

    `only` that token, where it is named: the same form twice takes back one link.
    """
    ticket = await ticket_seen(uow, person, ticket_id, seen)
    c = public_links.c
    kept = await uow.session.scalar(select(c.sealed_token).where(c.ticket_id == ticket.id))
    before = uow.sealer.open(kept) if kept else ""
    if only and only != before:
        return
    sealed = uow.sealer.seal_text(token_urlsafe(32))
    fresh = insert(public_links).values(ticket_id=ticket.id, sealed_token=sealed.encode())
    await uow.session.execute(
        fresh.on_conflict_do_update(
            index_elements=["ticket_id"], set_={"sealed_token": fresh.excluded.sealed_token}
        )
    )
    ticket.renew_link(sealed, person.as_actor())
