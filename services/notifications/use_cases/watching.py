"""The folders that are read: who reads which, how far they are, what is wrong."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from services.notifications.tables import folders
from services.notifications.uow import NotificationsUow

LEASE = timedelta(seconds=90)
"""How long a folder stays with a worker that is not heard of; it says so again much more often."""

BACK_OFF = tuple(timedelta(seconds=seconds) for seconds in (5, 15, 60, 180, 300))
"""Until a folder is tried again that could not be read."""

MAX_PROBLEM = 500

FOLLOW = text("""
    INSERT INTO folders (desk_id, folder, since, next_look_at)
    SELECT desk_id, place, :now, :now
      FROM mailboxes, concat(imap->>'username', '@', lower(imap->>'host'), '/', imap->>'folder') AS place
     WHERE imap IS NOT NULL
       AND NOT EXISTS (SELECT FROM folders f WHERE f.desk_id = mailboxes.desk_id AND f.folder = place)
    ON CONFLICT (desk_id) DO UPDATE
       SET folder = excluded.folder, since = excluded.since, next_look_at = excluded.next_look_at,
           uid_validity = NULL, last_uid = 0, old_below = 0, behind = 0, looked_at = NULL, failing_since = NULL,
           failures = 0, problem = '', lease = NULL, leased_until = NULL
""")
FORGET = text("""
    DELETE FROM folders WHERE NOT EXISTS (
      SELECT FROM mailboxes WHERE mailboxes.desk_id = folders.desk_id AND imap IS NOT NULL)
""")
CLAIM = text("""
    WITH due AS (
      SELECT desk_id FROM folders
       WHERE next_look_at <= :now AND (leased_until IS NULL OR leased_until < :now OR lease = :lease)
         AND NOT desk_id = ANY(:busy)
       ORDER BY next_look_at LIMIT :room FOR UPDATE SKIP LOCKED),
    taken AS (
      UPDATE folders SET lease = :lease, leased_until = :until FROM due WHERE folders.desk_id = due.desk_id
      RETURNING folders.*)
    SELECT taken.*, mailboxes.imap, mailboxes.imap_password, mailboxes.imap_oauth, mailboxes.imap_secrets,
           mailboxes.version AS mailbox_version
      FROM taken JOIN mailboxes ON mailboxes.desk_id = taken.desk_id
""").bindparams(bindparam("busy", type_=ARRAY(Uuid)))

WARN = text("""
    WITH unread AS (
      SELECT desk_id FROM folders
       WHERE coalesce(looked_at, since) < :before
         AND (warned_at IS NULL OR warned_at < coalesce(looked_at, since)) FOR UPDATE SKIP LOCKED)
    UPDATE folders SET warned_at = :now FROM unread WHERE folders.desk_id = unread.desk_id
    RETURNING folders.desk_id, coalesce(folders.looked_at, folders.since) AS last_read,
              (SELECT address FROM mailboxes WHERE mailboxes.desk_id = folders.desk_id) AS address
""")

f = folders.c


async def follow_mailboxes(uow: NotificationsUow) -> None:
    """Let each mailbox that is read have its folder; what comes into a new one from now on is new to its desk."""
    await uow.session.execute(FOLLOW, {"now": uow.now})


async def claim_folders(uow: NotificationsUow, room: int, lease: UUID, busy: Collection[UUID]) -> list[Any]:
    """Up to `room` folders that nobody reads, with their mailboxes' settings; folders follow those settings.

    What has this `lease` already and is none of the `busy` ones was claimed by a worker that never heard so, or left
    when the settings changed: it is claimed again at once.
    """
    await follow_mailboxes(uow)
    await uow.session.execute(FORGET)
    mine = {"lease": lease, "busy": list(busy)}
    asked = {"now": uow.now, "room": room, "until": uow.now + LEASE, **mine}
    return list(await uow.session.execute(CLAIM, asked))


async def hold(uow: NotificationsUow, desk_id: UUID, lease: UUID, version: int) -> bool:
    """Go on reading; False when the folder is no longer this worker's, or its mailbox was changed."""
    same = text("EXISTS (SELECT FROM mailboxes m WHERE m.desk_id = folders.desk_id AND m.version = :version)")
    mine = update(folders).where(f.desk_id == desk_id, f.lease == lease, same.bindparams(version=version))
    held = mine.values(
        leased_until=uow.now + LEASE, looked_at=uow.now, failing_since=None, problem="", failures=0
    )
    return (await uow.session.execute(held.returning(f.desk_id))).first() is not None


async def advance(uow: NotificationsUow, desk_id: UUID, lease: UUID, **position: Any) -> None:
    """Note how far the folder is (`uid_validity`, `last_uid`, `old_below`, `behind`), and go on holding it."""
    mine = (f.desk_id == desk_id) & (f.lease == lease)
    await uow.session.execute(update(folders).where(mine).values(leased_until=uow.now + LEASE, **position))


async def warn_of_unread(uow: NotificationsUow, after: timedelta) -> list[Any]:
    """The folders that nobody looked into for so long, each once until it is read again: `desk_id`, `address`, `last_read`."""
    return list(await uow.session.execute(WARN, {"now": uow.now, "before": uow.now - after}))


async def let_go(uow: NotificationsUow, lease: UUID) -> None:
    """Let others read what a worker had."""
    await uow.session.execute(update(folders).where(f.lease == lease).values(lease=None, leased_until=None))


async def note_problem(uow: NotificationsUow, desk_id: UUID, lease: UUID, problem: str) -> None:
    """The folder could not be read: it is tried again later, and shown since when."""
    mine = (f.desk_id == desk_id) & (f.lease == lease)
    failures = 1 + (await uow.session.scalar(select(f.failures).where(mine)) or 0)
    noted = {
        "problem": problem.replace("\0", "")[:MAX_PROBLEM],
        "failures": failures,
        "failing_since": func.coalesce(f.failing_since, uow.now),
        "next_look_at": uow.now + BACK_OFF[min(failures, len(BACK_OFF)) - 1],
        "lease": None,
        "leased_until": None,
    }
    await uow.session.execute(update(folders).where(mine).values(noted))
