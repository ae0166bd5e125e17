"""What is known of addresses, as verbs of requesters load and keep it. Nothing is written before their end."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select
from uuid_utils.compat import uuid7

from services.tickets.domain.errors import NoSuchRequester
from services.tickets.domain.requesters import Happening, KnownAddress
from services.tickets.queries.persons import r
from services.tickets.tables.requesters import requester_changes
from services.tickets.tables.tickets import tickets
from services.tickets.uow import TicketsUow
from shared.contracts.parts import Actor

ONE_BY_ONE = select(func.pg_advisory_xact_lock(0x72657175657374))
NOT_SPELLED: Mapping[UUID, str] = {}
t = tickets.c


async def known_address(
    uow: TicketsUow, requester_id: UUID, spelled: Mapping[UUID, str] = NOT_SPELLED
) -> KnownAddress:
    """What is known of an address; a row of its own where it had none. Raises NoSuchRequester where nobody has written."""
    found = await row_of(uow, requester_id)
    if found:
        return found
    email = spelled.get(requester_id) or await _address(uow, requester_id)
    if email is None:
        raise NoSuchRequester(f"no requester {requester_id}")
    return kept(uow, KnownAddress.of(email))


async def _address(uow: TicketsUow, requester_id: UUID) -> str | None:
    """As a proven ticket spells it, if there is one."""
    theirs = select(t.requester_email).where(t.requester_id == requester_id, t.requester_email.is_not(None))
    best = theirs.order_by(t.requester_verified.desc(), t.created_at.desc()).limit(1)
    return await uow.session.scalar(best)


def kept(uow: TicketsUow, address: KnownAddress) -> KnownAddress:
    """Keep what is new."""
    uow.session.add(address)
    return address


async def row_of(uow: TicketsUow, address_id: UUID) -> KnownAddress | None:
    """What is kept of an address, or will be: nothing of it is written before the end."""
    new = (each for each in uow.session.new if isinstance(each, KnownAddress) and each.id == address_id)
    return next(new, None) or await uow.session.get(KnownAddress, address_id)


async def family_of_person(uow: TicketsUow, who: KnownAddress) -> list[KnownAddress]:
    """All other addresses that lead to somebody by now, in the order of their ids."""
    there = (await uow.session.scalars(select(KnownAddress).where(r.person_id == who.id))).all()
    at_hand = {each for each in uow.session if isinstance(each, KnownAddress)} - set(uow.session.deleted)
    led = [each for each in {*there, *at_hand} if each.person_id == who.id and each is not who]
    return sorted(led, key=lambda each: each.id)


async def remember(uow: TicketsUow, by: Actor, happened: Sequence[Happening]) -> None:
    """Write what happened into the history."""
    rows: list[dict[str, Any]] = [
        {
            "id": uuid7(), "requester_id": each.requester_id, "kind": each.kind, "old": each.old, "new": each.new,
            "actor_kind": by.kind, "actor_id": by.id, "actor_name": by.name, "created_at": uow.now,
        }
        for each in happened
    ]  # fmt: skip
    if rows:
        await uow.session.execute(insert(requester_changes), rows)
