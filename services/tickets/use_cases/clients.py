"""Requesters of new tickets: addresses of one client become one person, and what the team knows is not asked for again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects import postgresql

from services.tickets.domain import requesters as rules
from services.tickets.domain.opening import Inquiry
from services.tickets.domain.requesters import How, id_of
from services.tickets.queries.persons import Correction, corrections_of, r
from services.tickets.tables.requesters import requester_clients
from services.tickets.uow import TicketsUow
from services.tickets.use_cases.addresses import ONE_BY_ONE, family_of_person, known_address, remember
from shared.contracts.parts import SYSTEM, Requester

NOBODY = UUID(int=0)


async def with_corrections(uow: TicketsUow, inquiries: Sequence[Inquiry]) -> list[Inquiry]:
    """Inquiries with the name and phone that the team has corrected, where they bring none and their writer may read it."""
    lacking = {
        each.requester.id
        for each in inquiries
        if each.requester.id and not (each.requester.name and each.requester.phone)
    }
    said = await corrections_of(uow.session, lacking)
    return [_with_correction(each, said.get(each.requester.id or NOBODY)) for each in inquiries]


def _with_correction(inquiry: Inquiry, said: Correction | None) -> Inquiry:
    if said is None or not rules.vouched_for(inquiry.requester, inquiry.channel):
        return inquiry
    return replace(inquiry, requester=rules.completed(inquiry.requester, said.name, said.phones))


async def join_clients(uow: TicketsUow, asking: Iterable[Requester]) -> None:
    """Make one person of addresses whose proven tickets carry the same id of the host's own.

    Whom somebody took apart, or joined to another one, stays so.
    """
    proven = [who for who in asking if who.verified and who.external_id and who.email]
    # In the order of their ids: two batches never wait for each other.
    clients = {str(who.external_id): id_of(str(who.email)) for who in reversed(proven)}
    if not clients:
        return
    first = await _first_of(uow, clients)
    strangers = {id_of(str(who.email)): who for who in proven if first[str(who.external_id)] != who.id}
    decided = select(r.id).where(r.id.in_(strangers), r.how.is_not(None))
    for each in set(await uow.session.scalars(decided)) if strangers else ():
        del strangers[each]
    if strangers:
        await uow.session.execute(ONE_BY_ONE)
    # Their tickets are not written yet.
    spelled = {id_of(str(who.email)): str(who.email) for who in proven}
    for each, who in sorted(strangers.items()):
        await _join(uow, each, first[str(who.external_id)], spelled)


async def _first_of(uow: TicketsUow, clients: dict[str, UUID]) -> dict[str, UUID]:
    c = requester_clients.c
    known = select(c.external_id, c.requester_id).where(c.external_id.in_(clients))
    found = {row.external_id: row.requester_id for row in await uow.session.execute(known)}
    new = [{"external_id": each, "requester_id": clients[each]} for each in sorted(clients.keys() - found)]
    if not new:
        return found
    await uow.session.execute(postgresql.insert(requester_clients).on_conflict_do_nothing(), new)
    return {row.external_id: row.requester_id for row in await uow.session.execute(known)}


async def _join(uow: TicketsUow, source_id: UUID, first_id: UUID, spelled: Mapping[UUID, str]) -> None:
    source = await known_address(uow, source_id, spelled)
    first = await known_address(uow, first_id, spelled)
    target = await known_address(uow, first.person_id, spelled)
    # Looked at again behind the lock: another process may have been first.
    if source.how or source.leads_on or source.person_id == target.person_id:
        return
    happened = rules.merge(source, await family_of_person(uow, source), target, How.SAME_CLIENT)
    target.version += 1
    await remember(uow, SYSTEM, happened)
