"""What is written on tickets, and their history."""

from sqlalchemy import Column, Index, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.tickets.domain.words import Comment, Note
from services.tickets.tables.base import mapper, metadata
from shared.renewing import markup_version, old_markup
from shared.tables import Several, instant


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

mapper.map_imperatively(Comment, comments)
mapper.map_imperatively(Note, notes)
