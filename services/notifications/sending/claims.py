"""The lease on due mails: which of them this process holds, with all that sending them takes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Integer, Interval, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from services.notifications.domain.reply_addresses import reply_address
from services.notifications.mail_servers.connecting import server_of
from services.notifications.rendering.letters import Letter
from services.notifications.rendering.system_mails import NAME
from services.notifications.sending.connections import SendingMailbox
from shared.contracts.parts import Attachment
from shared.database import Database
from shared.locales import ENGLISH
from shared.message import Headers
from shared.secrets import CannotOpen, Sealer

NO_LONGER = "the desk has no mailbox any more"
NO_SERVER = "HELPDESK_SMTP_URL is not set any more"
HAS_LEFT = "whoever it is for is not at work any more"
UNREADABLE = "what is stored cannot be read"
LEASE = timedelta(seconds=105)
"""Longer than all time limits of one mail together; after it another worker may look."""

NO_ROOMS: Mapping[UUID, int] = {}
SYSTEM = UUID(int=0)
"""In the place of a desk: the mailbox of the installation itself."""

CLAIM = text("""
    WITH clock AS (SELECT clock_timestamp() + :offset AS now),
    due AS (
      SELECT d.id, d.next_attempt_at, true AS of_desk FROM known_desks
       CROSS JOIN LATERAL (
         SELECT id, next_attempt_at FROM deliveries
          WHERE desk_id = known_desks.id AND state = 'queued' AND next_attempt_at <= (SELECT now FROM clock)
            AND (leased_until IS NULL OR leased_until < (SELECT now FROM clock))
          ORDER BY next_attempt_at
          LIMIT coalesce((SELECT room FROM unnest(:proven, :rooms) AS r(desk_id, room) WHERE desk_id = known_desks.id), 1)
            FOR UPDATE SKIP LOCKED) d
       WHERE known_desks.id <> ALL(:resting)
      UNION ALL
      SELECT s.id, s.next_attempt_at, false FROM (
         SELECT id, next_attempt_at FROM deliveries
          WHERE desk_id IS NULL AND state = 'queued' AND next_attempt_at <= (SELECT now FROM clock)
            AND (leased_until IS NULL OR leased_until < (SELECT now FROM clock))
          ORDER BY next_attempt_at LIMIT :places_of_system
            FOR UPDATE SKIP LOCKED) s
       ORDER BY of_desk, next_attempt_at LIMIT :places),
    taken AS (
      UPDATE deliveries SET lease = :lease, leased_until = (SELECT now FROM clock) + :lasts
        FROM due WHERE deliveries.id = due.id
      RETURNING deliveries.*)
    SELECT taken.id, taken.desk_id, taken.kind, taken.recipient, taken.subject, taken.text, taken.html,
           taken.message_id, taken.in_reply_to, taken."references", taken.attachments, taken.headers, taken.lease,
           taken.reply_token, taken.notice_id IS NOT NULL AND NOT EXISTS (
             SELECT FROM notices JOIN known_people ON known_people.id = person_id
              WHERE notices.id = taken.notice_id AND known_people.active) AS has_left,
           CASE WHEN taken.notice_id IS NULL THEN taken.ticket_id END AS ticket_id, taken.comment_id,
           taken.created_at, known_desks.name AS desk_name, known_desks.language, mailboxes.address, mailboxes.name, mailboxes.smtp_host,
           mailboxes.smtp_port, mailboxes.smtp_tls, mailboxes.smtp_username, mailboxes.smtp_password,
           mailboxes.smtp_oauth, mailboxes.smtp_secrets, mailboxes.version
      FROM taken LEFT JOIN known_desks ON known_desks.id = taken.desk_id
      LEFT JOIN mailboxes ON mailboxes.desk_id = taken.desk_id
     ORDER BY taken.desk_id IS NOT NULL, taken.next_attempt_at, taken.id
""").bindparams(
    bindparam("proven", type_=ARRAY(Uuid)),
    bindparam("rooms", type_=ARRAY(Integer)),
    bindparam("resting", type_=ARRAY(Uuid)),
    bindparam("offset", type_=Interval),
    bindparam("lasts", type_=Interval),
)

RELEASE = text("""
    UPDATE deliveries SET lease = NULL, leased_until = NULL WHERE lease = ANY(:leases) AND state = 'queued'
    RETURNING id
