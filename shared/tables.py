"""The tables every service keeps in its own database besides its own: messaging, files, people."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    TypeDecorator,
    Uuid,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData()


def instant(name: str, **options: Any) -> Column[Any]:
    """A column for a point in time; PostgreSQL keeps it in UTC."""
    return Column(name, DateTime(timezone=True), **options)


class Several(TypeDecorator[tuple[Any, ...]]):
    """A tuple in a JSONB or array column; the domain knows tuples only."""

    impl = JSONB
    cache_ok = True

    def __init__(self, column_type: Any = None) -> None:
        super().__init__()
        self._column_type = column_type or JSONB()

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(self._column_type)

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        return None if value is None else list(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        return None if value is None else tuple(value)


def message() -> tuple[Column[Any], ...]:
    """The columns of a table that keeps messages; it says itself how it calls their ids."""
    return (
        Column("name", Text, nullable=False),
        Column("body", LargeBinary, nullable=False),
        Column("headers", JSONB, nullable=False),
        instant("occurred_at", nullable=False),
    )


outbox = Table(
    "outbox",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("event_id", Uuid, nullable=False, comment="another than id only when replayed"),
    *message(),
    Column("queue", Text, comment="only this queue; empty = everyone who reads the event"),
    instant("next_attempt_at", nullable=False, server_default=func.clock_timestamp()),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("reason", Text),
)

events = Table(
    "events",
    metadata,
    Column("id", Uuid, primary_key=True),
    *message(),
    postgresql_partition_by="RANGE (id)",
)

inbox = Table(
    "inbox",
    metadata,
    Column("queue", Text, primary_key=True),
    Column("event_id", Uuid, primary_key=True),
    postgresql_partition_by="RANGE (event_id)",
)

parked = Table(
    "parked",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("queue", Text, nullable=False),
    Column("event_id", Uuid, nullable=False),
    *message(),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("reason", Text, nullable=False),
    instant("next_attempt_at", nullable=False),
    Column("begun", Integer, nullable=False, server_default="0", comment="tries that nobody saw the end of"),
)

dead_letters = Table(
    "dead_letters",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("queue", Text, nullable=False),
    Column("event_id", Uuid, nullable=False),
    *message(),
    Column("reason", Text, nullable=False, comment="stable code"),
    Column("detail", Text, nullable=False),
    instant("failed_at", nullable=False, server_default=func.clock_timestamp()),
    instant("replayed_at"),
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("scope", Text, primary_key=True, comment="who asked, and for which path"),
    Column("key", Text, primary_key=True),
    Column("fingerprint", LargeBinary, nullable=False, comment="of the request's body"),
    Column("status", SmallInteger),
    Column("answer", LargeBinary),
    Column("headers", JSONB),
    instant("created_at", nullable=False, server_default=func.clock_timestamp()),
)

files = Table(
    "files",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("object_key", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("content_type", Text, nullable=False),
    Column("uploader", Text, nullable=False),
    instant("created_at", nullable=False, server_default=func.clock_timestamp()),
    instant("claimed_at"),
)

limits = Table(
    "limits",
    metadata,
    Column("key", Text, primary_key=True, comment="what is limited, and for whom"),
    instant("taken_until", nullable=False, comment="all that was taken fills the time up to here"),
    # A crash forgets who asked how often, which is cheaper than writing it down for good.
    prefixes=["UNLOGGED"],
)

known_people = Table(
    "known_people",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    instant("tokens_valid_from"),
    Column("revoked_tokens", JSONB, nullable=False),
    Column("version", Integer, nullable=False),
    Column("time_zone", Text, nullable=False, server_default="UTC"),
    Column("language", Text, nullable=False, server_default="en"),
    Column("permissions", JSONB, nullable=False, server_default="[]", comment="as told beside the role"),
)

known_groups = Table(
    "known_groups",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("member_ids", JSONB, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
)

declared_queues = Table(
    "declared_queues",
    metadata,
    Column("queue", Text, primary_key=True),
    Column("events", JSONB, nullable=False, comment="names of the events it is bound to"),
)

Index("parked_due", parked.c.next_attempt_at)
Index("parked_once", parked.c.queue, parked.c.event_id, unique=True)
Index("dead_letters_waiting", dead_letters.c.id, postgresql_where=dead_letters.c.replayed_at.is_(None))
Index("limits_idle", limits.c.taken_until)
Index("idempotency_keys_age", idempotency_keys.c.created_at)
Index("files_drafts", files.c.created_at, postgresql_where=files.c.claimed_at.is_(None))
