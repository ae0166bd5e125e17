"""What other services told. Each of these tables can be emptied and is filled again by its events (`rebuildable`)."""

from sqlalchemy import Column, Index, LargeBinary, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from services.widget.tables.base import metadata
from shared.columns import documents, flags, ids, instant, key, numbers, texts
from shared.renewing import markup_version, old_markup

known_desks = Table(
    "known_desks",
    metadata,
    key("desk_id"),
    *documents("state"),
    *numbers("version"),
)

known_mailboxes = Table(
    "known_mailboxes",
    metadata,
    key("desk_id"),
    *flags("has_mailbox"),
    instant("as_of", nullable=False),
)

known_tickets = Table(
    "known_tickets",
    metadata,
    key("ticket_id"),
    *ids("desk_id"),
    *documents("state", comment="the public state as tickets last told it"),
    *numbers("version"),
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
    key("token_hash", of=LargeBinary),
    *ids("ticket_id", unique=True),
)

known_comments = Table(
    "known_comments",
    metadata,
    key("comment_id"),
    *ids("ticket_id"),
    *texts("author"),
    *flags("from_team"),
    *texts("body", "body_html"),
    markup_version(),
    *documents("attachments"),
    instant("created_at", nullable=False),
    Index("known_comments_of_ticket", "ticket_id", "created_at", "comment_id"),
    old_markup("known_comments", "comment_id"),
)

known_refusals = Table(
    "known_refusals",
    metadata,
    key("request_id"),
    *texts("reason", comment="code"),
)
