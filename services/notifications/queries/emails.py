"""The mails that arrived, as people and programs see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.notifications.domain.email import EmailState
from services.notifications.domain.errors import NoSuchEmail
from services.notifications.queries.access import DESKS
from services.notifications.tables import emails
from shared.auth import Person
from shared.contracts.parts import Attachment
from shared.cursor import from_cursor, to_cursor
from shared.desk_access import is_among, visible_desks
from shared.file_checks import Verdicts, verdicts_on
from shared.file_links import FileLinks

PAGE = 50
MOST_COUNTED = 1000
"""Mails that are counted one by one; a counter that reaches it means "at least"."""

e = emails.c


@dataclass(frozen=True, slots=True)
class EmailRow:
    """One mail in a list; `size` in bytes.

    `sender` is the address, `sender_name` what its owner calls it, `begins` the first words.
    """

    id: UUID
    desk_id: UUID
    state: EmailState
    reason: str
    subject: str
    sender: str
    sender_name: str
    begins: str
    received_at: datetime
    size: int
    ticket_id: UUID | None
    comment_id: UUID | None
    has_files: bool


LONGEST_BEGINNING = 200
ROW = (
    e.id,
    e.desk_id,
    e.state,
    e.reason,
    e.subject,
    e.parsed["from"]["address"].astext.label("sender"),
    e.parsed["from"]["name"].astext.label("sender_name"),
    e.parsed["text"].astext.label("begins"),
    e.received_at,
    e.size,
    e.ticket_id,
    e.comment_id,
    func.coalesce(func.jsonb_array_length(e.parsed["attachments"]) > 0, false()).label("has_files"),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which mails a list shows."""

    desk_id: UUID | None = None
    state: EmailState | None = None
    cursor: str | None = None


async def list_emails(
    session: AsyncSession, person: Person, wanted: Wanted
) -> tuple[list[EmailRow], str | None]:
    """Fifty mails on desks that `person` may see, the newest first; and where it goes on."""
    query = select(*ROW).where(await seen_by(session, person)).order_by(e.id.desc()).limit(PAGE)
    if wanted.desk_id:
        query = query.where(e.desk_id == wanted.desk_id)
    if wanted.state:
        query = query.where(e.state == wanted.state)
    of = f"emails {wanted.desk_id} {wanted.state}"
    if wanted.cursor:
        query = query.where(e.id < from_cursor(wanted.cursor, of, UUID)[0])
    rows = [_row(row) for row in await session.execute(query)]
    return rows, to_cursor(of, rows[-1].id) if len(rows) == PAGE else None


async def count_emails(session: AsyncSession, person: Person, wanted: Wanted) -> int:
    """How many mails such a list has, up to `MOST_COUNTED`."""
    query = select(e.id).where(await seen_by(session, person), e.state == wanted.state)
    if wanted.desk_id:
        query = query.where(e.desk_id == wanted.desk_id)
    some = query.limit(MOST_COUNTED).subquery()
    return await session.scalar(select(func.count()).select_from(some)) or 0


async def of_ticket(session: AsyncSession, person: Person, ticket_id: UUID) -> list[EmailRow]:
    """The mails that belong to a ticket, the oldest first, as far as `person` may see them."""
    query = select(*ROW).where(e.ticket_id == ticket_id, await seen_by(session, person))
    rows = await session.execute(query.order_by(e.id.desc()).limit(PAGE))
    return [_row(row) for row in rows][::-1]


async def of_comment(session: AsyncSession, person: Person, comment_id: UUID) -> list[EmailRow]:
    """The mail that a comment or a note was, if it was one and `person` may see it."""
    query = select(*ROW).where(e.comment_id == comment_id, await seen_by(session, person))
    return [_row(row) for row in await session.execute(query)]


async def seen_by(session: AsyncSession, person: Person) -> ColumnElement[bool]:
    """True of the mails that came to desks which `person` may see."""
    return is_among(e.desk_id, await visible_desks(session, person, DESKS))


async def find_email(session: AsyncSession, person: Person, email_id: UUID) -> Any:
    """A mail's whole row; raises NoSuchEmail where there is none, or none for this person."""
    query: Select[Any] = select(emails).where(e.id == email_id, await seen_by(session, person))
    found = (await session.execute(query)).first()
    if found is None:
        raise NoSuchEmail(f"no mail {email_id}")
    return found


async def verdicts_of(session: AsyncSession, row: Any) -> Verdicts:
    """What a scanner said of a mail's files."""
    return await verdicts_on(session, _keys(row))


async def check_files(session: AsyncSession, row: Any, links: FileLinks) -> None:
    """Raise what keeps any of a mail's files from being opened."""
    verdicts = await verdicts_of(session, row)
    for object_key in _keys(row):
        links.check(object_key, verdicts)


def _keys(row: Any) -> list[str]:
    files = row.parsed["attachments"] if row.parsed else ()
    return [file["object_key"] for file in files if "object_key" in file]


def shown_email(row: Any, links: FileLinks, verdicts: Verdicts) -> dict[str, Any]:
    """A mail as the JSON door shows it; of one that was not read there is only how it came."""
    named = ("id", "desk_id", "state", "reason", "received_at", "size", "ticket_id", "comment_id")
    kept = {name: getattr(row, name) for name in named}
    return kept | (_contents(row.parsed, links, verdicts) if row.parsed else NOTHING_READ)


NOTHING_READ: dict[str, Any] = {
    "from": {"name": "", "address": ""},
    "to": [],
    "cc": [],
    "subject": "",
    "date": None,
    "text": "",
    "html": None,
    "reply": "",
    "auto_reply": None,
    "attachments": [],
}


def _contents(parsed: Mapping[str, Any], links: FileLinks, verdicts: Verdicts) -> dict[str, Any]:
    files = [each | _link(each, links, verdicts) for each in parsed["attachments"]]
    shown = {name: parsed.get(name) for name in NOTHING_READ}
    return shown | {"attachments": [_without_key(each) for each in files]}


def _link(file: Mapping[str, Any], links: FileLinks, verdicts: Verdicts) -> dict[str, str]:
    if "object_key" not in file:
        return {}
    kept = Attachment(**{name: file[name] for name in Attachment.model_fields})
    return links.told(kept, verdicts) | {"reason": links.verdict(kept.object_key, verdicts).reason}


def _without_key(file: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in file.items() if name != "object_key"}


def _row(row: Any) -> EmailRow:
    fields = {**row._mapping}
    text = fields["begins"] or ""
    begins = " ".join(text[: 4 * LONGEST_BEGINNING].split())[:LONGEST_BEGINNING]
    named = {name: fields[name] or "" for name in ("sender", "sender_name")}
    return EmailRow(**{**fields, **named, "begins": begins})
