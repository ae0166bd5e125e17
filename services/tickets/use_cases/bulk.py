"""One change of many tickets: each is changed whole or not at all, in its own transaction, and can be taken back."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select
from uuid_utils.compat import uuid7

from services.tickets.domain.assignment import Assignee
from services.tickets.domain.errors import AlreadyMerged, NothingToUndo
from services.tickets.domain.snoozing import Snooze
from services.tickets.domain.ticket import Ticket
from services.tickets.rights import check_ticket
from services.tickets.tables.bulk import bulk_changes
from services.tickets.uow import TicketsUow
from services.tickets.use_cases.assigning import check_may_work
from services.tickets.use_cases.relocating import relocate
from services.tickets.use_cases.seeing import ChangedMeanwhile
from services.tickets.use_cases.snoozing import Aside
from shared.auth import Person
from shared.contracts.parts import Category, Priority, Status

KEPT = timedelta(days=7)
"""How long a bulk change can be taken back."""

NEEDS = {"assignee": "ticket.assign", "snooze": "ticket.snooze"}
"""What a part of a change needs besides `ticket.edit`, which all others need."""

Parts = Mapping[str, Any]
"""Parts of a change by name: status, priority, assignee, category_id, add_tags, remove_tags, snooze, desk_id."""


@dataclass(frozen=True, slots=True)
class At:
    """One of the tickets, locked, and who changes it; whether it finds somebody on another desk by itself."""

    uow: TicketsUow
    person: Person
    ticket: Ticket
    is_handed_out: bool


def check_rights(person: Person, names: Mapping[str, Any]) -> None:
    """Whether `person` may change all that is named; raises Forbidden."""
    for name in names:
        person.check(NEEDS.get(name, "ticket.edit"))


async def change(uow: TicketsUow, person: Person, bulk_id: UUID, ticket_id: UUID, parts: Parts) -> None:
    """Change one of the tickets, all parts or none, and note how to take it back."""
    desk = await check_ticket(uow.session, person, ticket_id)
    if assignee := parts.get("assignee"):
        await check_may_work(uow, parts.get("desk_id") or desk.id, assignee)
    ticket = await _this_very(uow, person, ticket_id)
    if ticket.merged_into:
        raise AlreadyMerged
    before = _snapshot(ticket)
    at = At(uow, person, ticket, is_handed_out="assignee" not in parts)
    for name in (each for each in PUT if each in parts):
        await PUT[name](at, parts[name])
    after = _snapshot(ticket)
    changed = [name for name in after if after[name] != before[name]]
    await _note(uow, person, bulk_id, ticket, {name: (before[name], after[name]) for name in changed})


async def tickets_of(uow: TicketsUow, person: Person, bulk_id: UUID) -> list[UUID]:
    """The tickets that a bulk change of this person's changed, in the order of their ids; raises NothingToUndo."""
    c = bulk_changes.c
    mine = select(c.ticket_id).where(c.bulk_id == bulk_id, c.person_id == person.id, c.at > uow.now - KEPT)
    found = list(await uow.session.scalars(mine.order_by(c.ticket_id)))
    if not found:
        raise NothingToUndo
    return found


async def undo(uow: TicketsUow, person: Person, bulk_id: UUID, ticket_id: UUID) -> None:
    """Take the change of one ticket back; raises ChangedMeanwhile where somebody has changed the same since."""
    c = bulk_changes.c
    mine = (c.bulk_id == bulk_id) & (c.ticket_id == ticket_id) & (c.person_id == person.id)
    gone = delete(bulk_changes).where(mine).returning(c.before, c.after)
    done = (await uow.session.execute(gone)).one_or_none()
    if done is None:
        raise NothingToUndo
    if assignee := _assignee(done.before.get("assignee")):
        here = await check_ticket(uow.session, person, ticket_id)
        await check_may_work(uow, UUID(done.before["desk"]) if "desk" in done.before else here.id, assignee)
    ticket = await _this_very(uow, person, ticket_id)
    now = _snapshot(ticket)
    if ticket.merged_into or any(now[name] != value for name, value in done.after.items()):
        raise ChangedMeanwhile("Not taken back: somebody has changed the same since.")
    at = At(uow, person, ticket, is_handed_out=False)
    for name in (each for each in BACK if each in done.before):
        await BACK[name](at, done.before[name])


async def forget_old(uow: TicketsUow) -> None:
    """Drop what cannot be taken back any more."""
    await uow.session.execute(delete(bulk_changes).where(bulk_changes.c.at < uow.now - KEPT))


