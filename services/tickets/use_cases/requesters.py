"""What the team says of requesters beyond their tickets: corrections, further addresses, who is one person.

All of it is done one after the other, in the whole installation: it is rare, and touches whole families of addresses.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.tickets.domain import requesters as rules
from services.tickets.domain.errors import NoSuchRequester
from services.tickets.domain.requester_errors import (
    AddressTaken,
    FirstAddress,
    NotTheirAddress,
    TooManyAddresses,
)
from services.tickets.domain.requesters import Happening, How, KnownAddress, id_of
from services.tickets.queries.requesters import get_requester
from services.tickets.tables.tickets import tickets
from services.tickets.uow import TicketsUow
from services.tickets.use_cases.addresses import (
    ONE_BY_ONE,
    family_of_person,
    kept,
    known_address,
    remember,
    row_of,
)
from shared.auth import Person
from shared.seen import WHATEVER, Seen

MOST_ADDRESSES = 100
t = tickets.c


@dataclass(frozen=True, slots=True)
class Corrections:
    """What is to be said of somebody; of the fields, `named` says which. None leaves a field to their tickets again."""

    named: frozenset[str] = frozenset()
    name: str | None = None
    phones: tuple[str, ...] | None = None
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


async def correct(
    uow: TicketsUow, person: Person, requester_id: UUID, given: Corrections, seen: Seen = WHATEVER
) -> UUID:
    """Set what is named of whoever this id leads to, and answer their id.

    Raises NoSuchRequester, AddressTaken, FirstAddress, NotTheirAddress, TooManyAddresses, PreconditionFailed.
    """
    who = await _who(uow, person, requester_id, seen)
    named: dict[str, Any] = {"name": who.name, "phones": who.phones}
    named |= {name: getattr(given, name) for name in named if name in given.named}
    happened = who.correct(**named)
    for email in given.remove:
        happened += await _take_away(uow, person, who, id_of(email))
    for email in given.add:
        happened += await _add(uow, who, email)
    if happened:
        who.version += 1
    await remember(uow, person.as_actor(), happened)
    return who.id


async def merge_requesters(
    uow: TicketsUow, person: Person, requester_id: UUID, into: UUID, seen: Seen = WHATEVER
) -> UUID:
    """Lead whoever asks for a requester to another one, or to where that leads; answers which one that is.

    Raises NoSuchRequester for either that `person` may not see, RequesterMerged, RequesterMergeCircle, PreconditionFailed.
    """
    target = await _who(uow, person, into)
    root = await _who(uow, person, requester_id, seen)
    source = root if root.id == requester_id else await known_address(uow, requester_id)
    rules.check_can_merge(source, target)
    happened = rules.merge(source, await family_of_person(uow, source), target, How.MERGED)
    target.version += 1
    await remember(uow, person.as_actor(), happened)
    return target.id


async def unmerge_requester(
    uow: TicketsUow, person: Person, requester_id: UUID, seen: Seen = WHATEVER
) -> None:
    """Let a requester stand for themselves again, with all that came by them.

    Raises NoSuchRequester, NotMergedRequester, PreconditionFailed.
    """
    target = await _who(uow, person, requester_id, seen)
    source = target if target.id == requester_id else await known_address(uow, requester_id)
    if source.leads_on:
        told = await get_requester(uow.session, person, target.id)
        if str(source.id) not in {str(each["id"]) for each in told["merged_from"]}:
            raise NoSuchRequester(f"no requester {requester_id}")
    happened = rules.unmerge(source, target, await family_of_person(uow, target))
    target.version += 1
    await remember(uow, person.as_actor(), happened)


async def _who(uow: TicketsUow, person: Person, requester_id: UUID, seen: Seen = WHATEVER) -> KnownAddress:
    """Whom an id leads to, behind the lock, for somebody who sees a ticket of theirs."""
    await uow.session.execute(ONE_BY_ONE)
    told = await get_requester(uow.session, person, requester_id)
    seen.check(told["version"])
    return await known_address(uow, told["id"])


async def _add(uow: TicketsUow, who: KnownAddress, email: str) -> list[Happening]:
    known = await row_of(uow, id_of(email))
    if id_of(email) == who.id or (known and known.person_id == who.id):
        return []
    if known or await _has_written(uow, id_of(email)):
        raise AddressTaken
    if len(await family_of_person(uow, who)) >= MOST_ADDRESSES:
        raise TooManyAddresses
    return who.add(kept(uow, KnownAddress.of(email)))


async def _take_away(uow: TicketsUow, person: Person, who: KnownAddress, address_id: UUID) -> list[Happening]:
    known = await row_of(uow, address_id)
    if address_id == who.id:
        raise FirstAddress
    told = await get_requester(uow.session, person, who.id)
    if known is None or known.person_id != who.id or address_id not in map(id_of, told["emails"]):
        raise NotTheirAddress
    happened = rules.unmerge(known, who, await family_of_person(uow, who))
    if not await _has_written(uow, address_id):
        await uow.session.delete(known)
        return [Happening(who.id, "removed", old=known.named)]
    return happened


async def _has_written(uow: TicketsUow, address_id: UUID) -> bool:
    theirs = select(t.id).where(t.requester_id == address_id).limit(1)
    return await uow.session.scalar(theirs) is not None
