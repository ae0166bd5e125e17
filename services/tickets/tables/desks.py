"""Desks, and what is counted for them."""

from sqlalchemy import Column, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY

from services.tickets.domain.desk import Desk
from services.tickets.tables.base import mapper, metadata
from shared.columns import flags, key, numbers, texts
from shared.tables import Several

desks = Table(
    "desks",
    metadata,
    key(),
    *texts("name", "description", "color", "language", "time_zone"),
    *flags("active"),
    *texts("number_pattern"),
    Column("categories", Several(), nullable=False),
    Column("member_ids", Several(ARRAY(Uuid)), nullable=False),
    Column("group_ids", Several(ARRAY(Uuid)), nullable=False),
    *numbers("version"),
)

number_ranges = Table(
    "number_ranges",
    metadata,
    key("desk_id"),
    key("period", of=Text, comment="empty = a counter that never restarts"),
    *numbers("last"),
)

desk_totals = Table(
    "desk_totals",
    metadata,
    key("desk_id"),
    *numbers("tickets"),
)

mapper.map_imperatively(Desk, desks)
