"""Mails that came in."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.notifications.domain.email import Email
from services.notifications.tables.base import mapper, metadata
from shared.tables import instant

emails = Table(
    "emails",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("desk_id", Uuid, nullable=False),
    Column("source", Text, nullable=False),
    Column("folder", Text, nullable=False, comment="host, user and folder of the mailbox; empty for LMTP"),
    Column("uid_validity", BigInteger),
    Column("uid", BigInteger),
    Column(
        "fingerprint",
        LargeBinary,
        nullable=False,
        comment="of what its writer sent, whatever servers on the way added",
    ),
    Column("object_key", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column(
        "recipient",
        Text,
        nullable=False,
        comment="the address it was delivered to, with its tag, where that is known",
    ),
    Column(
        "is_old",
        Boolean,
        nullable=False,
        server_default="false",
        comment="it lay in the mailbox before the desk read it",
    ),
    instant("received_at", nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("attempts", Integer, nullable=False, server_default="0"),
    instant("next_attempt_at", nullable=False),
    Column("lease", Uuid),
    instant("leased_until"),
    Column("message_id", Text, nullable=False, server_default=""),
    Column(
        "sender", Text, nullable=False, server_default="", comment="in the form in which people are compared"
    ),
    Column("subject", Text, nullable=False, server_default=""),
    Column("parsed", JSONB(none_as_null=True), comment="what the reader found; files with their object keys"),
    Column(
        "acknowledge",
        Boolean,
        nullable=False,
        server_default="false",
        comment="whether its sender may get the mail about the new ticket",
    ),
    Column("ticket_id", Uuid),
    Column("comment_id", Uuid),
    Column("version", Integer, nullable=False, server_default="0"),
)
e = emails.c
Index("emails_once", e.desk_id, e.fingerprint, unique=True)
Index(
    "emails_by_uid",
    e.desk_id,
    e.folder,
    e.uid_validity,
    e.uid,
    unique=True,
    postgresql_where=e.uid.is_not(None),
)
Index("emails_due", e.next_attempt_at, postgresql_where=e.state == "received")
Index("emails_of_desk", e.desk_id, e.state, e.id)
Index("emails_by_state", e.state, e.id)
Index("emails_of_sender", e.desk_id, e.sender, e.received_at)
Index("emails_of_ticket", e.ticket_id, e.id, postgresql_where=e.ticket_id.is_not(None))
Index("emails_of_comment", e.comment_id, postgresql_where=e.comment_id.is_not(None))
Index("emails_by_message_id", e.message_id, postgresql_where=e.message_id != "")

ARRIVED = (
    "source", "folder", "uid_validity", "uid", "fingerprint", "object_key", "size", "recipient", "is_old",
    "received_at", "lease", "leased_until", "message_id", "sender", "subject", "parsed", "acknowledge",
)  # fmt: skip
"""Written once when it arrives and when it is read; the aggregate does not know them."""

mapper.map_imperatively(Email, emails, exclude_properties=ARRIVED)
