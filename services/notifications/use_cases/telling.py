"""The team is told what happened: one row for everybody who was thought of, told or not, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from services.notifications.domain.notices import (
    NEVER_UNHEARD,
    Colleague,
    Considered,
    NoticeKind,
    Responsible,
    consider,
    consider_mentioned,
)
from services.notifications.domain.occurrences import Occurrence, Told, occurrence_of
from services.notifications.queries.access import DeskWithMembers, desk_with_members
from services.notifications.queries.colleagues import (
    assignee_at,
    assignees_since,
    colleagues,
    managers,
    responsible_for,
)
from services.notifications.queries.tickets import places_of
from services.notifications.tables import notices
from services.notifications.uow import NotificationsUow
from services.notifications.use_cases.notice_mails import mail_notices, why_not_mailed
from shared.contracts.parts import SYSTEM, AssigneeState
from shared.errors import NoSuchTicket

LONGEST_KEPT = 500
"""Characters of what was written that lists of notices show."""


async def tell_team(uow: NotificationsUow, *events: Told) -> None:
    """Tell who is responsible, or who must hear of it; a second time changes nothing. Raises NotYet, see queries."""
    news = await _placed(uow, [it for it in map(occurrence_of, events) if it])
    since = await assignees_since(uow.session, [_assigned_then(it) for it in news if it.assigned_in])
    # Whoever is told of two tickets waits for others who are: in one order, so that they never wait for each other.
    for it in sorted(news, key=lambda it: (_ticket_of(it), it.event_id)):
        await _tell(uow, it, await _responsible(uow, it, since))


async def tell_of_silent_mailbox(
    uow: NotificationsUow, desk_id: UUID, address: str, last_read: datetime
) -> None:
    """Tell who manages the desk that nobody could read its mailbox for too long."""
    since = last_read.isoformat(timespec="minutes")
    silent = (uuid7(), NoticeKind.MAILBOX_SILENT, uow.now, SYSTEM)
    await _tell(uow, Occurrence(*silent, desk_id=desk_id, words=since, detail=address))


async def tell_of_limit(uow: NotificationsUow, desk_id: UUID, sender: str) -> None:
    """Tell who manages the desk, once an hour, that mails of `sender` wait in the mail inbox: there are too many."""
    hour = uow.now.replace(minute=0, second=0, microsecond=0)
    once = uuid5(desk_id, f"{sender} {hour.isoformat()}")
    limited = (once, NoticeKind.MAILS_LIMITED, uow.now, SYSTEM)
    await _tell(uow, Occurrence(*limited, desk_id=desk_id, detail=sender))


async def _placed(uow: NotificationsUow, news: Sequence[Occurrence]) -> list[Occurrence]:
    """The same with what a mail's own event does not say of its ticket; raises NoSuchTicket."""
    asked = {_ticket_of(it) for it in news if not it.desk_id}
    places = await places_of(uow.session, asked) if asked else {}
    if unknown := asked - places.keys():
        raise NoSuchTicket(f"no ticket {min(unknown)}")
    return [it if it.desk_id else _at(it, places[_ticket_of(it)]) for it in news]


def _at(it: Occurrence, place: Any) -> Occurrence:
    return replace(it, desk_id=place.desk_id, number=place.number, title=place.title)


async def _tell(uow: NotificationsUow, it: Occurrence, responsible: Responsible | None = None) -> None:
    assert it.desk_id is not None
    is_seen = responsible is None and it.kind not in NEVER_UNHEARD and not it.mentioned
    # Most news are of tickets that nobody has yet: they cost nothing here.
    if is_seen or await _is_told(uow, it):
        return
    desk = await desk_with_members(uow.session, it.desk_id)
    people = await _people(uow, responsible, desk)
    found = consider(it.kind, responsible, people, desk, it.doer)
    # Whoever is called by name is told that, and not once more for being responsible.
    await _note(uow, it, [each for each in found if each.person.id not in it.mentioned])
    called = await colleagues(uow.session, it.mentioned, desk) if it.mentioned else {}
    mentioned = consider_mentioned([called[each] for each in it.mentioned], it.doer)
    await _note(uow, replace(it, kind=NoticeKind.MENTIONED), mentioned)


async def _note(uow: NotificationsUow, it: Occurrence, found: list[Considered]) -> None:
    if not found:
        return
    reasons = await why_not_mailed(uow, it, found)
    rows = [_row(uow, it, each, reasons) for each in found]
    fresh = insert(notices).on_conflict_do_nothing().returning(notices.c.id)
    new = set(await uow.session.scalars(fresh, rows))
    told = [(each, row) for each, row in zip(found, rows, strict=True) if row["id"] in new]
    await mail_notices(uow, it, [(each, row) for each, row in told if row["delivery_id"]])


async def _is_told(uow: NotificationsUow, it: Occurrence) -> bool:
    """Whether it was told before: all of an event's rows are written at once, and who joined since is not told late."""
    told = select(notices.c.id).where(notices.c.event_id == it.event_id).limit(1)
    return await uow.session.scalar(told) is not None


async def _responsible(
    uow: NotificationsUow, it: Occurrence, since: Mapping[tuple[UUID, int], AssigneeState | None]
) -> Responsible | None:
    if it.kind is NoticeKind.DELIVERY_FAILED:
        return await responsible_for(uow.session, await assignee_at(uow.session, _ticket_of(it), it.at))
    return await responsible_for(uow.session, it.assignee or since.get(_assigned_then(it)))


def _assigned_then(it: Occurrence) -> tuple[UUID, int]:
    return _ticket_of(it), it.assigned_in


def _ticket_of(it: Occurrence) -> UUID:
    assert it.ticket_id is not None
    return it.ticket_id


async def _people(
    uow: NotificationsUow, responsible: Responsible | None, desk: DeskWithMembers
) -> Mapping[UUID, Colleague]:
    if responsible:
        return await colleagues(uow.session, responsible.ids, desk)
    return await managers(uow.session, desk)


def _row(
    uow: NotificationsUow, it: Occurrence, found: Considered, reasons: Mapping[UUID, str]
) -> dict[str, Any]:
    not_mailed = "" if found.not_told else reasons[found.person.id]
    return {
        "id": uuid7(),
        "event_id": it.event_id,
        "person_id": found.person.id,
        "desk_id": it.desk_id,
        "kind": it.kind,
        "ticket_id": it.ticket_id,
        "comment_id": it.comment_id,
        "by_name": it.by.name,
        "why": found.why,
        "group_name": found.group,
        "not_told": found.not_told,
        "not_mailed": not_mailed,
        "sealed_words": uow.sealer.seal_text(it.words[:LONGEST_KEPT]),
        "detail": it.detail,
        "delivery_id": None if found.not_told or not_mailed else uuid7(),
        "at": it.at,
        "created_at": uow.now,
    }
