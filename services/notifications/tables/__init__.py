"""The tables of mail by noun, and how the aggregates lie in them."""

from services.notifications.tables.base import metadata
from services.notifications.tables.copies import known_assignments, known_desks, known_messages, known_tickets
from services.notifications.tables.incoming import emails
from services.notifications.tables.notices import notice_choices, notices
from services.notifications.tables.outgoing import (
    CONTENT,
    acknowledgements,
    deliveries,
    neutral_mails,
    threads,
)
from services.notifications.tables.retired import RETIRED
from services.notifications.tables.scanning import files_to_check
from services.notifications.tables.settings import folders, mailboxes, templates

__all__ = [
    "CONTENT",
    "RETIRED",
    "acknowledgements",
    "deliveries",
    "emails",
    "files_to_check",
    "folders",
    "known_assignments",
    "known_desks",
    "known_messages",
    "known_tickets",
    "mailboxes",
    "metadata",
    "neutral_mails",
    "notice_choices",
    "notices",
    "templates",
    "threads",
]
