"""What a customer sees of one ticket: public facts only, from tables that hold nothing else."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.widget.domain.errors import LinkExpired, NoSuchTicket
from services.widget.queries.comments import Conversation, PublicComment, conversation
from services.widget.queries.links import ticket_behind
from services.widget.tables.copies import known_refusals, known_tickets
from services.widget.tables.own import desk_settings, quarantine, status_wishes, submissions
from shared.addresses import shown_address
from shared.contracts.custom_fields import TypedField
from shared.contracts.parts import Attachment, Status
from shared.database import Database
from shared.rows import one_dict


@dataclass(frozen=True, slots=True)
class PublicTicket:
    """One ticket; until the tickets service has numbered it, `status` is received or refused, without `body_html`."""

    ticket_id: UUID
    mark: str
    """Another one whenever something else would be shown (`queries/links.py`)."""
    desk_id: UUID
    version: int
    """As last told; 0 before its number is known. Not for outsiders: it grows with what they may not see."""
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
    fields: tuple[TypedField, ...]
    """What its customer gave for the desk's own fields, as they gave it."""
    comments: tuple[PublicComment, ...]
    older_comments: str | None
    """Cursor to what was written before `comments`."""
    expires_at: datetime | None = None
    """When its link ends, unless it is opened again."""


STATUS_WISHED: dict[str, str] = {"solved": Status.RESOLVED, "reopened": Status.OPEN}
"""What a ticket is shown as after its customer said so, until the team's side is told back."""

TICKETS = (
    select(known_tickets, status_wishes.c.wish, desk_settings.c.link_days)
    .outerjoin(
        status_wishes,
        (status_wishes.c.ticket_id == known_tickets.c.ticket_id)
        & (status_wishes.c.version == known_tickets.c.version),
    )
    .outerjoin(desk_settings, desk_settings.c.desk_id == known_tickets.c.desk_id)
)
DISCARDED = "not_accepted"
"""Why an inquiry became no ticket that a person looked at."""

SUBMISSIONS = (
    select(
        submissions,
        func.coalesce(
            known_refusals.c.reason, case((quarantine.c.discarded_at.is_not(None), DISCARDED))
        ).label("reason"),
    )
    .outerjoin(known_refusals, known_refusals.c.request_id == submissions.c.request_id)
    .outerjoin(quarantine, quarantine.c.request_id == submissions.c.request_id)
)


async def find_ticket(database: Database, public_token: str, older: str | None = None) -> PublicTicket:
    """The ticket behind a token, with its newest comments or those before the cursor `older`.

    Raises NoSuchTicket, and LinkExpired.
    """
    async with database.session() as session:
        ticket = await public_ticket(session, public_token, older)
        if ticket.expires_at and ticket.expires_at <= (await session.scalars(select(database.now()))).one():
            raise LinkExpired(ticket.desk_id)
        return ticket


async def public_ticket(session: AsyncSession, public_token: str, older: str | None = None) -> PublicTicket:
    """The ticket behind a public token, with its newest comments or those before `older`; raises NoSuchTicket."""
    # The mark is read first: what is read after it is as new, or newer, and then the next question is answered at once.
    ticket_id, mark = await ticket_behind(session, public_token)
    submission = one_dict(await session.execute(SUBMISSIONS.where(submissions.c.ticket_id == ticket_id)))
    ticket = one_dict(await session.execute(TICKETS.where(known_tickets.c.ticket_id == ticket_id)))
    said = await conversation(session, ticket_id, older)
    if ticket is None or ticket["body"] is None:
        if submission is None:
            raise NoSuchTicket("no ticket is behind this address")
        return _received(submission, mark, said)
    return _numbered(ticket, submission, mark, said)


def _received(submission: dict[str, Any], mark: str, said: Conversation) -> PublicTicket:
    return PublicTicket(
        ticket_id=submission["ticket_id"],
        mark=mark,
        desk_id=submission["desk_id"],
        version=0,
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
        fields=_given(submission),
        comments=said[0],
        older_comments=said[1],
    )


def _numbered(
    ticket: dict[str, Any], submission: dict[str, Any] | None, mark: str, said: Conversation
) -> PublicTicket:
    state = ticket["state"]
    status = STATUS_WISHED.get(ticket["wish"]) or str(state["status"])
    return PublicTicket(
        ticket_id=ticket["ticket_id"],
        mark=mark,
        desk_id=ticket["desk_id"],
        version=ticket["version"],
        status=status,
        number=state["number"],
        reason=None,
        title=state["title"],
        body=ticket["body"],
        body_html=ticket["body_html"],
        requester_name=state["requester"]["name"] or shown_address(state["requester"]["email"] or ""),
        has_email=bool(state["requester"]["email"]),
        created_at=datetime.fromisoformat(state["created_at"]),
        attachments=_files(ticket["attachments"]),
        fields=_given(submission),
        comments=said[0],
        older_comments=said[1],
        expires_at=_end_of_link(status, state.get("resolved_at"), ticket["link_days"]),
    )


def _end_of_link(status: str, resolved_at: str | None, days: int | None) -> datetime | None:
    if not days or status != Status.RESOLVED or not resolved_at:
        return None
    return datetime.fromisoformat(resolved_at) + timedelta(days=days)


def _given(submission: dict[str, Any] | None) -> tuple[TypedField, ...]:
    return tuple(TypedField.model_validate(each) for each in submission["fields"]) if submission else ()


def _files(rows: Any) -> tuple[Attachment, ...]:
    return tuple(Attachment.model_validate(row) for row in rows or ())
