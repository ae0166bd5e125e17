"""Views that people save for themselves and for others."""

from sqlalchemy import Column, Index, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY

from services.tickets.domain.saved_view import SavedView
from services.tickets.tables.base import mapper, table
from shared.columns import flags, ids, instant, key, numbers, texts
from shared.tables import Several

saved_views = table(
    "saved_views",
    key(),
    *ids("owner_id"),
    *texts("name"),
    *texts("query", comment="what is searched for, as it is typed"),
    *texts("view"),
    Column("sort", Text, comment="empty = the order of the view"),
    *flags("for_everyone"),
    Column("group_ids", Several(ARRAY(Uuid)), nullable=False),
    *numbers("version"),
    instant("created_at", nullable=False),
    Index("saved_views_of_owner", "owner_id"),
)

mapper.map_imperatively(SavedView, saved_views)
