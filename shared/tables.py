"""The tables every service keeps in its own database besides its own: messaging, files, people."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Dialect,
    Index,
    LargeBinary,
    MetaData,
    SmallInteger,
    Text,
    TypeDecorator,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB

from shared.columns import binary, documents, flags, ids, instant, key, numbers, tables_in, texts

metadata = MetaData()
table = tables_in(metadata)


class Several(TypeDecorator[tuple[Any, ...]]):
    """A tuple in a JSONB or array column; the domain knows tuples only."""

    impl = JSONB
    cache_ok = True

    def __init__(self, column_type: Any = None) -> None:
        super().__init__()
        self.column_type = column_type or JSONB()

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(self.column_type)

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        return None if value is None else list(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        return None if value is None else tuple(value)


def message() -> tuple[Column[Any], ...]:
    """The columns of a table that keeps messages; it says itself how it calls their ids."""
    return (
        *texts("name"),
        *binary("body"),
        *documents("headers"),
        instant("occurred_at", nullable=False),
    )


def message_of_a_queue() -> tuple[Column[Any], ...]:
    """The columns of a table that keeps what one queue did not get done."""
    return (key(), *texts("queue"), *ids("event_id"), *message())


outbox = table(
    "outbox",
    key(),
    *ids("event_id", comment="another than id only when replayed"),
    *message(),
    Column("queue", Text, comment="only this queue; empty = everyone who reads the event"),
    instant("next_attempt_at", nullable=False, server_default=func.clock_timestamp()),
    *numbers("attempts", server_default="0"),
    Column("reason", Text),
)

events = table(
    "events",
    key(),
    *message(),
    postgresql_partition_by="RANGE (id)",
)

inbox = table(
    "inbox",
    key("queue", of=Text),
    key("event_id"),
    postgresql_partition_by="RANGE (event_id)",
)

parked = table(
    "parked",
    *message_of_a_queue(),
    *numbers("attempts", server_default="0"),
    *texts("reason"),
    instant("next_attempt_at", nullable=False),
    *numbers("begun", server_default="0", comment="tries that nobody saw the end of"),
)

dead_letters = table(
    "dead_letters",
    *message_of_a_queue(),
    *texts("reason", comment="stable code"),
    *texts("detail"),
    instant("failed_at", nullable=False, server_default=func.clock_timestamp()),
    instant("replayed_at"),
)

idempotency_keys = table(
    "idempotency_keys",
    key("scope", of=Text, comment="who asked, and for which path"),
    key("key", of=Text),
    *binary("fingerprint", comment="of the request's body"),
    Column("status", SmallInteger),
    Column("answer", LargeBinary),
    Column("headers", JSONB),
    instant("created_at", nullable=False, server_default=func.clock_timestamp()),
)

files = table(
    "files",
    key(),
    *texts("object_key", "name"),
    Column("size", BigInteger, nullable=False),
    *texts("content_type", "uploader"),
    instant("created_at", nullable=False, server_default=func.clock_timestamp()),
    instant("claimed_at"),
    instant("held_until", comment="until then it is not tidied away, though nothing uses it yet"),
)

file_verdicts = table(
    "file_verdicts",
    key("object_key", of=Text),
    *texts("verdict", comment="clean, infected or unchecked"),
    *texts("reason", comment="for the team"),
    instant("checked_at", nullable=False),
)

limits = table(
    "limits",
    key("key", of=Text, comment="what is limited, and for whom"),
    instant("taken_until", nullable=False, comment="all that was taken fills the time up to here"),
    # A crash forgets who asked how often, which is cheaper than writing it down for good.
    prefixes=["UNLOGGED"],
)

known_people = table(
    "known_people",
    key(),
    *texts("name", "email", "role"),
    *flags("active"),
    instant("tokens_valid_from"),
    *documents("revoked_tokens"),
    *numbers("version"),
    *texts("time_zone", server_default="UTC"),
    *texts("language", server_default="en"),
    *documents("permissions", server_default="[]", comment="as told beside the role"),
    *documents("work_hours", server_default="{}", comment="by weekday; none: nothing is said of when"),
    *documents("leave", server_default="[]", comment="first and last days off"),
)

known_groups = table(
    "known_groups",
    key(),
    *texts("name"),
    *documents("member_ids"),
    *flags("active"),
    *numbers("version"),
)

declared_queues = table(
    "declared_queues",
    key("queue", of=Text),
    *documents("events", comment="names of the events it is bound to"),
)

Index("parked_due", parked.c.next_attempt_at)
Index("parked_once", parked.c.queue, parked.c.event_id, unique=True)
Index("dead_letters_waiting", dead_letters.c.id, postgresql_where=dead_letters.c.replayed_at.is_(None))
Index("limits_idle", limits.c.taken_until)
Index("idempotency_keys_age", idempotency_keys.c.created_at)
Index("files_drafts", files.c.created_at, postgresql_where=files.c.claimed_at.is_(None))
