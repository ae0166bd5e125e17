"""What the widget service keeps: desks, submissions, and its copy of what customers may see."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from shared.renewing import markup_version, old_markup
from shared.tables import instant

metadata = MetaData()


desks = Table(
    "desks",
    metadata,
    Column("desk_id", Uuid, primary_key=True),
    Column("state", JSONB, nullable=False, comment="the desk as tickets last told it"),
    Column("state_version", Integer, nullable=False),
    Column("desk_token", Text, nullable=False, unique=True),
    Column("sealed_secret", LargeBinary, nullable=False),
    Column(
        "old_secrets",
        JSONB,
        nullable=False,
        server_default="[]",
        comment="replaced ones within their grace: sealed, until",
    ),
    Column("verification", Boolean, nullable=False),
    Column("allowed_origins", JSONB, nullable=False),
    Column("attachments", Boolean, nullable=False),
    Column("max_file_bytes", BigInteger, nullable=False),
    Column("help_content", Text, nullable=False),
    Column("max_age_of_signature", Integer, nullable=False, comment="seconds"),
    Column("version", Integer, nullable=False),
    Column(
        "has_mailbox", Boolean, nullable=False, server_default="false", comment="as notifications last told"
    ),
    instant("mailbox_as_of"),
)

submissions = Table(
    "submissions",
    metadata,
    Column("request_id", Uuid, primary_key=True),
    Column("ticket_id", Uuid, nullable=False, unique=True),
    Column("desk_id", Uuid, nullable=False),
    Column("idempotency_key", Text, comment="fingerprint of the caller's key and of whose it is"),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("attachments", JSONB, nullable=False),
    Column("refused_files", JSONB, nullable=False, server_default="[]", comment="name, size, reason"),
    Column("refused", Text, comment="reason code"),
    instant("created_at", nullable=False),
    Index("submissions_key", "desk_id", "idempotency_key", unique=True),
)

public_links = Table(
    "public_links",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("ticket_id", Uuid, nullable=False, unique=True),
    Column("sealed_token", LargeBinary, nullable=False),
)

tickets = Table(
    "tickets",
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
    old_markup("tickets", "ticket_id"),
)

comments = Table(
    "comments",
    metadata,
    Column("comment_id", Uuid, primary_key=True),
    Column("ticket_id", Uuid, nullable=False),
    Column("idempotency_key", Text, comment="fingerprint of the caller's key"),
    Column("fingerprint", LargeBinary, comment="of the words, where there is a key"),
    Column("author", Text, nullable=False),
    Column("from_team", Boolean, nullable=False),
    Column("body", Text, nullable=False),
    Column("body_html", Text, nullable=False),
    markup_version(),
    Column("attachments", JSONB, nullable=False),
    Column("refused_files", JSONB, nullable=False, server_default="[]", comment="name, size, reason"),
    Column("confirmed", Boolean, nullable=False, comment="comment.added has come"),
    instant("created_at", nullable=False),
    Index("comments_of_ticket", "ticket_id", "created_at", "comment_id"),
    Index("comments_key", "ticket_id", "idempotency_key", unique=True),
    old_markup("comments", "comment_id"),
)
