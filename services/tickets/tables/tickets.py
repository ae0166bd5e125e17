"""Tickets, the indexes their lists go by, and their public links."""

from sqlalchemy import (
    Column,
    Computed,
    Index,
    SmallInteger,
    Text,
    UniqueConstraint,
    Uuid,
    literal_column,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.tickets.domain.ticket import Ticket
from services.tickets.tables.base import mapper, table
from shared.columns import binary, documents, flags, holding, ids, instant, key, numbers, texts
from shared.renewing import markup_version, old_markup
from shared.tables import Several

PRIORITY_RANK = "CASE priority WHEN 'urgent' THEN 3 WHEN 'high' THEN 2 WHEN 'normal' THEN 1 ELSE 0 END"

ASSIGNED_IN = "the version in which it last changed who is responsible, as told; 0: never told"
LINK_RENEWED_IN = "the version in which its public link was last replaced; 0: never"
UNDELIVERED = "a mail to the requester did not arrive, and no agent has answered since"
FIELD_VALUES = "what the desk's own fields hold, by their ids"
MERGED_INTO = "the ticket that all who ask for this one are led to"
MERGED_FIRST_INTO = "the ticket it was merged into itself, which may have been merged on"
BEFORE_MERGE = "what taking the merge back restores"
FOLLOWS = "the ticket that was over when its requester answered: this one began with that answer"
FOLLOWED_BY = "those that began so, in order"
FORMER_NUMBERS = "desks it was on before, with the numbers it had there"
tickets = table(
    "tickets",
    key(),
    *ids("desk_id"),
    *texts("number", "title", "body", "body_html"),
    markup_version(),
    Column("attachments", Several(), nullable=False),
    *texts("status", "priority"),
    Column("priority_rank", SmallInteger, Computed(PRIORITY_RANK, persisted=True), nullable=False),
    *texts("channel"),
    Column("category_id", Uuid),
    Column("category_name", Text),
    Column("category_color", Text),
    Column("tags", Several(ARRAY(Text)), nullable=False),
    Column("requester_id", Uuid),
    Column("requester_email", Text),
    Column("requester_name", Text),
    Column("requester_phone", Text),
    Column("requester_external_id", Text),
    *documents("requester_client"),
    *flags("requester_verified"),
    Column("assignee_kind", Text),
    Column("assignee_id", Uuid),
    *numbers("assigned_in", server_default="0", comment=ASSIGNED_IN),
    *numbers("link_renewed_in", server_default="0", comment=LINK_RENEWED_IN),
    instant("snoozed_until"),
    Column("snooze_id", Uuid),
    *texts("snooze_reason"),
    Column("snoozed_by", Uuid),
    *flags("keep_asleep_on_reply", "tell_customer"),
    *flags("undelivered", server_default="false", comment=UNDELIVERED),
    *numbers("linked_tasks"),
    instant("created_at", nullable=False),
    instant("updated_at", nullable=False),
    instant("resolved_at"),
    *texts("search", server_default=text("''")),
    *documents("field_values", server_default="{}", comment=FIELD_VALUES),
    Column("merged_into", Uuid, comment=MERGED_INTO),
    Column("merged_first_into", Uuid, comment=MERGED_FIRST_INTO),
    instant("merged_at"),
    Column("before_merge", JSONB(none_as_null=True), comment=BEFORE_MERGE),
    *numbers("merged_tickets", server_default="0", comment="how many lead to this one"),
    Column("former_numbers", Several(), nullable=False, server_default=text("'[]'"), comment=FORMER_NUMBERS),
    Column("follows", JSONB(none_as_null=True), comment=FOLLOWS),
    Column("followed_by", Several(), nullable=False, server_default=text("'[]'"), comment=FOLLOWED_BY),
    *numbers("version"),
    UniqueConstraint("desk_id", "number", name="tickets_number"),
    old_markup("tickets", "id"),
)
UNRESOLVED = tickets.c.status != literal_column("'resolved'", Text())
"""What is still somebody's work; the lists' indexes hold only this.

The word is part of the text: a plan that is made once for all values would not find these indexes by a parameter.
"""

HAS_FIELDS = tickets.c.field_values != text("'{}'::jsonb")
"""Where the index of fields looks: a ticket that holds none costs it nothing."""

Index("tickets_recent", tickets.c.updated_at, tickets.c.id)
Index("tickets_unresolved_recent", tickets.c.updated_at, tickets.c.id, postgresql_where=UNRESOLVED)
"""Searches go along these two where words are frequent; lists have one for each stream and order of theirs."""

ORDERS = {
    "updated": (tickets.c.updated_at, tickets.c.id),
    "created": (tickets.c.created_at, tickets.c.id),
    "priority": (tickets.c.priority_rank, tickets.c.updated_at, tickets.c.id),
}
UNASSIGNED = UNRESOLVED & tickets.c.assignee_id.is_(None)
NOT_AWAKE = tickets.c.snoozed_until.is_not(None)
for order, keys in ORDERS.items():
    Index(f"tickets_of_status_{order}", tickets.c.desk_id, tickets.c.status, *keys)
    Index(f"tickets_to_assign_{order}", tickets.c.desk_id, *keys, postgresql_where=UNASSIGNED)
    Index(
        f"tickets_assigned_{order}",
        tickets.c.assignee_id,
        *keys,
        postgresql_where=UNRESOLVED & tickets.c.assignee_id.is_not(None),
    )
    Index(f"tickets_asleep_{order}", tickets.c.desk_id, *keys, postgresql_where=NOT_AWAKE)
Index("tickets_asleep", tickets.c.desk_id, tickets.c.snoozed_until, tickets.c.id, postgresql_where=NOT_AWAKE)
Index(
    "tickets_snoozed",
    tickets.c.snoozed_until,
    tickets.c.id,
    postgresql_include=["desk_id", "status", "assignee_id", "tell_customer"],
    postgresql_where=NOT_AWAKE,
)
"""By it alone counters see who is asleep until later today."""

Index(
    "tickets_to_tell", tickets.c.updated_at, tickets.c.id, postgresql_where=tickets.c.tell_customer.is_(True)
)
holding("tickets_by_fields", tickets.c.field_values, HAS_FIELDS)
MOVED = tickets.c.former_numbers != text("'[]'::jsonb")
"""Where the index of former numbers looks."""

Index("tickets_merged", tickets.c.merged_into, postgresql_where=tickets.c.merged_into.is_not(None))
holding("tickets_by_former_number", tickets.c.former_numbers, MOVED)
Index("tickets_of_requester", tickets.c.requester_id, tickets.c.created_at, tickets.c.id)
NOT_YET_SEARCHED = tickets.c.search != text("''")
"""Words that the version before left in the ticket: to be moved to where searches look."""
Index("tickets_to_be_searched", tickets.c.id, postgresql_where=NOT_YET_SEARCHED)

public_links = table(
    "public_links",
    key("ticket_id"),
    *binary("sealed_token"),
    *flags("active", server_default=true(), comment="else it leads nowhere, and nobody was told of it"),
)

mapper.map_imperatively(Ticket, tickets, exclude_properties=["priority_rank"])
