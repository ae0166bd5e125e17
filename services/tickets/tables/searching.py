"""What searches look into: the words of tickets, comments and notes, folded.

Apart from the tickets themselves, because each change of a ticket writes all of its indexes again.
"""

from sqlalchemy import Column, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY

from services.tickets.tables.base import table
from shared.columns import flags, ids, key, texts
from shared.tables import Several

searched = table(
    "searched",
    key("source_id", comment="the ticket, comment or note whose words these are"),
    *ids("ticket_id"),
    *texts("text", comment="folded: case, accents and the kind of white space make no difference"),
    *texts(
        "who",
        server_default=text("''"),
        comment="of a ticket: the requester's name and addresses, folded",
    ),
    *texts(
        "head",
        server_default=text("''"),
        comment="of a ticket: title, requester and tags, folded, where slips are looked for",
    ),
    Column(
        "tags",
        Several(ARRAY(Text)),
        nullable=False,
        server_default="{}",
        comment="of a ticket: each tag without case, and folded behind a ~",
    ),
    *flags("has_files", server_default="false"),
    Index("searched_of_ticket", "ticket_id"),
    Index(
        "searched_words",
        "text",
        "who",
        "head",
        "tags",
        postgresql_using="gin",
        postgresql_ops=dict.fromkeys(("text", "who", "head"), "gin_trgm_ops"),
    ),
)
