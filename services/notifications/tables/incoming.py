"""Mails that came in."""

from sqlalchemy import BigInteger, Column, Index, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.notifications.domain.email import Email
from services.notifications.tables.base import mapper, table
from shared.columns import binary, flags, ids, instant, key, numbers, texts

ACKNOWLEDGE = "whether its sender may get the mail about the new ticket"
emails = table(
    "emails",
    key(),
    *ids("desk_id"),
    *texts("source"),
    *texts("folder", comment="host, user and folder of the mailbox; empty for LMTP"),
    Column("uid_validity", BigInteger),
    Column("uid", BigInteger),
    *binary("fingerprint", comment="of what its writer sent, whatever servers on the way added"),
    *texts("object_key"),
    *numbers("size"),
    *texts("recipient", comment="the address it was delivered to, with its tag, where that is known"),
    *flags("is_old", server_default="false", comment="it lay in the mailbox before the desk read it"),
    instant("received_at", nullable=False),
    *texts("state"),
    *texts("reason", server_default=""),
    *numbers("attempts", server_default="0"),
    instant("next_attempt_at", nullable=False),
    Column("lease", Uuid),
    instant("leased_until"),
    *texts("message_id", server_default=""),
    *texts("sender", server_default="", comment="in the form in which people are compared"),
    *texts("subject", server_default=""),
    Column("parsed", JSONB(none_as_null=True), comment="what the reader found; files with their object keys"),
    *flags("acknowledge", server_default="false", comment=ACKNOWLEDGE),
    Column("ticket_id", Uuid),
    Column("comment_id", Uuid),
    *numbers("version", server_default="0"),
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
