"""Copies of what the tickets service tells."""

from sqlalchemy import Column, Index, Integer, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY

from services.notifications.tables.base import table
from shared.columns import documents, flags, holding, ids, instant, key, numbers, texts

known_desks = table(
    "known_desks",
    key(),
    *texts("name", "color", "language", "time_zone"),
    *flags("active"),
    Column("member_ids", ARRAY(Uuid), nullable=False),
    Column("group_ids", ARRAY(Uuid), nullable=False),
    *numbers("version"),
)

known_tickets = table(
    "known_tickets",
    key("ticket_id"),
    *ids("desk_id"),
    *texts("number", "title", "status"),
    *documents("requester"),
    *documents(
        "former_numbers", server_default="[]", comment="desks it was on before, and its numbers there"
    ),
    *numbers("version"),
    Index("known_tickets_numbered", "desk_id", "number"),
)
MOVED = known_tickets.c.former_numbers != text("'[]'::jsonb")
"""Where the index of former numbers looks."""

holding("known_tickets_by_former_number", known_tickets.c.former_numbers, MOVED)

known_messages = table(
    "known_messages",
    key(comment="of the comment, or of the ticket that begins with it"),
    *ids("ticket_id"),
    instant("at", nullable=False),
    *texts("author"),
    *flags("from_team"),
    *texts("sealed_body", comment="its beginning; public messages only"),
    Index("known_messages_of_ticket", "ticket_id", "at", "id"),
)

known_assignments = table(
    "known_assignments",
    key("ticket_id"),
    key("version", of=Integer, comment="of the ticket, from which on this is so"),
    Column("assignee_kind", Text, comment="agent or group; empty while nobody is responsible"),
    Column("assignee_id", Uuid),
    instant("at", nullable=False),
)
