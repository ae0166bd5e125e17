"""What a customer sees of one ticket: public facts only, from tables that hold nothing else."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import case, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.widget.domain.errors import LinkExpired, NoSuchTicket
from services.widget.queries.comments import Conversation, PublicComment, conversation
from services.widget.queries.family import Shown, shown_with
from services.widget.queries.following import Onward, goes_on_in
from services.widget.queries.links import ticket_behind
from services.widget.tables.copies import known_refusals, known_tickets, merged_into
from services.widget.tables.own import desk_settings, quarantine, status_wishes, submissions
from shared.addresses import shown_address
from shared.contracts.custom_fields import TypedField
from shared.contracts.parts import Attachment, Status
from shared.database import Database
from shared.file_checks import Verdicts, verdicts_on
from shared.rows import one_dict


@dataclass(frozen=True, slots=True)
class PublicTicket:
    """One ticket; until the tickets service has numbered it, `status` is received or refused, without `body_html`."""

    ticket_id: UUID
    """Whose status this is: of a merged ticket, the one that it leads to."""
    own_id: UUID
    """Whose link it is: what its customer writes is written there."""
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
    goes_on_in: Onward | None = None
    """The ticket that its customer's last answer became, since this one was over."""
    verdicts: Verdicts = field(default_factory=dict)
    """What a scanner said of its files, and of those of its comments."""


STATUS_WISHED: dict[str, str] = {"solved": Status.RESOLVED, "reopened": Status.OPEN}
"""What a ticket is shown as after its customer said so, until the team's side is told back."""

LED_HERE = known_tickets.alias("led_here")
TICKETS = (
    select(
        known_tickets,
        status_wishes.c.wish,
        desk_settings.c.link_days,
        exists().where(merged_into(LED_HERE) == known_tickets.c.ticket_id).label("has_merged"),
    )
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
    ticket = await _public_ticket(session, public_token, older)
    files = [*ticket.attachments, *(file for said in ticket.comments for file in said.attachments)]
    return replace(ticket, verdicts=await verdicts_on(session, (file.object_key for file in files)))


async def _public_ticket(session: AsyncSession, public_token: str, older: str | None) -> PublicTicket:
    # The mark is read first: what is read after it is as new, or newer, and then the next question is answered at once.
    own_id, mark = await ticket_behind(session, public_token)
    submission = one_dict(await session.execute(SUBMISSIONS.where(submissions.c.ticket_id == own_id)))
    own = one_dict(await session.execute(TICKETS.where(known_tickets.c.ticket_id == own_id)))
    if own is None or own["body"] is None:
        said = await conversation(session, Shown(own_id, (own_id,)), older)
        if submission is None:
            raise NoSuchTicket("no ticket is behind this address")
        return _received(submission, mark, said)
    ticket = await _target_of(session, own)
    shown = await _shown(session, own, ticket)
    said = await conversation(session, shown, older)
    opening = ticket if ticket["ticket_id"] in shown.mine else own
    onward = await goes_on_in(session, own_id, ticket["state"])
    return replace(_numbered(ticket, own, opening, submission, mark, said), goes_on_in=onward)


async def _target_of(session: AsyncSession, own: dict[str, Any]) -> dict[str, Any]:
    """The ticket that a merged one leads to, once it is known here; else that very one."""
    if not (merged_into := own["state"].get("merged_into")):
        return own
    target = one_dict(await session.execute(TICKETS.where(known_tickets.c.ticket_id == UUID(merged_into))))
    return target if target and target["body"] is not None else own


async def _shown(session: AsyncSession, own: dict[str, Any], target: dict[str, Any]) -> Shown:
    if own is target and not own["has_merged"]:
        return Shown(own["ticket_id"], (own["ticket_id"],))
    return await shown_with(session, own, target)


def _received(submission: dict[str, Any], mark: str, said: Conversation) -> PublicTicket:
    return PublicTicket(
        ticket_id=submission["ticket_id"],
        own_id=submission["ticket_id"],
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
    ticket: dict[str, Any],
    own: dict[str, Any],
    opening: dict[str, Any],
    submission: dict[str, Any] | None,
    mark: str,
    said: Conversation,
) -> PublicTicket:
    """`ticket` with the link of `own`, and the title and first words of `opening`: all the same, if nothing was merged."""
    state, requester = ticket["state"], own["state"]["requester"]
    status = STATUS_WISHED.get(ticket["wish"]) or str(state["status"])
    return PublicTicket(
        ticket_id=ticket["ticket_id"],
        own_id=own["ticket_id"],
        mark=mark,
        desk_id=own["desk_id"],
        version=ticket["version"],
        status=status,
        number=state["number"],
        reason=None,
        title=opening["state"]["title"],
        body=opening["body"],
        body_html=opening["body_html"],
        requester_name=requester["name"] or shown_address(requester["email"] or ""),
        has_email=bool(requester["email"]),
        created_at=datetime.fromisoformat(opening["state"]["created_at"]),
        attachments=_files(opening["attachments"]),
        fields=_given(submission) if opening is own else (),
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
