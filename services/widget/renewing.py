"""How the words that customers are shown are read, for whoever makes their HTML again."""

from typing import Any

from sqlalchemy import exists

from services.widget.tables.copies import known_comments, known_tickets
from services.widget.tables.own import sent_comments, submissions
from shared.contracts.parts import Channel
from shared.markup import Format, format_of
from shared.renewing import Written

SENT_HERE = exists().where(submissions.c.ticket_id == known_tickets.c.ticket_id).label("sent_here")
"""Of tickets from before their channel was kept: those that came by us were plain text."""


def _first_words(row: Any) -> Format | None:
    """A mail's own HTML is not made from its words, and stays."""
    if row["channel"] is None:
        return "plain" if row["sent_here"] else "markdown"
    channel = Channel(row["channel"])
    return None if channel == Channel.EMAIL and row["body_html"] else format_of(channel)


def _said(row: Any) -> Format:
    return "markdown" if row["from_team"] else "plain"


def _sent(_: Any) -> Format:
    return "plain"


KEPT = (
    Written(known_tickets, _first_words, more=(SENT_HERE,)),
    Written(known_comments, _said),
    Written(sent_comments, _sent),
)
