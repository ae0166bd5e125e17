"""Tickets, the indexes their lists go by, and their public links."""

from sqlalchemy import (
    Boolean,
    Column,
    Computed,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.tickets.domain.ticket import Ticket
from services.tickets.tables.base import mapper, metadata
from shared.renewing import markup_version, old_markup
from shared.tables import Several, instant

PRIORITY_RANK = "CASE priority WHEN 'urgent' THEN 3 WHEN 'high' THEN 2 WHEN 'normal' THEN 1 ELSE 0 END"

tickets = Table(
    "tickets",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("desk_id", Uuid, nullable=False),
    Column("number", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("body_html", Text, nullable=False),
    markup_version(),
    Column("attachments", Several(), nullable=False),
    Column("status", Text, nullable=False),
    Column("priority", Text, nullable=False),
    Column("priority_rank", SmallInteger, Computed(PRIORITY_RANK, persisted=True), nullable=False),
    Column("channel", Text, nullable=False),
    Column("category_id", Uuid),
    Column("category_name", Text),
    Column("category_color", Text),
    Column("tags", Several(ARRAY(Text)), nullable=False),
    Column("requester_id", Uuid),
    Column("requester_email", Text),
    Column("requester_name", Text),
    Column("requester_phone", Text),
    Column("requester_external_id", Text),
    Column("requester_client", JSONB, nullable=False),
    Column("requester_verified", Boolean, nullable=False),
    Column("assignee_kind", Text),
    Column("assignee_id", Uuid),
    instant("snoozed_until"),
    Column("snooze_id", Uuid),
    Column("snooze_reason", Text, nullable=False),
    Column("snoozed_by", Uuid),
    Column("keep_asleep_on_reply", Boolean, nullable=False),
    Column("tell_customer", Boolean, nullable=False),
    Column("linked_tasks", Integer, nullable=False),
    instant("created_at", nullable=False),
    instant("updated_at", nullable=False),
    instant("resolved_at"),
    Column("search", Text, nullable=False, server_default=text("''")),
    Column("version", Integer, nullable=False),
    UniqueConstraint("desk_id", "number", name="tickets_number"),
    old_markup("tickets", "id"),
)
UNRESOLVED = tickets.c.status != "resolved"
"""What is still somebody's work; the lists' indexes hold only this."""

Index("tickets_recent", tickets.c.updated_at, tickets.c.id)
Index("tickets_recent_of_desk", tickets.c.desk_id, tickets.c.updated_at, tickets.c.id)
Index(
    "tickets_unresolved",
    tickets.c.desk_id,
    tickets.c.updated_at,
    tickets.c.id,
    postgresql_include=["assignee_id", "snoozed_until", "status"],
    postgresql_where=UNRESOLVED,
)
Index("tickets_unresolved_recent", tickets.c.updated_at, tickets.c.id, postgresql_where=UNRESOLVED)
Index(
    "tickets_unresolved_urgent",
    tickets.c.priority_rank,
    tickets.c.updated_at,
    tickets.c.id,
    postgresql_where=UNRESOLVED,
)
Index(
    "tickets_assigned", tickets.c.assignee_id, tickets.c.updated_at, tickets.c.id, postgresql_where=UNRESOLVED
)
Index(
    "tickets_to_assign",
    tickets.c.updated_at,
    tickets.c.id,
    postgresql_where=UNRESOLVED & tickets.c.assignee_id.is_(None),
)
Index(
    "tickets_snoozed",
    tickets.c.snoozed_until,
    tickets.c.id,
    postgresql_where=tickets.c.snoozed_until.is_not(None),
)
Index(
    "tickets_to_tell", tickets.c.updated_at, tickets.c.id, postgresql_where=tickets.c.tell_customer.is_(True)
)
Index("tickets_of_requester", func.lower(tickets.c.requester_email), tickets.c.created_at)

public_links = Table(
    "public_links",
    metadata,
    Column("ticket_id", Uuid, primary_key=True),
    Column("sealed_token", LargeBinary, nullable=False),
)

mapper.map_imperatively(Ticket, tickets, exclude_properties=["priority_rank"])