async def _this_very(uow: TicketsUow, person: Person, ticket_id: UUID) -> Ticket:
    # Whoever chose a ticket among many did not choose the one that it leads to.
    return (await uow.tickets_for(person, [ticket_id]))[ticket_id]


async def _note(
    uow: TicketsUow, person: Person, bulk_id: UUID, ticket: Ticket, changed: Mapping[str, tuple[Any, Any]]
) -> None:
    if not changed:
        return
    row = {
        "bulk_id": bulk_id,
        "ticket_id": ticket.id,
        "person_id": person.id,
        "before": {name: old for name, (old, _) in changed.items()},
        "after": {name: new for name, (_, new) in changed.items()},
        "at": uow.now,
    }
    await uow.session.execute(insert(bulk_changes).values(row))


def _snapshot(ticket: Ticket) -> dict[str, Any]:
    """What bulk changes can change, JSON-able."""
    return {
        "desk": str(ticket.desk_id),
        "status": str(ticket.status),
        "priority": str(ticket.priority),
        "category": ticket.category.model_dump(mode="json") if ticket.category else None,
        "tags": list(ticket.tags),
        "assignee": {"kind": ticket.assignee_kind, "id": str(ticket.assignee_id)}
        if ticket.assignee
        else None,
        "snooze": ticket.snooze_in_history(),
    }


def _assignee(kept: dict[str, Any] | None) -> Assignee | None:
    return Assignee(kept["kind"], UUID(kept["id"])) if kept else None


async def _put_desk(at: At, desk_id: UUID) -> None:
    await relocate(at.uow, at.person, at.ticket, desk_id, at.is_handed_out)


async def _put_status(at: At, status: Status) -> None:
    at.ticket.move_to(status, at.person.as_actor(), at.uow.now)


async def _put_priority(at: At, priority: Priority) -> None:
    at.ticket.prioritize(priority, at.person.as_actor())


async def _put_assignee(at: At, assignee: Assignee | None) -> None:
    if assignee:
        at.ticket.assign(assignee, at.person.as_actor())
    else:
        at.ticket.unassign(at.person.as_actor())


async def _put_category(at: At, category_id: UUID | None) -> None:
    desk = await at.uow.desk_to_read(at.ticket.desk_id)
    at.ticket.edit(at.person.as_actor(), category=desk.category(category_id))


async def _add_tags(at: At, tags: list[str]) -> None:
    at.ticket.retag(at.person.as_actor(), add=tags)


async def _remove_tags(at: At, tags: list[str]) -> None:
    at.ticket.retag(at.person.as_actor(), remove=tags)


async def _put_snooze(at: At, aside: Aside | None) -> None:
    if aside is None:
        at.ticket.wake_early("agent", at.person.as_actor())
        return
    desk = await at.uow.desk_to_read(at.ticket.desk_id)
    until = aside.until.instant(at.uow.now, desk.time_zone)
    wanted = Snooze(uuid7(), until, aside.reason, aside.keep_asleep_on_reply)
    at.ticket.snooze(wanted, at.person.as_actor(), at.uow.now)


Put = Callable[[At, Any], Awaitable[None]]
PUT: dict[str, Put] = {
    "desk_id": _put_desk,
    "status": _put_status,
    "priority": _put_priority,
    "category_id": _put_category,
    "remove_tags": _remove_tags,
    "add_tags": _add_tags,
    "assignee": _put_assignee,
    "snooze": _put_snooze,
}
"""In the order in which they are done: the desk decides about the category, and resolving wakes."""


async def _category_back(at: At, kept: dict[str, Any] | None) -> None:
    at.ticket.edit(at.person.as_actor(), category=Category.model_validate(kept) if kept else None)


async def _tags_back(at: At, kept: list[str]) -> None:
    at.ticket.edit(at.person.as_actor(), tags=tuple(kept))


async def _snooze_back(at: At, kept: dict[str, Any] | None) -> None:
    at.ticket.sleep_again(kept, uuid7(), at.person.as_actor(), at.uow.now)


BACK: dict[str, Put] = {
    "desk": lambda at, kept: _put_desk(at, UUID(kept)),
    "status": lambda at, kept: _put_status(at, Status(kept)),
    "priority": lambda at, kept: _put_priority(at, Priority(kept)),
    "category": _category_back,
    "tags": _tags_back,
    "assignee": lambda at, kept: _put_assignee(at, _assignee(kept)),
    "snooze": _snooze_back,
}
"""What takes a part back, in the same order."""
