"""The folders of mailboxes that are to be read, and how far each is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.notifications.mail_servers.connecting import Server, intake_of
from shared.secrets import Sealer


@dataclass(frozen=True, slots=True)
class Watched:
    """A folder that this worker reads for the length of its lease, and how far it was read."""

    desk_id: UUID
    lease: UUID
    folder: str
    name: str
    server: Server
    uid_validity: int | None
    last_uid: int
    old_below: int
    since: datetime
    reads_old: bool


def watched(row: Any, sealer: Sealer) -> Watched:
    """A claimed row; raises CannotOpen when the password was sealed with another key."""
    imap = row.imap
    return Watched(
        row.desk_id,
        row.lease,
        row.folder,
        imap["folder"],
        intake_of(row, sealer),
        row.uid_validity,
        row.last_uid,
        row.old_below,
        row.since,
        bool(imap.get("read_old")),
    )
