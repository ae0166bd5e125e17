"""What is known of requesters beyond their tickets: rows of those alone that somebody corrected or joined."""

from sqlalchemy import Column, Index, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY

from services.tickets.domain.requesters import KnownAddress
from services.tickets.tables.base import mapper, table, what_happened
from shared.columns import ids, key, numbers, texts
from shared.tables import Several

requesters = table(
    "requesters",
    key(comment="made of the address"),
    *texts("email"),
    *texts("words", comment="the address, folded"),
    *ids("person_id", comment="the requester that all who ask for this one are led to"),
    Column("joined", Uuid, comment="the one it was joined to itself, which may lead on since"),
    Column("how", Text, comment="merged, same_client, added or apart; empty: nobody has joined it"),
    Column("name", Text, comment="empty = what their tickets say"),
    Column("phones", Several(ARRAY(Text)), comment="empty = what their tickets say"),
    *numbers("version"),
    Index("requesters_of_person", "person_id"),
)

requester_clients = table(
    "requester_clients",
    key("external_id", Text),
    *ids("requester_id", comment="the first one whose proven ticket carried it"),
)

requester_changes = table(
    "requester_changes",
    key(),
    *ids("requester_id"),
    *texts("kind"),
    *what_happened(),
    Index("requester_changes_of_requester", "requester_id", "created_at", "id"),
)

mapper.map_imperatively(KnownAddress, requesters)
