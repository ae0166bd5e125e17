"""How the words of each kind that this service keeps are read, for whoever makes their HTML again."""

from typing import Any

from services.tickets.tables.tickets import tickets
from services.tickets.tables.writing import comments, held_comments, notes
from shared.contracts.parts import Channel
from shared.database import Database
from shared.markup import Format, format_by, format_of
from shared.renewing import Written
from shared.renewing import renew_html as renew


async def renew_html(database: Database) -> None:
    """Renew what is old, for ever."""
    await renew(database, KEPT)


def _first_words(row: Any) -> Format | None:
    """A mail's own HTML is not made from its words, and stays."""
    channel = Channel(row["channel"])
    return None if channel == Channel.EMAIL and row["body_html"] else format_of(channel)


def _said(row: Any) -> Format:
    return format_by(row["author_kind"])


KEPT = (Written(tickets, _first_words), *[Written(each, _said) for each in (comments, held_comments, notes)])
