"""What a customer sees of one ticket: public facts only, from tables that hold nothing else."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from services.widget.domain.errors import NoSuchTicket
from services.widget.tables.own import comments, public_links, submissions, tickets
from shared.addresses import shown_address
from shared.contracts.parts import Attachment
from shared.cursor import from_cursor, to_cursor
from shared.database import Database
from shared.instants import Instant
from shared.pages import cut, light
from shared.secrets import fingerprint
from shared.stopping import is_stopping


@dataclass(frozen=True, slots=True)
class PublicComment:
    """One message."""

    id: UUID
    author: str
    from_team: bool
    body: str
    body_html: str
    created_at: datetime
    attachments: tuple[Attachment, ...]


Conversation = tuple[tuple[PublicComment, ...], str | None]
"""Some comments in their order, and a cursor to older ones."""

LONGEST_WAIT = 30.0
LOOK_EVERY = 0.25
PAGE = 50
"""Comments shown at once; each may have 50,000 characters."""


@dataclass(frozen=True, slots=True)
class PublicTicket:
    """One ticket; until the tickets service has numbered it, `status` is received or refused, without `body_html`."""

    ticket_id: UUID
    desk_id: UUID
    status: str
    number: str | None
    reason: str | None
    title: str
    body: str
    body_html: str | None
    requester_name: str
    has_email: bool
    created_at: datetime
    attachments: tuple[Attachment, ...]
    comments: tuple[PublicComment, ...]
    older_comments: str | None
    """Cursor to what was written before `comments`."""


SETTLED = text("""
    SELECT coalesce(t.body IS NOT NULL OR s.refused IS NOT NULL, false)
      FROM public_links l LEFT JOIN tickets t USING (ticket_id) LEFT JOIN submissions s USING (ticket_id)
     WHERE l.token_hash = :hash
""")


async def is_settled(session: AsyncSession, public_token: str) -> bool:
    """Whether an inquiry has become a ticket, or will not: cheap, for those who wait. Raises NoSuchTicket."""
    found = await session.scalar(SETTLED, {"hash": fingerprint(public_token)})
    if found is None:
        raise NoSuchTicket("no ticket is behind this address")
    return found


async def until_settled(database: Database, public_token: str, wait: float) -> None:
    """Wait up to `wait` seconds for a ticket to be numbered or refused, holding no connection."""
    deadline = asyncio.get_running_loop().time() + min(wait, LONGEST_WAIT)
    while True:
        async with database.session() as session:
            if await is_settled(session, public_token):
                return
        if is_stopping() or asyncio.get_running_loop().time() >= deadline:
            return
        await asyncio.sleep(LOOK_EVERY)


async def desk_behind(session: AsyncSession, public_token: str) -> UUID | None:
    """The desk of the ticket behind a token, if there is one."""
    link = public_links.c.token_hash == fingerprint(public_token)
    desk_id = func.coalesce(tickets.c.desk_id, submissions.c.desk_id)
    query = select(desk_id).select_from(public_links).where(link)
    query = query.outerjoin(tickets, tickets.c.ticket_id == public_links.c.ticket_id)
    return await session.scalar(
        query.outerjoin(submissions, submissions.c.ticket_id == public_links.c.ticket_id)
    )


async def find_ticket(database: Database, public_token: str, older: str | None = None) -> PublicTicket:
    """The ticket behind a token, with its newest comments or those before the cursor `older`."""
    async with database.session() as session:
        return await public_ticket(session, public_token, older)


async def public_ticket(session: AsyncSession, public_token: str, older: str | None = None) -> PublicTicket:
    """The ticket behind a public token, with its newest comments or those before `older`; raises NoSuchTicket."""
    link = public_links.c.token_hash == fingerprint(public_token)
    ticket_id = await session.scalar(select(public_links.c.ticket_id).where(link))
    if ticket_id is None:
        raise NoSuchTicket("no ticket is behind this address")
    submission = await _row(session, select(submissions).where(submissions.c.ticket_id == ticket_id))
    ticket = await _row(session, select(tickets).where(tickets.c.ticket_id == ticket_id))
    said = await _comments(session, ticket_id, older)
    if ticket is None or ticket["body"] is None:
        if submission is None:
            raise NoSuchTicket("no ticket is behind this address")
        return _received(submission, said)
    return _numbered(ticket, said)


async def _row(session: AsyncSession, query: Any) -> dict[str, Any] | None:
    found = (await session.execute(query)).mappings().first()
    return dict(found) if found else None


async def _comments(session: AsyncSession, ticket_id: UUID, older: str | None) -> Conversation:
    c = comments.c
    query = select(
        c.comment_id.label("id"), c.author, c.from_team, c.body, c.body_html, c.created_at, c.attachments
    ).where(c.ticket_id == ticket_id)
    if older:
        query = query.where(
            tuple_(c.created_at, c.comment_id)
            < tuple_(*from_cursor(older, f"comments {ticket_id}", Instant, UUID))
        )
    # One more than is shown tells whether there are more.
    query = query.order_by(c.created_at.desc(), c.comment_id.desc()).limit(PAGE + 1)
    bounded = light(query.subquery(), _newest_first, ["body", "body_html"])
    rows, goes_on = cut([dict(row) for row in (await session.execute(bounded)).mappings()], PAGE)
    shown = tuple(_comment(row) for row in reversed(rows))
    return shown, to_cursor(f"comments {ticket_id}", shown[0].created_at, shown[0].id) if goes_on else None


def _newest_first(columns: Any) -> Sequence[ColumnElement[Any]]:
    return columns.created_at.desc(), columns.id.desc()


def _comment(row: dict[str, Any]) -> PublicComment:
    del row["found"]
    row["attachments"] = _files(row["attachments"])
    return PublicComment(**row)


def _received(submission: dict[str, Any], said: Conversation) -> PublicTicket:
    return PublicTicket(
        ticket_id=submission["ticket_id"],
        desk_id=submission["desk_id"],
        status="refused" if submission["refused"] else "received",
        number=None,
        reason=submission["refused"],
        title=submission["title"],
        body=submission["body"],
        body_html=None,
        requester_name="",
        has_email=True,
        created_at=submission["created_at"],
        attachments=_files(submission["attachments"]),
        comments=said[0],
        older_comments=said[1],
    )


def _numbered(ticket: dict[str, Any], said: Conversation) -> PublicTicket:
    state = ticket["state"]
    return PublicTicket(
        ticket_id=ticket["ticket_id"],
        desk_id=ticket["desk_id"],
        status=state["status"],
        number=state["number"],
        reason=None,
        title=state["title"],
        body=ticket["body"],
        body_html=ticket["body_html"],
        requester_name=state["requester"]["name"] or shown_address(state["requester"]["email"] or ""),
        has_email=bool(state["requester"]["email"]),
        created_at=datetime.fromisoformat(state["created_at"]),
        attachments=_files(ticket["attachments"]),
        comments=said[0],
        older_comments=said[1],
    )


def _files(rows: Any) -> tuple[Attachment, ...]:
    return tuple(Attachment.model_validate(row) for row in rows or ())
