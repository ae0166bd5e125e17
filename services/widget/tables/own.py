"""The widget's own data: settings of desks, and what strangers handed in. Nothing else can bring it back."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.widget.tables.base import metadata
from shared.renewing import markup_version, old_markup
from shared.tables import instant

desk_settings = Table(
    "desk_settings",
    metadata,
    Column("desk_id", Uuid, primary_key=True),
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
    instant("created_at", nullable=False),
    Index("submissions_key", "desk_id", "idempotency_key", unique=True),
)

public_links = Table(
    "public_links",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("ticket_id", Uuid, nullable=False, unique=True),
    Column("sealed_token", LargeBinary, nullable=False, comment="empty where the link was not made here"),
)

sent_comments = Table(
    "sent_comments",
    metadata,
    Column("comment_id", Uuid, primary_key=True),
    Column("ticket_id", Uuid, nullable=False),
    Column("idempotency_key", Text, comment="fingerprint of the caller's key"),
    Column("fingerprint", LargeBinary, comment="of the words, where there is a key"),
    Column("author", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("body_html", Text, nullable=False),
    markup_version(),
    Column("attachments", JSONB, nullable=False),
    Column("refused_files", JSONB, nullable=False, server_default="[]", comment="name, size, reason"),
    instant("created_at", nullable=False),
    Index("sent_comments_of_ticket", "ticket_id", "created_at", "comment_id"),
    Index("sent_comments_key", "ticket_id", "idempotency_key", unique=True),
    old_markup("sent_comments", "comment_id"),
)
