"""Canned replies of desks."""

from sqlalchemy import Column, Text, UniqueConstraint, Uuid
from sqlalchemy.dialects.postgresql import ARRAY

from services.tickets.domain.canned_replies import CannedReply
from services.tickets.tables.base import mapper, table
from shared.columns import ids, key, numbers, texts
from shared.tables import Several

FOLDED = "the name as two names are compared"
canned_replies = table(
    "canned_replies",
    key(),
    *ids("desk_id"),
    *texts("name"),
    *texts("folded", comment=FOLDED),
    *texts("body"),
    *texts("then", "status", "priority", nullable=True),
    Column("add_tags", Several(ARRAY(Text)), nullable=False),
    Column("remove_tags", Several(ARRAY(Text)), nullable=False),
    *texts("assignee_kind", nullable=True),
    Column("assignee_id", Uuid),
    *numbers("version"),
    UniqueConstraint("desk_id", "folded", name="canned_replies_name"),
)

mapper.map_imperatively(CannedReply, canned_replies)
