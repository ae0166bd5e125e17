"""What other services told. Each of these tables can be emptied and is filled again by its events (`rebuildable`)."""

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.widget.tables.base import metadata
from shared.renewing import markup_version, old_markup
from shared.tables import instant

known_desks = Table(
    "known_desks",
    metadata,
    Column("desk_id", Uuid, primary_key=True),
    Column("state", JSONB, nullable=False),
    Column("version", Integer, nullable=False),
)

known_mailboxes = Table(
    "known_mailboxes",
    metadata,
    Column("desk_id", Uuid, primary_key=True),
    Column("has_mailbox", Boolean, nullable=False),
    instant("as_of", nullable=False),
)

known_tickets = Table(
    "known_tickets",
    metadata,
    Column("ticket_id", Uuid, primary_key=True),
    Column("desk_id", Uuid, nullable=False),
    Column("state", JSONB, nullable=False, comment="the public state as tickets last told it"),
    Column("version", Integer, nullable=False),
    Column(
        "channel", Text, comment="empty until ticket.created has come, and for those of before it was kept"
    ),
    Column("body", Text, comment="empty until ticket.created has come"),
    Column("body_html", Text),
    markup_version(),
    Column("attachments", JSONB),
    old_markup("known_tickets", "ticket_id"),
)

known_links = Table(
    "known_links",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("ticket_id", Uuid, nullable=False, unique=True),
)

known_comments = Table(
    "known_comments",
    metadata,
    Column("comment_id", Uuid, primary_key=True),
    Column("ticket_id", Uuid, nullable=False),
    Column("author", Text, nullable=False),
    Column("from_team", Boolean, nullable=False),
    Column("body", Text, nullable=False),
    Column("body_html", Text, nullable=False),
    markup_version(),
    Column("attachments", JSONB, nullable=False),
    instant("created_at", nullable=False),
    Index("known_comments_of_ticket", "ticket_id", "created_at", "comment_id"),
    old_markup("known_comments", "comment_id"),
)

known_refusals = Table(
    "known_refusals",
    metadata,
    Column("request_id", Uuid, primary_key=True),
    Column("reason", Text, nullable=False, comment="code"),
)
