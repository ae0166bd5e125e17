"""Copies of what the tickets service tells."""

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.notifications.tables.base import metadata

known_desks = Table(
    "known_desks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("color", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("time_zone", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("member_ids", ARRAY(Uuid), nullable=False),
    Column("group_ids", ARRAY(Uuid), nullable=False),
    Column("version", Integer, nullable=False),
)

known_tickets = Table(
    "known_tickets",
    metadata,
    Column("ticket_id", Uuid, primary_key=True),
    Column("desk_id", Uuid, nullable=False),
    Column("number", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("requester", JSONB, nullable=False),
    Column("sealed_token", LargeBinary, comment="of the public link; empty until ticket.created arrives"),
    Column("version", Integer, nullable=False),
    Index("known_tickets_numbered", "desk_id", "number"),
)
