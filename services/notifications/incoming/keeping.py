"""Keeps a mail's bytes in the storage, and notes it: the bytes first, so that no noted mail is without them."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from services.notifications.domain.fingerprints import fingerprint_of
from services.notifications.uow import NotificationsUow, OpenUow
from services.notifications.use_cases.arriving import Arrived, Journey, is_kept, keep_mail
from shared.database import Database
from shared.storage import Storage, in_chunks

LARGE = 1024 * 1024
"""Bytes from which on a mail is looked at beside the event loop."""


@dataclass(frozen=True, slots=True)
class Raw:
    """A mail's bytes, or their beginning, and how it came."""

    desk_id: UUID
    content: bytes
    journey: Journey


class Keeper:
    """Keeps mails of every source alike."""

    def __init__(self, database: Database, open_uow: OpenUow, storage: Storage) -> None:
        self._database, self._open_uow, self._storage = database, open_uow, storage

    async def keep(self, raw: Raw, also: Callable[[NotificationsUow], Awaitable[None]] | None = None) -> bool:
        """Keep one; `also` is done in the same transaction. False when it was here already."""
        large = len(raw.content) > LARGE
        arrived = await asyncio.to_thread(_arrived, raw) if large else _arrived(raw)
        await self._storage.put(arrived.object_key, in_chunks(raw.content))
        async with self._open_uow(self._database) as uow:
            is_new = await keep_mail(uow, arrived)
            if also:
                await also(uow)
            is_needed = is_new or await is_kept(uow, arrived)
        if not is_needed:
            await self._storage.delete(arrived.object_key)
        return is_new


def _arrived(raw: Raw) -> Arrived:
    """Its bytes have one place: whoever comes with them again after a crash leaves no second copy."""
    content = raw.content
    key = sha256(raw.desk_id.bytes + content).hexdigest()
    return Arrived(raw.desk_id, key, len(content), fingerprint_of(content), raw.journey)
