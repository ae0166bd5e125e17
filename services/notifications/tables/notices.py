"""Notices to the team, and what people chose about them."""

from sqlalchemy import Column, Index, Text, Uuid

from services.notifications.tables.base import table
from shared.columns import flags, ids, instant, key, texts

notices = table(
    "notices",
    key(),
    *ids("event_id", comment="what happened; of a silent mailbox no event tells"),
    *ids("person_id", "desk_id"),
    *texts("kind"),
    Column("ticket_id", Uuid),
    Column("comment_id", Uuid, comment="of the comment, the note or the failed mail's comment"),
    *texts("by_name"),
    *texts("why", comment="assignee, member or manages"),
    *texts("group_name", server_default=""),
    *texts("not_told", server_default="", comment="why this person is not told, if so"),
    *texts("not_mailed", server_default="", comment="why it is in the panel alone, if so"),
    *texts("sealed_words", comment="the beginning of what was written, or a reason"),
    *texts("detail", server_default="", comment="of a mail its recipient, of a wake its reason"),
    Column("delivery_id", Uuid),
    instant("at", nullable=False, comment="when it happened"),
    instant("created_at", nullable=False),
    instant("read_at"),
)
n = notices.c
Index("notices_once", n.event_id, n.person_id, unique=True)
Index("notices_of_person", n.person_id, n.id, postgresql_where=n.not_told == "")
Index("notices_unread", n.person_id, n.id, postgresql_where=(n.not_told == "") & n.read_at.is_(None))
Index("notices_of_ticket", n.ticket_id, n.id)

notice_choices = table(
    "notice_choices",
    key("person_id"),
    key("kind", of=Text),
    *flags("mail"),
)
