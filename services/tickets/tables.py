"""The tables of desks and tickets, and how the aggregates lie in them."""

from sqlalchemy import (
    Boolean,
    Column,
    Computed,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import registry

from services.tickets.domain.desk import Desk
from services.tickets.domain.ticket import Ticket
from services.tickets.domain.words import Comment, Note
from shared.renewing import markup_version, old_markup
from shared.tables import Several, instant

metadata = MetaData()
PRIORITY_RANK = "CASE priority WHEN 'urgent' THEN 3 WHEN 'high' THEN 2 WHEN 'normal' THEN 1 ELSE 0 END"


desks = Table(
    "desks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("color", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("time_zone", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("number_pattern", Text, nullable=False),
    Column("categories", Several(), nullable=False),
    Column("member_ids", Several(ARRAY(Uuid)), nullable=False),
    Column("group_ids", Several(ARRAY(Uuid)), nullable=False),
    Column("version", Integer, nullable=False),
)

number_ranges = Table(
    "number_ranges",
    metadata,
    Column("desk_id", Uuid, primary_key=True),
    Column("period", Text, primary_key=True, comment="empty = a counter that never restarts"),
    Column("last", Integer, nullable=False),
)

desk_totals = Table(
    "desk_totals",
    metadata,
    Column("desk_id", Uuid, primary_key=True),
    Column("tickets", Integer, nullable=False),
)

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


def _writings(name: str) -> Table:
    return Table(
        name,
        metadata,
        Column("id", Uuid, primary_key=True),
        Column("ticket_id", Uuid, nullable=False),
        Column("author_kind", Text, nullable=False),
        Column("author_id", Uuid),
        Column("author_name", Text, nullable=False),
        Column("body", Text, nullable=False),
        Column("body_html", Text, nullable=False),
        markup_version(),
        Column("attachments", Several(), nullable=False),
        instant("created_at", nullable=False),
        Index(f"{name}_of_ticket", "ticket_id", "created_at", "id"),
        old_markup(name, "id"),
    )


comments = _writings("comments")
notes = _writings("notes")

changes = Table(
    "changes",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("ticket_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("old", JSONB(none_as_null=True)),
    Column("new", JSONB(none_as_null=True)),
    Column("actor_kind", Text, nullable=False),
    Column("actor_id", Uuid),
    Column("actor_name", Text, nullable=False),
    instant("created_at", nullable=False),
    Index("changes_of_ticket", "ticket_id", "created_at", "id"),
)

known_tasks = Table(
    "known_tasks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("title", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("responsible", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("deleted", Boolean, nullable=False),
    instant("as_of", nullable=False),
)

task_links = Table(
    "task_links",
    metadata,
    Column("ticket_id", Uuid, primary_key=True),
    Column("task_id", Uuid, primary_key=True),
    instant("created_at", nullable=False),
    Index("task_links_of_task", "task_id", "ticket_id"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("ticket_id", Uuid, nullable=False),
    Column("comment_id", Uuid, comment="empty = the mail about the new ticket"),
    Column("recipient", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    instant("at", nullable=False),
    Index("deliveries_of_ticket", "ticket_id"),
)

_mapper = registry(metadata=metadata)
_mapper.map_imperatively(Desk, desks)
_mapper.map_imperatively(Ticket, tickets, exclude_properties=["priority_rank"])
_mapper.map_imperatively(Comment, comments)
_mapper.map_imperatively(Note, notes)
