"""What a person has begun to write: kept for them alone until it is sent, thrown away, or old.

A ticket that was merged has the drafts of the one it leads to, and those that were begun on it before are found there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, delete, select
from sqlalchemy.dialects.postgresql import insert

from services.tickets.domain.errors import NoDraft
from services.tickets.domain.ticket import Ticket
from services.tickets.queries.ticket import family_of
from services.tickets.rights import check_ticket
from services.tickets.saying import DraftKey, Kind, let_go_unnamed
from services.tickets.tables.drafts import drafts
from services.tickets.uow import TicketsUow
from shared.auth import Person
from shared.contracts.parts import Attachment
from shared.files import TypedWords, give_up, uploader, uploader_of
from shared.held_files import drafts_of, hold, unclaim
from shared.seen import WHATEVER, Seen

KEPT = timedelta(days=30)
"""How long nobody has to touch a draft until it is removed."""

NEEDS: dict[Kind, str] = {"reply": "ticket.reply", "note": "ticket.note"}
d = drafts.c


@dataclass(frozen=True, slots=True)
class Draft:
    """What was begun, with those of its files that still wait to be sent."""

    row: Any
    attachments: tuple[Attachment, ...]


async def find(uow: TicketsUow, person: Person, ticket_id: UUID, kind: Kind) -> Draft:
    """The person's own; raises NoSuchTicket and NoDraft."""
    await check_ticket(uow.session, person, ticket_id, for_notes=kind == "note")
    row = await _newest(uow, person.id, await family_of(uow.session, ticket_id), kind)
    if row is None:
        raise NoDraft
    return Draft(row, await drafts_of(uow.session, row.attachment_ids, uploader(person)))


async def find_all(uow: TicketsUow, person: Person, ticket_id: UUID) -> list[Draft]:
    """The person's own of both kinds, as far as there are any; raises NoSuchTicket."""
    await check_ticket(uow.session, person, ticket_id, for_notes=True)
    family = await family_of(uow.session, ticket_id)
    rows = [await _newest(uow, person.id, family, kind) for kind in NEEDS]
    return [
        Draft(row, await drafts_of(uow.session, row.attachment_ids, uploader(person))) for row in rows if row
    ]


async def keep(
    uow: TicketsUow, person: Person, ticket_id: UUID, kind: Kind, begun: TypedWords, seen: Seen = WHATEVER
) -> Draft:
    """Keep it instead of what was kept before, and its files with it.

    Raises NoSuchTicket, Forbidden for somebody who could not send it, UnknownAttachment, PreconditionFailed.
    """
    await check_ticket(uow.session, person, ticket_id, for_notes=kind == "note")
    person.check(NEEDS[kind])
    family = await family_of(uow.session, ticket_id)
    before = await _newest(uow, person.id, family, kind, lock=True)
    seen.check(before.version if before else None)
    files = await hold(uow.session, begun.file_ids, uploader(person), KEPT)
    if before and before.ticket_id != family[0]:
        await uow.session.execute(delete(drafts).where(_at(person.id, before.ticket_id, kind)))
    row = await _write(uow, _key_of(person.id, family[0], kind), begun, before.version if before else 0)
    dropped = set(before.attachment_ids if before else ()) - set(begun.file_ids)
    await let_go_unnamed(uow.session, person.id, dropped)
    return Draft(row, files)


async def discard(
    uow: TicketsUow, person: Person, ticket_id: UUID, kind: Kind, seen: Seen = WHATEVER
) -> None:
    """Throw it away; raises NoSuchTicket, NoDraft and PreconditionFailed."""
    await check_ticket(uow.session, person, ticket_id, for_notes=kind == "note")
    before = await _newest(uow, person.id, await family_of(uow.session, ticket_id), kind, lock=True)
    if before is None:
        raise NoDraft
    seen.check(before.version)
    await _remove(uow, person, before)


async def forget(
    uow: TicketsUow, person: Person, ticket: Ticket, kind: Kind, claimed: Sequence[UUID]
) -> None:
    """It has been sent, on a ticket that is locked: there is nothing left to go on with.

    Files that are `claimed` for it are claimed after this: whoever keeps a draft locks it before its files, too.
    """
    if not claimed and not ticket.merged_tickets:
        uow.forget_draft(DraftKey(person.id, ticket.id, kind))
        return
    before = await _newest(uow, person.id, await family_of(uow.session, ticket.id), kind, lock=True)
    if before:
        await _remove(uow, person, before)


async def bring_back(uow: TicketsUow, person_id: UUID, ticket: Ticket, kind: Kind, begun: TypedWords) -> None:
    """What was to be sent and is not, on a ticket that is locked, is somebody's draft again, unless they have another.

    Then its words are given up, and its files with them.
    """
    family, owner = await family_of(uow.session, ticket.id), uploader_of(person_id)
    if await _newest(uow, person_id, family, kind, lock=True):
        await give_up(uow.session, begun.file_ids)
        return
    await unclaim(uow.session, begun.file_ids, owner, KEPT)
    await _write(uow, _key_of(person_id, ticket.id, kind), begun, version=0)


async def remove_old(uow: TicketsUow) -> int:
    """Remove what nobody has touched for thirty days, its files being held no longer than that; answers how many."""
    gone = delete(drafts).where(d.updated_at < uow.now - KEPT).returning(d.ticket_id)
    return len((await uow.session.execute(gone)).all())


async def _newest(
    uow: TicketsUow, person_id: UUID, family: Sequence[UUID], kind: Kind, lock: bool = False
) -> Any | None:
    """The draft on the ticket itself, or else the newest of those on tickets that lead to it."""
    mine = select(drafts).where(d.person_id == person_id, d.kind == kind, d.ticket_id.in_(family))
    query = mine.order_by((d.ticket_id == family[0]).desc(), d.updated_at.desc()).limit(1)
    return (await uow.session.execute(query.with_for_update() if lock else query)).first()


async def _write(uow: TicketsUow, key: dict[str, Any], begun: TypedWords, version: int) -> Any:
    written = {"body": begun.body, "attachment_ids": begun.file_ids, "updated_at": uow.now}
    row = insert(drafts).values(**key, **written, version=version + 1)
    kept = row.on_conflict_do_update(index_elements=list(key), set_=written | {"version": d.version + 1})
    return (await uow.session.execute(kept.returning(drafts))).one()


async def _remove(uow: TicketsUow, person: Person, row: Any) -> None:
    await uow.session.execute(delete(drafts).where(_at(person.id, row.ticket_id, row.kind)))
    await let_go_unnamed(uow.session, person.id, row.attachment_ids)


def _key_of(person_id: UUID, ticket_id: UUID, kind: str) -> dict[str, Any]:
    return {"person_id": person_id, "ticket_id": ticket_id, "kind": kind}


def _at(person_id: UUID, ticket_id: UUID, kind: str) -> Any:
    return and_(*[d[name] == value for name, value in _key_of(person_id, ticket_id, kind).items()])
