"""What somebody was told, and how much of it they have not read. What they may no longer see is not there for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.notifications.domain.errors import NoSuchNotice
from services.notifications.domain.notices import NoticeKind, is_mailed, kinds_open_to, path_of
from services.notifications.queries.access import DESKS
from services.notifications.queries.notice_mails import choices_of
from services.notifications.tables import known_tickets, notices
from shared.auth import Person
from shared.cursor import from_cursor, to_cursor
from shared.desk_access import is_among, visible_desks
from shared.secrets import Sealer

PAGE = 50
MOST_COUNTED = 100
"""Notices that are counted one by one; a counter that reaches it means "at least"."""

n, t = notices.c, known_tickets.c


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One notice as its reader sees it. `number` and `title` are the ticket's as of now, empty where there is none.

    `text` is the beginning of what was written, or a reason; `by` who did it, `detail` a mail's recipient or the like.
    """

    id: UUID
    kind: NoticeKind
    ticket_id: UUID | None
    number: str
    title: str
    desk_id: UUID
    by: str
    group: str
    detail: str
    at: datetime
    read_at: datetime | None
    text: str

    @property
    def url(self) -> str:
        """Where it leads."""
        return path_of(self.kind, self.ticket_id, self.desk_id)


async def list_notices(
    session: AsyncSession, sealer: Sealer, person: Person, unread: bool, cursor: str | None
) -> tuple[list[NoticeRow], str | None]:
    """Fifty notices of `person`, the newest first, of all or of those they have not read; and where it goes on."""
    query = _shown().where(await _theirs(session, person)).order_by(n.id.desc()).limit(PAGE)
    if unread:
        query = query.where(n.read_at.is_(None))
    of = f"notices {person.id} {unread}"
    if cursor:
        query = query.where(n.id < from_cursor(cursor, of, UUID)[0])
    rows = [_row(row, sealer) for row in await session.execute(query)]
    return rows, to_cursor(of, rows[-1].id) if len(rows) == PAGE else None


async def find_notice(session: AsyncSession, sealer: Sealer, person: Person, notice_id: UUID) -> NoticeRow:
    """One of `person`'s notices; raises NoSuchNotice."""
    query = _shown().where(n.id == notice_id, await _theirs(session, person))
    row = (await session.execute(query)).first()
    if row is None:
        raise NoSuchNotice(f"no notice {notice_id}")
    return _row(row, sealer)


async def count_unread_notices(session: AsyncSession, person: Person) -> int:
    """How many `person` has not read, up to `MOST_COUNTED`."""
    unread = select(n.id).where(await _theirs(session, person), n.read_at.is_(None)).limit(MOST_COUNTED)
    return await session.scalar(select(func.count()).select_from(unread.subquery())) or 0


async def choices_for(session: AsyncSession, person: Person) -> dict[NoticeKind, bool]:
    """Of each kind that `person` can be told whether it is mailed to them."""
    chosen: Mapping[str, bool] = (await choices_of(session, [person.id]))[person.id]
    return {kind: is_mailed(kind, chosen) for kind in kinds_open_to(person.permissions)}


async def _theirs(session: AsyncSession, person: Person) -> ColumnElement[bool]:
    seen = is_among(n.desk_id, await visible_desks(session, person, DESKS))
    # Whoever was called by name was let into that very ticket, whichever desk it is on.
    may_know = or_(seen, n.kind == NoticeKind.MENTIONED)
    return (n.person_id == person.id) & (n.not_told == "") & may_know


def _shown() -> Select[*tuple[Any, ...]]:
    named = (n.id, n.kind, n.ticket_id, t.number, t.title, n.desk_id, n.by_name, n.group_name, n.detail)
    dated = (n.at, n.read_at, n.sealed_words)
    return select(*named, *dated).outerjoin(known_tickets, t.ticket_id == n.ticket_id)


def _row(row: Any, sealer: Sealer) -> NoticeRow:
    return NoticeRow(
        id=row.id,
        kind=NoticeKind(row.kind),
        ticket_id=row.ticket_id,
        number=row.number or "",
        title=row.title or "",
        desk_id=row.desk_id,
        by=row.by_name,
        group=row.group_name,
        detail=row.detail,
        at=row.at,
        read_at=row.read_at,
        text=sealer.open_text(row.sealed_words),
    )
