"""The tables of mail, and how the aggregates lie in them."""

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
    func,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import registry

from services.notifications.domain.delivery import Delivery
from services.notifications.domain.mailbox import Mailbox
from services.notifications.domain.own_template import OwnTemplate
from shared.tables import instant

metadata = MetaData()


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

mailboxes = Table(
    "mailboxes",
    metadata,
    Column("desk_id", Uuid, primary_key=True),
    Column("address", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("smtp_host", Text, nullable=False),
    Column("smtp_port", Integer, nullable=False),
    Column("smtp_tls", Text, nullable=False),
    Column("smtp_username", Text, nullable=False),
    Column("smtp_password", LargeBinary, comment="sealed"),
    Column("imap", JSONB(none_as_null=True), comment="host, port, tls, username, folder"),
    Column("imap_password", LargeBinary, comment="sealed"),
    Column("open_tickets", Boolean, nullable=False),
    Column("announced", Boolean, nullable=False, server_default="false"),
    Column("version", Integer, nullable=False),
)

templates = Table(
    "templates",
    metadata,
    Column("desk_id", Uuid, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
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
)

neutral_mails = Table(
    "neutral_mails",
    metadata,
    Column("mailbox", Text, primary_key=True, comment="an address that nobody proved, without its tag"),
    instant("sent_at", nullable=False, comment="when it was last written to, by any desk"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("ticket_id", Uuid, nullable=False),
    Column("comment_id", Uuid),
    Column("kind", Text, nullable=False),
    Column("desk_id", Uuid, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False, comment="sealed: it has the public link in it"),
    Column("html", Text, nullable=False, comment="sealed"),
    Column("attachments", JSONB, nullable=False, server_default="[]", comment="files sent with it"),
    Column("message_id", Text, nullable=False),
    Column("in_reply_to", Text, nullable=False),
    Column("references", Text, nullable=False),
    Column("headers", JSONB, nullable=False, comment="trace and correlation of the cause"),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    instant("next_attempt_at", nullable=False),
    Column("lease", Uuid),
    instant("leased_until"),
    Column("reason", Text, nullable=False, server_default=""),
    instant("created_at", nullable=False),
    instant("changed_at"),
    instant("sent_at"),
    Column("version", Integer, nullable=False, server_default="0"),
)
d = deliveries.c
Index("deliveries_once", func.coalesce(d.comment_id, d.ticket_id), d.kind, d.recipient, unique=True)
Index("deliveries_due", d.desk_id, d.next_attempt_at, postgresql_where=d.state == "queued")
Index("deliveries_under_way", d.leased_until, postgresql_where=d.state == "sending")
Index("deliveries_of_ticket", d.ticket_id, d.id)
Index("deliveries_of_comment", d.comment_id, postgresql_where=d.comment_id.is_not(None))
Index("deliveries_by_state", d.state, d.id)

CONTENT = (
    "desk_id", "subject", "text", "html", "attachments", "message_id", "in_reply_to", "references", "headers",
)  # fmt: skip
"""Written once by the handlers and read by the sender; the aggregate does not know them."""

_mapper = registry(metadata=metadata)
_mapper.map_imperatively(Mailbox, mailboxes)
_mapper.map_imperatively(OwnTemplate, templates)
_mapper.map_imperatively(Delivery, deliveries, exclude_properties=CONTENT)
