"""The public link of a ticket is switched off and on, or replaced by another one."""

from secrets import token_urlsafe
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.tickets.domain.ticket import Ticket
from services.tickets.tables.tickets import public_links
from services.tickets.uow import TicketsUow
from services.tickets.use_cases.seeing import ticket_seen
from shared.auth import Person
from shared.seen import WHATEVER, Seen


class _Kept(NamedTuple):
    """A link's token, and whether it leads anywhere. One that was switched off has a token nobody was told."""

    token: str = ""
    active: bool = False


async def switch_link(
    uow: TicketsUow, person: Person, ticket_id: UUID, active: bool, seen: Seen = WHATEVER
) -> None:
    """Let no link lead to the ticket any more, or give it a new one; what is so already stays as it is."""
    ticket = await ticket_seen(uow, person, ticket_id, seen)
    kept = await _kept(uow, ticket)
    if kept.active != active:
        await _put_another(uow, ticket, kept, person, active=active)


async def replace_link(
    uow: TicketsUow, person: Person, ticket_id: UUID, seen: Seen = WHATEVER, only: str = ""
) -> None:
    """Make the ticket's public link lead nowhere, for whoever has it, and give the ticket another one.

    `only` that token, where it is named: the same form twice takes back one link.
    """
    ticket = await ticket_seen(uow, person, ticket_id, seen)
    kept = await _kept(uow, ticket)
    if not only or (kept.active and only == kept.token):
        await _put_another(uow, ticket, kept, person, active=True)


async def _kept(uow: TicketsUow, ticket: Ticket) -> _Kept:
    c = public_links.c
    mine = select(c.sealed_token, c.active).where(c.ticket_id == ticket.id)
    found = (await uow.session.execute(mine)).one_or_none()
    return _Kept(uow.sealer.open(found.sealed_token), found.active) if found else _Kept()


async def _put_another(uow: TicketsUow, ticket: Ticket, kept: _Kept, person: Person, *, active: bool) -> None:
    # Off is another link, too, which nobody is told: so those who know nothing of it lead nobody by the one before.
    sealed = uow.sealer.seal_text(token_urlsafe(32))
    row: dict[str, Any] = {"sealed_token": sealed.encode(), "active": active}
    fresh = insert(public_links).values(ticket_id=ticket.id, **row)
    await uow.session.execute(fresh.on_conflict_do_update(index_elements=["ticket_id"], set_=row))
    ticket.renew_link(sealed, person.as_actor(), was_active=kept.active, active=active)
