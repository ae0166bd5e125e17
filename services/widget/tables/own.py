"""The widget's own data: settings of desks, and what strangers handed in. Nothing else can bring it back."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Text, text

from services.widget.tables.base import links, table
from shared.columns import binary, documents, flags, ids, instant, key, numbers, texts
from shared.renewing import markup_version, old_markup

LINK_DAYS = "after which the link of a resolved ticket expires; 0 or none: never"
desk_settings = table(
    "desk_settings",
    key("desk_id"),
    *texts("desk_token", unique=True),
    *binary("sealed_secret"),
    *documents("old_secrets", server_default="[]", comment="replaced ones within their grace: sealed, until"),
    *flags("verification"),
    *documents("allowed_origins"),
    *flags("attachments"),
    Column("max_file_bytes", BigInteger, nullable=False),
    *texts("help_content"),
    *numbers("max_age_of_signature", comment="seconds"),
    Column("link_days", Integer, comment=LINK_DAYS),
    *numbers("version"),
)

submissions = table(
    "submissions",
    key("request_id"),
    *ids("ticket_id", unique=True),
    *ids("desk_id"),
    Column("idempotency_key", Text, comment="fingerprint of the caller's key and of whose it is"),
    *binary("fingerprint"),
    *texts("title", "body"),
    *documents("attachments"),
    *documents("refused_files", server_default="[]", comment="name, size, reason"),
    *documents("fields", server_default="[]", comment="of the desk's own: id, key, name of then, value"),
    instant("created_at", nullable=False),
    Index("submissions_key", "desk_id", "idempotency_key", unique=True),
)

public_links = links(
    "public_links", *binary("sealed_token", comment="empty where the link was not made here")
)

quarantine = table(
    "quarantine",
    key("request_id"),
    *ids("ticket_id", unique=True),
    *ids("desk_id"),
    *texts("reason", comment="a doubt, by its name"),
    *documents("wish", comment="body of widget.ticket_requested, as it is told once somebody accepts it"),
    *documents("headers"),
    instant("created_at", nullable=False),
    instant("discarded_at", comment="its words stay behind its link until it is erased"),
    Index("quarantine_to_decide", "desk_id", "request_id", postgresql_where=text("discarded_at IS NULL")),
)

status_wishes = table(
    "status_wishes",
    key("ticket_id"),
    *texts("wish", comment="solved or reopened: the last thing its customer said of it"),
    *numbers("version", comment="of the ticket as it was known then: shown until a newer one is known"),
    instant("asked_at", nullable=False),
)

read_answers = table(
    "read_answers",
    key("ticket_id"),
    instant(
        "read_until",
        nullable=False,
        comment="when the newest answer was said that a customer looked at in the widget",
    ),
)

sent_comments = table(
    "sent_comments",
    key("comment_id"),
    *ids("ticket_id"),
    Column("idempotency_key", Text, comment="fingerprint of the caller's key"),
    Column("fingerprint", LargeBinary, comment="of the words, where there is a key"),
    *texts("author", "body", "body_html"),
    markup_version(),
    *documents("attachments"),
    *documents("refused_files", server_default="[]", comment="name, size, reason"),
    instant("created_at", nullable=False),
    Index("sent_comments_of_ticket", "ticket_id", "created_at", "comment_id"),
    Index("sent_comments_key", "ticket_id", "idempotency_key", unique=True),
    old_markup("sent_comments", "comment_id"),
)

uploads = table(
    "uploads",
    key("token_hash", of=LargeBinary),
    *ids("desk_id"),
    *texts("network", comment="whose it is, for counting what is open"),
    *texts("name"),
    Column("size", BigInteger, nullable=False, comment="bytes, as announced"),
    Column(
        "received", BigInteger, nullable=False, comment="bytes that are kept: all of them once it is finished"
    ),
    *numbers("pieces", comment="that were begun"),
    *ids("file_id", comment="of the draft that it becomes"),
    instant("expires_at", nullable=False),
    instant("finished_at"),
    Index("uploads_expires_at", "expires_at"),
    Index("uploads_open", "desk_id", "network", postgresql_where=text("finished_at IS NULL")),
)

upload_pieces = table(
    "upload_pieces",
    key("object_key", of=Text, comment="written down before anything is stored under it"),
    *binary("token_hash", comment="of its upload"),
    Column("start", BigInteger, comment="empty until it belongs to its upload"),
    Index("upload_pieces_of_upload", "token_hash", "start"),
)

sessions = table(
    "sessions",
    key("token_hash", of=LargeBinary),
    *ids("desk_id"),
    Column("external_id", Text, comment="of the client whom a signature proves"),
    *documents("emails", comment="proven ones, in one form for all spellings"),
    *flags("by_signature"),
    instant("good_until", nullable=False),
    Index("sessions_good_until", "good_until"),
)

codes = table(
    "codes",
    key("whose", of=LargeBinary, comment="fingerprint of the desk and the address"),
    *binary("sealed_code", comment="its fingerprint, sealed: all of so few digits are soon tried"),
    *numbers("attempts_left"),
    instant("good_until", nullable=False),
    Index("codes_good_until", "good_until"),
)
