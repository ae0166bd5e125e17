"""Desks, and what is counted for them."""

from sqlalchemy import Boolean, Column, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY

from services.tickets.domain.desk import Desk
from services.tickets.tables.base import mapper, metadata
from shared.tables import Several

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

mapper.map_imperatively(Desk, desks)
