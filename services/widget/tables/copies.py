"""What other services told. Each of these tables can be emptied and is filled again by its events (`rebuildable`)."""

from uuid import UUID

from sqlalchemy import Column, ColumnElement, FromClause, Index, LargeBinary, Text, Uuid, cast, text, true
from sqlalchemy.dialects.postgresql import JSONB

from services.widget.tables.base import links, table
from shared.columns import binary, documents, flags, ids, instant, key, numbers, texts
from shared.renewing import markup_version, old_markup

known_desks = table(
    "known_desks",
    key("desk_id"),
    *documents("state"),
    *numbers("version"),
)

known_mailboxes = table(
    "known_mailboxes",
    key("desk_id"),
    *flags("has_mailbox"),
    instant("as_of", nullable=False),
)

known_tickets = table(
    "known_tickets",
    key("ticket_id"),
    *ids("desk_id"),
    *documents("state", comment="the public state as tickets last told it"),
    *numbers("version"),
    Column(
        "channel", Text, comment="empty until ticket.created has come, and for those of before it was kept"
    ),
    Column("body", Text, comment="empty until ticket.created has come"),
    Column("body_html", Text),
    markup_version(),
    Column("attachments", JSONB),
    old_markup("known_tickets", "ticket_id"),
    Index("known_tickets_of_client", "desk_id", text("((state -> 'requester') ->> 'external_id')")),
    Index("known_tickets_of_address", "desk_id", text("lower((state -> 'requester') ->> 'email')")),
    Index(
        "known_tickets_merged",
        text("((state ->> 'merged_into')::uuid)"),
        postgresql_where=text("((state ->> 'merged_into')::uuid) IS NOT NULL"),
    ),
    Index(
        "known_tickets_by_former_number",
        text("(state -> 'former_numbers')"),
        postgresql_using="gin",
        postgresql_where=text("(state -> 'former_numbers') <> '[]'::jsonb"),
    ),
)


def merged_into(of: FromClause = known_tickets) -> ColumnElement[UUID]:
    """The ticket that a merged one leads to."""
    return cast(of.c.state["merged_into"].astext, Uuid)


known_links = links(
    "known_links", Column("sealed_token", LargeBinary, comment="empty for those told of before it was kept")
)

renewed_links = table(
    "renewed_links",
    key("ticket_id"),
    *binary("token_hash", unique=True, comment="of the link that took the place of the first one"),
    *binary("sealed_token"),
    *numbers("version", comment="of the ticket, when it got it"),
    *flags("active", server_default=true(), comment="else no link leads to the ticket"),
)

known_comments = table(
    "known_comments",
    key("comment_id"),
    *ids("ticket_id"),
    *texts("author"),
    *flags("from_team"),
    *texts("body", "body_html"),
    markup_version(),
    *documents("attachments"),
    instant("created_at", nullable=False),
    Index("known_comments_of_ticket", "ticket_id", "created_at", "comment_id"),
    old_markup("known_comments", "comment_id"),
)

known_refusals = table(
    "known_refusals",
    key("request_id"),
    *texts("reason", comment="code"),
)
