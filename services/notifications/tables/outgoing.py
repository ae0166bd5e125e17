"""Mails that go out, and when somebody was last written to."""

from sqlalchemy import Boolean, Column, Index, LargeBinary, Text, Uuid, func, true

from services.notifications.domain.delivery import Delivery
from services.notifications.tables.base import mapper, table
from shared.columns import binary, documents, instant, key, numbers, texts

neutral_mails = table(
    "neutral_mails",
    key("mailbox", of=Text, comment="an address that nobody proved, without its tag"),
    instant("sent_at", nullable=False, comment="when it was last written to, by any desk"),
)

acknowledgements = table(
    "acknowledgements",
    key("desk_id"),
    key("mailbox", of=Text, comment="whose mail opened a ticket, without a tag"),
    instant("sent_at", nullable=False),
)

threads = table(
    "threads",
    key("ticket_id"),
    *binary(
        "sealed_token",
        comment="of the public link, which every mail of the thread shows; empty: switched off",
    ),
    *numbers(
        "link_version",
        server_default="0",
        comment="the ticket's version in which the link was made; 0: with the ticket",
    ),
    instant("begun_at", nullable=False, comment="when the first mail was decided on, sent or not"),
    Column(
        "proven",
        Boolean,
        nullable=False,
        server_default=true(),
        comment="the requester's address: by an agent, the website's signature, or a mail from there",
    ),
)

OF_NO_TICKET = "none: a notice about a mailbox, or a mail of the installation itself"
deliveries = table(
    "deliveries",
    key(),
    Column("ticket_id", Uuid, comment=OF_NO_TICKET),
    Column("comment_id", Uuid),
    Column("notice_id", Uuid, comment="of a mail to a colleague: what it tells"),
    *texts("kind"),
    Column("desk_id", Uuid, comment="none: a mail of the installation itself"),
    *texts("recipient", "subject"),
    *texts("text", comment="sealed: it has the public link in it"),
    *texts("html", comment="sealed"),
    *documents("attachments", server_default="[]", comment="files sent with it"),
    *texts("message_id"),
    Column("reply_token", LargeBinary, comment="sealed; part of the address that answers come to"),
    Column("reply_hash", LargeBinary),
    *texts("in_reply_to", "references"),
    *documents("headers", comment="trace and correlation of the cause"),
    *texts("state"),
    *numbers("attempts", server_default="0"),
    instant("next_attempt_at", nullable=False),
    Column("lease", Uuid),
    instant("leased_until"),
    *texts("reason", server_default=""),
    instant("created_at", nullable=False),
    instant("changed_at"),
    instant("sent_at"),
    *numbers("version", server_default="0"),
)
d = deliveries.c
OF_SYSTEM_DUE = (d.state == "queued") & d.desk_id.is_(None)
Index(
    "deliveries_once",
    func.coalesce(d.comment_id, d.ticket_id),
    d.kind,
    d.recipient,
    unique=True,
    postgresql_where=d.notice_id.is_(None),
)
Index("deliveries_of_notice", d.notice_id, unique=True, postgresql_where=d.notice_id.is_not(None))
Index("deliveries_due", d.desk_id, d.next_attempt_at, postgresql_where=d.state == "queued")
Index("deliveries_of_system_due", d.next_attempt_at, postgresql_where=OF_SYSTEM_DUE)
Index("deliveries_under_way", d.leased_until, postgresql_where=d.state == "sending")
Index("deliveries_of_ticket", d.ticket_id, d.id)
Index("deliveries_of_comment", d.comment_id, postgresql_where=d.comment_id.is_not(None))
Index("deliveries_by_state", d.state, d.id)
Index("deliveries_by_reply", d.reply_hash, unique=True, postgresql_where=d.reply_hash.is_not(None))
Index("deliveries_by_message_id", d.message_id)

CONTENT = (
    "desk_id", "subject", "text", "html", "attachments", "message_id", "reply_token", "reply_hash", "in_reply_to",
    "references", "headers",
)  # fmt: skip
"""Written once by the handlers and read by the sender; the aggregate does not know them."""

mapper.map_imperatively(Delivery, deliveries, exclude_properties=CONTENT)
