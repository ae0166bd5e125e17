"""The widget's own copy of what customers may see, fed by public events only, in any order."""

from collections.abc import Sequence
from secrets import token_urlsafe
from typing import Any
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import case, func, text, update
from sqlalchemy.dialects.postgresql import insert

from services.widget.domain.errors import DeskNotYet
from services.widget.domain.signature import MAX_AGE
from services.widget.tables.own import desks, submissions
from services.widget.uow import WidgetUow
from shared.contracts.notifications import MailboxChanged
from shared.contracts.parts import DeskState
from shared.contracts.tickets import CommentAdded, TicketCreated, TicketEvent, TicketRequestRefused
from shared.files import MAX_BYTES
from shared.secrets import Sealer, fingerprint

KEEP_TICKETS = text("""
    INSERT INTO tickets AS old (ticket_id, desk_id, state, version, channel, body, body_html, attachments)
    SELECT i, d, CAST(s AS jsonb), v, c, b, h, CAST(f AS jsonb)
      FROM unnest(CAST(:ids AS uuid[]), CAST(:desks AS uuid[]), CAST(:states AS text[]), CAST(:versions AS int[]),
                  CAST(:channels AS text[]), CAST(:bodies AS text[]), CAST(:htmls AS text[]),
                  CAST(:files AS text[]))
           AS new (i, d, s, v, c, b, h, f)
    ON CONFLICT (ticket_id) DO UPDATE SET
      state = CASE WHEN excluded.version > old.version THEN excluded.state ELSE old.state END,
      desk_id = CASE WHEN excluded.version > old.version THEN excluded.desk_id ELSE old.desk_id END,
      version = greatest(excluded.version, old.version),
      channel = coalesce(old.channel, excluded.channel),
      body = coalesce(old.body, excluded.body),
      body_html = coalesce(old.body_html, excluded.body_html),
      attachments = coalesce(old.attachments, excluded.attachments)
""")

KEEP_LINKS = text("""
    INSERT INTO public_links (token_hash, ticket_id, sealed_token)
    SELECT * FROM unnest(CAST(:hashes AS bytea[]), CAST(:ids AS uuid[]), CAST(:sealed AS bytea[]))
    ON CONFLICT DO NOTHING
""")

KEEP_COMMENTS = text("""
    INSERT INTO comments (comment_id, ticket_id, author, from_team, body, body_html, attachments, confirmed,
                          created_at)
    SELECT i, t, a, m, b, h, CAST(f AS jsonb), true, c
      FROM unnest(CAST(:ids AS uuid[]), CAST(:tickets AS uuid[]), CAST(:authors AS text[]),
                  CAST(:teams AS bool[]), CAST(:bodies AS text[]), CAST(:htmls AS text[]), CAST(:files AS text[]),
                  CAST(:times AS timestamptz[]))
           AS new (i, t, a, m, b, h, f, c)
    ON CONFLICT (comment_id) DO UPDATE SET confirmed = true, created_at = excluded.created_at
""")


async def follow_desk(uow: WidgetUow, state: DeskState) -> None:
    """Keep the newer state; a desk heard of for the first time gets a token, a secret and default settings."""
    row = {"desk_id": state.id, "state": state.model_dump(mode="json"), "state_version": state.version}
    fresh = insert(desks).values(**row, **_default_settings(uow.sealer))
    newer = desks.c.state_version < fresh.excluded.state_version
    await uow.session.execute(
        fresh.on_conflict_do_update(
            index_elements=["desk_id"],
            set_={
                name: case((newer, fresh.excluded[name]), else_=desks.c[name])
                for name in ("state", "state_version")
            },
        )
    )


def _default_settings(sealer: Sealer) -> dict[str, Any]:
    return {
        "desk_token": token_urlsafe(16),
        "sealed_secret": sealer.seal(token_urlsafe(32)),
        "verification": False,
        "allowed_origins": [],
        "attachments": True,
        "max_file_bytes": MAX_BYTES,
        "help_content": "",
        "max_age_of_signature": int(MAX_AGE.total_seconds()),
        "version": 1,
    }


