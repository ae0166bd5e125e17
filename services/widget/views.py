"""What a customer sees of one ticket: public facts only, from tables that hold nothing else."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.widget.domain.errors import NoSuchTicket
from services.widget.tables import comments, public_links, submissions, tickets
from shared.contracts.parts import Attachment
from shared.markup import markdown_to_html
from shared.secrets import fingerprint


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


@dataclass(frozen=True, slots=True)
class PublicTicket:
    """One ticket; `status` is received or refused until the tickets service has numbered it."""

    ticket_id: UUID
    desk_id: UUID
    status: str
    number: str | None
    reason: str | None
    title: str
    body: str
    body_html: str
    requester_name: str
    created_at: datetime
    attachments: tuple[Attachment, ...]
    comments: tuple[PublicComment, ...]

    @property
    def is_settled(self) -> bool:
        """Whether it has become a ticket, or will not."""
        return self.status != "received"


async def public_ticket(session: AsyncSession, public_token: str) -> PublicTicket:
    """The ticket behind a public token; raises NoSuchTicket."""
    link = public_links.c.token_hash == fingerprint(public_token)
    ticket_id = await session.scalar(select(public_links.c.ticket_id).where(link))
    if ticket_id is None:
        raise NoSuchTicket("no ticket is behind this address")
    submission = await _row(session, select(submissions).where(submissions.c.ticket_id == ticket_id))
    ticket = await _row(session, select(tickets).where(tickets.c.ticket_id == ticket_id))
    said = await _comments(session, ticket_id)
    if ticket is None or ticket["body"] is None:
        if submission is None:
            raise NoSuchTicket("no ticket is behind this address")
        return _received(submission, said)
    return _numbered(ticket, said)


async def _row(session: AsyncSession, query: Any) -> dict[str, Any] | None:
    found = (await session.execute(query)).mappings().first()
    return dict(found) if found else None


async def _comments(session: AsyncSession, ticket_id: UUID) -> tuple[PublicComment, ...]:
    c = comments.c
    query = select(
        c.comment_id.label("id"), c.author, c.from_team, c.body, c.body_html, c.created_at, c.attachments
    ).where(c.ticket_id == ticket_id)
    rows = (await session.execute(query.order_by(c.created_at, c.comment_id))).mappings()
    return tuple(_comment(dict(row)) for row in rows)


def _comment(row: dict[str, Any]) -> PublicComment:
    row["attachments"] = _files(row["attachments"])
    return PublicComment(**row)


def _received(submission: dict[str, Any], said: tuple[PublicComment, ...]) -> PublicTicket:
    return PublicTicket(
        ticket_id=submission["ticket_id"],
        desk_id=submission["desk_id"],
        status="refused" if submission["refused"] else "received",
        number=None,
        reason=submission["refused"],
        title=submission["title"],
        body=submission["body"],
        body_html=markdown_to_html(submission["body"]),
        requester_name="",
        created_at=submission["created_at"],
        attachments=_files(submission["attachments"]),
        comments=said,
    )


def _numbered(ticket: dict[str, Any], said: tuple[PublicComment, ...]) -> PublicTicket:
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
        requester_name=state["requester"]["name"] or state["requester"]["email"] or "",
        created_at=datetime.fromisoformat(state["created_at"]),
        attachments=_files(ticket["attachments"]),
        comments=said,
    )


def _files(rows: Any) -> tuple[Attachment, ...]:
    return tuple(Attachment.model_validate(row) for row in rows or ())
