"""Tickets that come to a desk with nobody responsible find somebody, where the desk hands them out.

Stands behind whatever locks the desk's next number, so that turns are taken one after the other without a lock of their own; a
ticket that comes back to its old number on a desk takes none, and may get the turn of another that comes at that moment.
"""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text

from services.tickets.domain.assignment import Assignee
from services.tickets.domain.desk import Desk
from services.tickets.domain.ticket import Ticket
from services.tickets.domain.turns import choose
from services.tickets.queries.candidates import candidates_of
from services.tickets.uow import TicketsUow
from shared.contracts.tickets import TicketAssigned

# Whoever was shut out since they were found is not held, and gets none.
NOTE = text("""
    WITH held AS (SELECT id FROM known_people WHERE id = ANY(:ids) AND active ORDER BY id FOR SHARE)
    INSERT INTO turns (desk_id, person_id, turn)
    SELECT :desk_id, held.id, each.turn
      FROM held JOIN unnest(CAST(:ids AS uuid[]), CAST(:turns AS integer[])) AS each (id, turn) USING (id)
    ON CONFLICT (desk_id, person_id) DO UPDATE SET turn = excluded.turn
    RETURNING person_id
""")


async def hand_out(uow: TicketsUow, desk: Desk, tickets: Sequence[Ticket]) -> None:
    """Make somebody at work responsible for each of these tickets of the desk, none of which has anybody."""
    if desk.auto_assign == "off" or not tickets:
        return
    under_way = Counter(each.assignee_id for each in uow.watched(Ticket) if each.is_recorded(TicketAssigned))
    candidates, given = await candidates_of(uow.session, desk, under_way)
    chosen = choose(desk.auto_assign, candidates, len(tickets), uow.now, given)
    held = await _note_turns(uow, desk.id, chosen, given) if chosen else set()
    for n, ticket in enumerate(tickets):
        if chosen and chosen[n] in held:
            ticket.assign_automatically(Assignee("agent", chosen[n]), desk.auto_assign)
        else:
            ticket.stay_unassigned("nobody_at_work" if candidates else "nobody_works_here")


async def _note_turns(uow: TicketsUow, desk_id: UUID, chosen: Sequence[UUID], given: int) -> set[UUID]:
    last = {person: given + n for n, person in enumerate(chosen, start=1)}
    row = {"desk_id": desk_id, "ids": list(last), "turns": list(last.values())}
    return set(await uow.session.scalars(NOTE, row))
