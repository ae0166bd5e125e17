"""What the page of notices shows: the list, and what can be chosen."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.notifications.domain.notices import NoticeKind
from services.notifications.queries.notices import (
    MOST_COUNTED,
    NoticeRow,
    choices_for,
    count_unread_notices,
    list_notices,
)
from services.notifications.queries.tickets import DeskChoice, list_desks
from services.notifications.rendering.notices import sentence
from shared.auth import Person
from shared.language import Language, language_named
from shared.locales import ENGLISH
from shared.panel.navigation import NOTICES
from shared.secrets import Sealer

ICONS = {
    NoticeKind.ASSIGNED: "user",
    NoticeKind.CUSTOMER_REPLIED: "reply",
    NoticeKind.NOTE_ADDED: "lock",
    NoticeKind.MENTIONED: "user",
    NoticeKind.WOKEN: "clock",
    NoticeKind.DELIVERY_FAILED: "alert",
    NoticeKind.MAILBOX_SILENT: "mail",
    NoticeKind.MAILS_LIMITED: "mail",
}


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One notice in the list. `begins` is how what was written begins, or empty."""

    id: UUID
    url: str
    icon: str
    sentence: str
    number: str
    title: str
    begins: str
    at: datetime
    is_unread: bool
    desk: DeskChoice | None


@dataclass(frozen=True, slots=True)
class Choice:
    """One kind that can be mailed or not."""

    kind: str
    label: str
    mail: bool


async def notices_context(
    session: AsyncSession, sealer: Sealer, person: Person, unread: bool, cursor: str | None
) -> dict[str, Any]:
    """All that the page needs."""
    # The panel speaks English to everybody, as its frame does.
    language = language_named(ENGLISH)
    rows, onward = await list_notices(session, sealer, person, unread, cursor)
    desks = {desk.id: desk for desk in await list_desks(session, person)}
    chosen = await choices_for(session, person)
    first = _url(unread)
    return {
        "notices": [_line(row, desks.get(row.desk_id), language) for row in rows],
        "unread_only": unread,
        "unread_count": await count_unread_notices(session, person),
        "most": MOST_COUNTED,
        "all_url": _url(False),
        "unread_url": _url(True),
        "fresh_url": "" if cursor else first,
        "more_url": _url(unread, cursor=onward) if onward else "",
        "choices": [Choice(kind, language.say(f"notice_kind.{kind}"), mail) for kind, mail in chosen.items()],
    }


def _url(unread: bool, **more: str) -> str:
    query = urlencode(({"unread": "1"} if unread else {}) | more)
    return f"{NOTICES.url}?{query}" if query else NOTICES.url


def _line(row: NoticeRow, desk: DeskChoice | None, language: Language) -> NoticeLine:
    return NoticeLine(
        id=row.id,
        url=f"{NOTICES.url}/{row.id}",
        icon=ICONS[row.kind],
        sentence=sentence(row.kind, row.by, row.group, row.detail, language),
        number=row.number,
        title=row.title,
        begins="" if row.kind is NoticeKind.MAILBOX_SILENT else " ".join(row.text.split()),
        at=row.at,
        is_unread=row.read_at is None,
        desk=desk,
    )
