"""What a customer sees of one ticket: public facts only, from tables that hold nothing else."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.widget.domain.errors import NoSuchTicket
from services.widget.queries.comments import Conversation, PublicComment, conversation
from services.widget.queries.links import ticket_behind
from services.widget.tables.copies import known_refusals, known_tickets
from services.widget.tables.own import submissions
from shared.addresses import shown_address
from shared.contracts.parts import Attachment
from shared.database import Database
from shared.rows import one_dict


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


SUBMISSIONS = select(submissions, known_refusals.c.reason).outerjoin(
    known_refusals, known_refusals.c.request_id == submissions.c.request_id
)


async def find_ticket(database: Database, public_token: str, older: str | None = None) -> PublicTicket:
    """The ticket behind a token, with its newest comments or those before the cursor `older`."""
    async with database.session() as session:
        return await public_ticket(session, public_token, older)


async def public_ticket(session: AsyncSession, public_token: str, older: str | None = None) -> PublicTicket:
    """The ticket behind a public token, with its newest comments or those before `older`; raises NoSuchTicket."""
    ticket_id = await ticket_behind(session, public_token)
    submission = one_dict(await session.execute(SUBMISSIONS.where(submissions.c.ticket_id == ticket_id)))
    ticket = one_dict(
        await session.execute(select(known_tickets).where(known_tickets.c.ticket_id == ticket_id))
    )
    said = await conversation(session, ticket_id, older)
    if ticket is None or ticket["body"] is None:
        if submission is None:
            raise NoSuchTicket("no ticket is behind this address")
        return _received(submission, said)
    return _numbered(ticket, said)


def _received(submission: dict[str, Any], said: Conversation) -> PublicTicket:
    return PublicTicket(
        ticket_id=submission["ticket_id"],
        desk_id=submission["desk_id"],
        status="refused" if submission["reason"] else "received",
        number=None,
        reason=submission["reason"],
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
