"""Who of the team was told what of a ticket, how, or why not. What was written is not in it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.notifications.domain.notices import ASSIGNEE, MANAGES
from services.notifications.tables import deliveries, notices
from shared.cursor import from_cursor, to_cursor
from shared.tables import known_people

PAGE = 100
WHY = {ASSIGNEE: "assignee", MANAGES: "manages the desk"}

n, d, p = notices.c, deliveries.c, known_people.c


@dataclass(frozen=True, slots=True)
class MailOfNotice:
    """The mail that a notice became, and what became of that."""

    delivery_id: UUID
    recipient: str
    state: str
    reason: str
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class NoticeLogRow:
    """One colleague who was thought of when something happened.

    `why` is assignee, member of a group, or manages the desk; `not_told` a code, empty for who was told in the panel.
    `mail` is empty where `not_mailed` says why there is none, or where nobody was told.
    """

    event_id: UUID
    kind: str
    at: datetime
    by: str
    comment_id: UUID | None
    person_id: UUID
    person: str
    why: str
    not_told: str
    not_mailed: str
    mail: MailOfNotice | None
    read_at: datetime | None


async def notice_log(
    session: AsyncSession, ticket_id: UUID, cursor: str | None
) -> tuple[list[NoticeLogRow], str | None]:
    """A hundred rows of a ticket, the newest first, and where it goes on; who may see the ticket is asked before."""
    named = (n.id, n.event_id, n.kind, n.at, n.by_name, n.comment_id, n.person_id, n.why, n.group_name)
    told = (n.not_told, n.not_mailed, n.read_at, p.name)
    mailed = (n.delivery_id, d.recipient, d.state, d.reason, d.sent_at)
    query = (
        select(*named, *told, *mailed)
        .outerjoin(known_people, p.id == n.person_id)
        .outerjoin(deliveries, d.id == n.delivery_id)
        .where(n.ticket_id == ticket_id)
    )
    of = f"notice log {ticket_id}"
    if cursor:
        query = query.where(n.id < from_cursor(cursor, of, UUID)[0])
    rows = list(await session.execute(query.order_by(n.id.desc()).limit(PAGE)))
    return [_row(row) for row in rows], to_cursor(of, rows[-1].id) if len(rows) == PAGE else None


def _row(row: Any) -> NoticeLogRow:
    mail = None
    if row.delivery_id:
        mail = MailOfNotice(row.delivery_id, row.recipient, row.state, row.reason, row.sent_at)
    return NoticeLogRow(
        event_id=row.event_id,
        kind=row.kind,
        at=row.at,
        by=row.by_name,
        comment_id=row.comment_id,
        person_id=row.person_id,
        person=row.name or "",
        why=WHY.get(row.why) or f"member of {row.group_name}",
        not_told=row.not_told,
        not_mailed=row.not_mailed,
        mail=mail,
        read_at=row.read_at,
    )