""").bindparams(bindparam("leases", type_=ARRAY(Uuid)))


@dataclass(frozen=True, slots=True)
class Claimed:
    """A due mail that this worker holds for the length of its lease; `problem` says why it cannot go."""

    id: UUID
    desk_id: UUID
    lease: UUID
    headers: Headers
    letter: Letter
    mailbox: SendingMailbox | None
    problem: str = ""
    attachments: tuple[Attachment, ...] = ()
    since: datetime | None = None
    """When it was written, for one with files."""
    language: str = ENGLISH
    ticket_id: UUID | None = None
    """Which ticket, and below which comment of it, hears what becomes of the mail; none of a notice."""
    comment_id: UUID | None = None


class Claims:
    """Takes and gives back leases, each in one statement."""

    def __init__(self, database: Database, sealer: Sealer, system: SendingMailbox | None = None) -> None:
        """`system` sends what is of no desk."""
        self.database, self.sealer, self.system = database, sealer, system

    async def claim(
        self,
        places: int,
        rooms: Mapping[UUID, int] = NO_ROOMS,
        resting: Collection[UUID] = (),
        lease: UUID | None = None,
    ) -> list[Claimed]:
        """Up to `places` due mails, the longest due first; of a mailbox at most its room of `rooms`, else one.

        Mails of the installation itself go before those of desks: somebody waits for a link.
        """
        of_system = 0 if SYSTEM in resting else rooms.get(SYSTEM, 1)
        asked = {
            "places": places,
            "places_of_system": of_system,
            "proven": list(rooms),
            "rooms": list(rooms.values()),
            "resting": list(resting),
        }
        held = {"lease": lease or uuid4(), "lasts": LEASE, "offset": self.database.offset}
        rows = await self.database.at_once(CLAIM, asked | held)
        return [self._system(row) if row.desk_id is None else _claimed(row, self.sealer) for row in rows]

    async def release(self, leases: Collection[UUID]) -> None:
        """Give back claims whose answer was lost: nobody works on them, and they are due."""
        await self.database.at_once(RELEASE, {"leases": list(leases)})

    def _system(self, row: Any) -> Claimed:
        address = self.system.address if self.system else ""
        try:
            letter = replace(_letter(row, self.sealer), sender=address, sender_name=NAME, reply_to=address)
        except CannotOpen as error:
            return Claimed(
                row.id, SYSTEM, row.lease, row.headers, _letter(row, None), None, f"{UNREADABLE}: {error}"
            )
        problem = HAS_LEFT if row.has_left else "" if self.system else NO_SERVER
        by = None if problem else self.system
        return Claimed(row.id, SYSTEM, row.lease, row.headers, letter, by, problem)


def _claimed(row: Any, sealer: Sealer) -> Claimed:
    held = (row.id, row.desk_id, row.lease, row.headers)
    files = tuple(Attachment.model_validate(each) for each in row.attachments)
    try:
        letter = _letter(row, sealer)
        server = server_of(row, sealer) if row.version is not None else None
    except CannotOpen as error:
        return Claimed(*held, _letter(row, None), None, f"{UNREADABLE}: {error}")
    if server is None or row.has_left:
        return Claimed(*held, letter, None, NO_LONGER if server is None else HAS_LEFT)
    mailbox = SendingMailbox(row.desk_id, row.address, server)
    about = (row.ticket_id, row.comment_id)
    return Claimed(*held, letter, mailbox, "", files, row.created_at, row.language, *about)


def _letter(row: Any, sealer: Sealer | None) -> Letter:
    return Letter(
        kind=row.kind,
        sender=row.address or "",
        sender_name=row.name or row.desk_name or NAME,
        recipient=row.recipient,
        subject=row.subject,
        text=sealer.open_text(row.text) if sealer else "",
        html=sealer.open_text(row.html) if sealer else "",
        message_id=row.message_id,
        in_reply_to=row.in_reply_to,
        references=row.references,
        reply_to=_reply_to(row, sealer) if sealer else "",
    )


def _reply_to(row: Any, sealer: Sealer) -> str:
    token = sealer.open(row.reply_token) if row.reply_token else ""
    return reply_address(row.address or "", token)
