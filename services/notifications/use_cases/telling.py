"""The team is told what happened: one row for everybody who was thought of, told or not, and why."""

from collections.abc import Mapping
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
    assignee_since,
    colleagues,
    managers,
    responsible_for,
)
from services.notifications.tables import known_tickets, notices
from services.notifications.uow import NotificationsUow
from services.notifications.use_cases.notice_mails import mail_notices, why_not_mailed
from shared.contracts.parts import SYSTEM
from shared.errors import NoSuchTicket

LONGEST_KEPT = 500
"""Characters of what was written that lists of notices show."""


async def tell_team(uow: NotificationsUow, event: Told) -> None:
    """Tell who is responsible, or who must hear of it; a second time changes nothing. Raises NotYet, see queries."""
    it = occurrence_of(event)
    if it:
        await _tell(uow, it if it.desk_id else await _placed(uow, it))


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


async def _placed(uow: NotificationsUow, it: Occurrence) -> Occurrence:
    """What a mail's own event does not say of its ticket."""
    t = known_tickets.c
    known = select(t.desk_id, t.number, t.title).where(t.ticket_id == it.ticket_id)
    row = (await uow.session.execute(known)).first()
    if row is None:
        raise NoSuchTicket(f"no ticket {it.ticket_id}")
    return replace(it, desk_id=row.desk_id, number=row.number, title=row.title)


async def _tell(uow: NotificationsUow, it: Occurrence) -> None:
    assert it.desk_id is not None
    responsible = await _responsible(uow, it)
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


async def _responsible(uow: NotificationsUow, it: Occurrence) -> Responsible | None:
    if it.ticket_id is None:
        return None
    if it.kind is NoticeKind.DELIVERY_FAILED:
        assignee = await assignee_at(uow.session, it.ticket_id, it.at)
    else:
        assignee = it.assignee or await assignee_since(uow.session, it.ticket_id, it.assigned_in)
    return await responsible_for(uow.session, assignee)


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
