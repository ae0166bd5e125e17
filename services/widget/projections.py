"""The widget's copies of what customers may see, fed by public events only, in any order. Nothing is done about them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert

from services.widget.tables.copies import known_desks, known_mailboxes, known_refusals, renewed_links
from services.widget.uow import WidgetUow
from shared.contracts.notifications import MailboxChanged
from shared.contracts.parts import DeskState
from shared.contracts.tickets import (
    CommentAdded,
    PublicLinkRenewed,
    TicketCreated,
    TicketEvent,
    TicketRequestRefused,
)
from shared.copies import keep_newer
from shared.markup import VERSION
from shared.secrets import fingerprint

KEEP_TICKETS = text("""
    INSERT INTO known_tickets AS old (ticket_id, desk_id, state, version, channel, body, body_html, markup_version,
                                      attachments)
    SELECT i, d, CAST(s AS jsonb), v, c, b, h, m, CAST(f AS jsonb)
      FROM unnest(CAST(:ids AS uuid[]), CAST(:desks AS uuid[]), CAST(:states AS text[]), CAST(:versions AS int[]),
                  CAST(:channels AS text[]), CAST(:bodies AS text[]), CAST(:htmls AS text[]), CAST(:rules AS int[]),
                  CAST(:files AS text[]))
           AS new (i, d, s, v, c, b, h, m, f)
    ON CONFLICT (ticket_id) DO UPDATE SET
      state = CASE WHEN excluded.version > old.version THEN excluded.state ELSE old.state END,
      desk_id = CASE WHEN excluded.version > old.version THEN excluded.desk_id ELSE old.desk_id END,
      version = greatest(excluded.version, old.version),
      channel = coalesce(old.channel, excluded.channel),
      markup_version = CASE WHEN old.body_html IS NULL THEN excluded.markup_version ELSE old.markup_version END,
      body = coalesce(old.body, excluded.body),
      body_html = coalesce(old.body_html, excluded.body_html),
      attachments = coalesce(old.attachments, excluded.attachments)
""")

KEEP_LINKS = text("""
    WITH told AS (
      SELECT * FROM unnest(CAST(:hashes AS bytea[]), CAST(:ids AS uuid[]), CAST(:sealed AS bytea[])) AS told (h, i, s)
    ), completed AS (
      -- Those of before it was kept.
      UPDATE known_links SET sealed_token = s FROM told WHERE token_hash = h AND sealed_token IS NULL
    )
    INSERT INTO known_links (token_hash, ticket_id, sealed_token) SELECT h, i, s FROM told ON CONFLICT DO NOTHING
""")

KEEP_COMMENTS = text("""
    INSERT INTO known_comments (comment_id, ticket_id, author, from_team, body, body_html, markup_version, attachments,
                                created_at)
    SELECT i, t, a, m, b, h, r, CAST(f AS jsonb), c
      FROM unnest(CAST(:ids AS uuid[]), CAST(:tickets AS uuid[]), CAST(:authors AS text[]),
                  CAST(:teams AS bool[]), CAST(:bodies AS text[]), CAST(:htmls AS text[]), CAST(:rules AS int[]),
                  CAST(:files AS text[]), CAST(:times AS timestamptz[]))
           AS new (i, t, a, m, b, h, r, f, c)
    ON CONFLICT (comment_id) DO NOTHING
""")


async def follow_desk(uow: WidgetUow, state: DeskState) -> None:
    """Keep the newer state."""
    row = {"desk_id": state.id, "state": state.model_dump(mode="json"), "version": state.version}
    await keep_newer(uow, known_desks, row)


async def follow_mailbox(uow: WidgetUow, event: MailboxChanged) -> None:
    """Keep whether mail can go out, if this is newer."""
    row = {"desk_id": event.desk_id, "has_mailbox": event.has_mailbox, "as_of": event.occurred_at}
    await keep_newer(uow, known_mailboxes, row, by="as_of")


async def project(uow: WidgetUow, events: Sequence[TicketEvent]) -> None:
    """Take over tickets, their links and comments from their events."""
    await _keep_tickets(uow, events)
    if created := [event for event in events if isinstance(event, TicketCreated)]:
        await _keep_links(uow, created)
    if renewed := [event for event in events if isinstance(event, PublicLinkRenewed)]:
        await keep_newer(uow, renewed_links, *(_renewed(uow, event) for event in renewed))
    if said := [event for event in events if isinstance(event, CommentAdded)]:
        await _keep_comments(uow, said)


async def keep_refusal(uow: WidgetUow, event: TicketRequestRefused) -> None:
    """Keep why an inquiry became no ticket, for whoever holds its receipt."""
    told = insert(known_refusals).values(request_id=event.request_id, reason=event.reason)
    await uow.session.execute(told.on_conflict_do_nothing())


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
        "rules": [birth.markup_version if birth else VERSION for _, birth in rows],
        "files": [to_json(birth.attachments).decode() if birth else None for _, birth in rows],
    }
    await uow.session.execute(KEEP_TICKETS, columns)


async def _keep_links(uow: WidgetUow, events: list[TicketCreated]) -> None:
    tokens = {event.ticket.id: event.public_token for event in events}
    ids = sorted(tokens)
    columns = {
        "hashes": [fingerprint(uow.sealer.open_text(tokens[ticket_id])) for ticket_id in ids],
        "ids": ids,
        "sealed": [uow.sealer.sealed(tokens[ticket_id]) for ticket_id in ids],
    }
    await uow.session.execute(KEEP_LINKS, columns)


def _renewed(uow: WidgetUow, event: PublicLinkRenewed) -> dict[str, Any]:
    sealed = uow.sealer.sealed_text(event.public_token)
    return {
        "ticket_id": event.ticket.id,
        "token_hash": fingerprint(uow.sealer.open_text(sealed)),
        "sealed_token": sealed.encode(),
        "version": event.ticket.version,
        "active": event.active,
    }


async def _keep_comments(uow: WidgetUow, events: list[CommentAdded]) -> None:
    once = {event.comment_id: event for event in events}
    rows = [once[comment_id] for comment_id in sorted(once)]
    columns = {
        "ids": [event.comment_id for event in rows],
        # Under the ticket that its writer wrote on: those merged with it may be other people's.
        "tickets": [event.through or event.ticket.id for event in rows],
        "authors": [event.actor.name for event in rows],
        "teams": [event.actor.kind != "requester" for event in rows],
        "bodies": [event.body for event in rows],
        "htmls": [event.body_html for event in rows],
        "rules": [event.markup_version for event in rows],
        "files": [to_json(event.attachments).decode() for event in rows],
        "times": [event.created_at for event in rows],
    }
    await uow.session.execute(KEEP_COMMENTS, columns)
