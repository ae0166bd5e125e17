"""Who of the team was told what of a ticket, how, or why not. What was written is not in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Label, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.notifications.domain.notices import ASSIGNEE, BY_NAME, MANAGES
from services.notifications.tables import deliveries, notices
from shared.cursor import from_cursor, to_cursor
from shared.tables import known_people

PAGE = 100
WHY = {ASSIGNEE: "assignee", MANAGES: "manages the desk", BY_NAME: "mentioned"}

n, d, p = notices.c, deliveries.c, known_people.c

BY, PERSON = n.by_name.label("by"), func.coalesce(p.name, "").label("person")
WHO = (n.event_id, n.kind, n.at, BY, n.comment_id, n.person_id, PERSON)
HOW = (n.not_told, n.not_mailed, n.read_at)
MAILED = (n.delivery_id, d.recipient, d.state, d.reason, d.sent_at)
"""Columns under the names of the fields below."""


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

    `why` is assignee, member of a group, manages the desk, or mentioned; `not_told` a code, empty for who was told in the panel.
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
    query = (
        select(n.id, n.why, n.group_name, *WHO, *HOW, *MAILED)
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
    return NoticeLogRow(
        **_named(row, (*WHO, *HOW)),
        why=WHY.get(row.why) or f"member of {row.group_name}",
        mail=MailOfNotice(**_named(row, MAILED)) if row.delivery_id else None,
    )


def _named(row: Any, columns: Sequence[Column[Any] | Label[Any]]) -> dict[str, Any]:
    return {column.name: row._mapping[column.name] for column in columns}
