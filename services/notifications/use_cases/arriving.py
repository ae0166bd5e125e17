"""A mail arrives: it is kept as it came, once, before anybody looks into it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from services.notifications.domain.email import EmailState
from services.notifications.tables import emails
from services.notifications.uow import NotificationsUow

TOO_LARGE = "too_large"


@dataclass(frozen=True, slots=True)
class Uid:
    """A mail's place in a folder (RFC 9051, 2.3.1.1).

    `validity` tells the folder's generations apart: a server that lost count begins a new one.
    """

    folder: str
    validity: int
    number: int


@dataclass(frozen=True, slots=True)
class Journey:
    """How a mail came: `recipient` is the address it was delivered to, where that is known, `uid` its place in a folder.

    `is_old`: it lay there before the desk read it. `is_whole` False: it was too large, and only its beginning is kept.
    """

    recipient: str = ""
    uid: Uid | None = None
    is_old: bool = False
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Arrived:
    """A mail as it came, already in the storage."""

    desk_id: UUID
    object_key: str
    size: int
    fingerprint: bytes
    journey: Journey


async def keep_mail(uow: NotificationsUow, arrived: Arrived) -> bool:
    """Write down that a mail came; False when it is here already, from this folder or by another way."""
    journey = arrived.journey
    uid = journey.uid
    row = {
        "id": uuid7(),
        "desk_id": arrived.desk_id,
        "source": "imap" if uid else "lmtp",
        "folder": uid.folder if uid else "",
        "uid_validity": uid.validity if uid else None,
        "uid": uid.number if uid else None,
        "fingerprint": arrived.fingerprint,
        "object_key": arrived.object_key,
        "size": arrived.size,
        "recipient": journey.recipient,
        "is_old": journey.is_old,
        "received_at": uow.now,
        "state": EmailState.RECEIVED if journey.is_whole else EmailState.QUARANTINED,
        "reason": "" if journey.is_whole else TOO_LARGE,
        "next_attempt_at": uow.now,
    }
    fresh = insert(emails).values(row).on_conflict_do_nothing().returning(emails.c.id)
    is_new = await uow.session.scalar(fresh) is not None
    if is_new:
        uow.ring_for_mail()
    return is_new


async def is_kept(uow: NotificationsUow, arrived: Arrived) -> bool:
    """Whether a mail that is known lies in the storage as these very bytes."""
    e = emails.c
    same = (e.desk_id == arrived.desk_id) & (e.fingerprint == arrived.fingerprint)
    known = select(e.id).where(same, e.object_key == arrived.object_key)
    return await uow.session.scalar(known) is not None