async def follow_mailbox(uow: WidgetUow, event: MailboxChanged) -> None:
    """Keep whether mail can go out, if this is newer; raises NoSuchDesk while the desk is unknown."""
    c = desks.c
    is_news = c.mailbox_as_of.is_(None) | (c.mailbox_as_of < event.occurred_at)
    told = {
        "has_mailbox": case((is_news, event.has_mailbox), else_=c.has_mailbox),
        "mailbox_as_of": func.greatest(c.mailbox_as_of, event.occurred_at),
    }
    changed = update(desks).where(c.desk_id == event.desk_id).values(told).returning(c.desk_id)
    if await uow.session.scalar(changed) is None:
        raise DeskNotYet(f"no desk {event.desk_id}")


async def project(uow: WidgetUow, events: Sequence[TicketEvent]) -> None:
    """Take over tickets and comments from their events."""
    await _keep_tickets(uow, events)
    if created := [event for event in events if isinstance(event, TicketCreated)]:
        await _keep_links(uow, created)
    if said := [event for event in events if isinstance(event, CommentAdded)]:
        await _keep_comments(uow, said)


async def refuse(uow: WidgetUow, event: TicketRequestRefused) -> None:
    """Remember why a submission became no ticket, for whoever holds its receipt."""
    mine = submissions.c.request_id == event.request_id
    await uow.session.execute(update(submissions).where(mine).values(refused=event.reason))


async def _keep_tickets(uow: WidgetUow, events: Sequence[TicketEvent]) -> None:
    newest: dict[UUID, TicketEvent] = {}
    created: dict[UUID, TicketCreated] = {}
    for event in events:
        known = newest.get(event.ticket.id)
        if known is None or event.ticket.version >= known.ticket.version:
            newest[event.ticket.id] = event
        if isinstance(event, TicketCreated):
            created[event.ticket.id] = event
    # In the order of ids: two batches that meet on the same tickets never wait for each other in a circle.
    rows = [(newest[ticket_id], created.get(ticket_id)) for ticket_id in sorted(newest)]
    columns = {
        "ids": [event.ticket.id for event, _ in rows],
        "desks": [event.ticket.desk_id for event, _ in rows],
        "states": [to_json(event.ticket).decode() for event, _ in rows],
        "versions": [event.ticket.version for event, _ in rows],
        "channels": [birth.channel if birth else None for _, birth in rows],
        "bodies": [birth.body if birth else None for _, birth in rows],
        "htmls": [birth.body_html if birth else None for _, birth in rows],
        "files": [to_json(birth.attachments).decode() if birth else None for _, birth in rows],
    }
    await uow.session.execute(KEEP_TICKETS, columns)


async def _keep_links(uow: WidgetUow, events: list[TicketCreated]) -> None:
    tokens = [uow.sealer.open_text(event.public_token) for event in events]
    columns = {
        "hashes": [fingerprint(token) for token in tokens],
        "ids": [event.ticket.id for event in events],
        "sealed": [uow.sealer.seal(token) for token in tokens],
    }
    await uow.session.execute(KEEP_LINKS, columns)


async def _keep_comments(uow: WidgetUow, events: list[CommentAdded]) -> None:
    once = {event.comment_id: event for event in events}
    rows = [once[comment_id] for comment_id in sorted(once)]
    columns = {
        "ids": [event.comment_id for event in rows],
        "tickets": [event.ticket.id for event in rows],
        "authors": [event.actor.name for event in rows],
        "teams": [event.actor.kind != "requester" for event in rows],
        "bodies": [event.body for event in rows],
        "htmls": [event.body_html for event in rows],
        "files": [to_json(event.attachments).decode() for event in rows],
        "times": [event.created_at for event in rows],
    }
    await uow.session.execute(KEEP_COMMENTS, columns)
