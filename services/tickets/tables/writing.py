"""What is written on tickets, and their history."""

from sqlalchemy import Column, Index, Table, Text, Uuid, text
from sqlalchemy.schema import SchemaItem

from services.tickets.domain.holding import HeldComment
from services.tickets.domain.words import Comment, Note
from services.tickets.tables.base import mapper, table, what_happened
from shared.columns import flags, ids, instant, key, texts
from shared.renewing import markup_version, old_markup
from shared.tables import Several


def _written(name: str, *more: SchemaItem) -> Table:
    return table(
        name,
        key(),
        *ids("ticket_id"),
        *texts("author_kind"),
        Column("author_id", Uuid),
        *texts("author_name", "body", "body_html"),
        markup_version(),
        Column("attachments", Several(), nullable=False),
        instant("created_at", nullable=False),
        Index(f"{name}_of_ticket", "ticket_id", "created_at", "id"),
        old_markup(name, "id"),
        *more,
    )


def _writings(name: str, *more: SchemaItem) -> Table:
    return _written(
        name,
        # What this version writes is searched at once; the version before leaves it to the background.
        *flags("is_searched", default=True, server_default="false"),
        Index(f"{name}_to_be_searched", "id", postgresql_where=text("NOT is_searched")),
        *more,
    )


THROUGH = "the merged ticket that its writer wrote on; with it, it goes back"
THANKS = "it opened a resolved ticket, and says nothing but thanks"
comments = _writings(
    "comments",
    Column("through", Uuid, comment=THROUGH),
    *flags("looks_like_thanks", server_default="false", comment=THANKS),
)
notes = _writings("notes")

# Apart from what was said: nothing that reads comments can show what waits.
held_comments = _written(
    "held_comments",
    instant("send_at", nullable=False),
    Column("then", Text, comment="what the ticket is to do when it is sent"),
)

changes = table(
    "changes",
    key(),
    *ids("ticket_id"),
    *texts("kind", "field"),
    *what_happened(),
    Index("changes_of_ticket", "ticket_id", "created_at", "id"),
)

last_words = table(
    "last_words",
    key("ticket_id"),
    instant("commented_at", comment="when its requester sent the latest of their comments"),
    instant("asked_at", comment="when its requester last asked for a status"),
)

mapper.map_imperatively(Comment, comments, exclude_properties=["is_searched"])
mapper.map_imperatively(Note, notes, exclude_properties=["is_searched"])
mapper.map_imperatively(HeldComment, held_comments)
