"""The loop that reads mails: from the storage, in a bounded child process, into the hands of the rule."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import structlog
from uuid_utils.compat import uuid7

from services.notifications.incoming import claims
from services.notifications.incoming.claims import Claimed
from services.notifications.parsing.confined import MailReader
from services.notifications.uow import OpenUow
from services.notifications.use_cases import emails
from services.notifications.use_cases.emails import Contents
from shared.confined import NotStarted, Unreadable
from shared.contracts.notifications import MailFileStored
from shared.contracts.parts import Attachment
from shared.database import Database
from shared.file_checks import tell_if_held
from shared.files import display_name, note_draft, sniff
from shared.looping import LeaseLoop, Pace
from shared.storage import Storage, in_chunks

log = structlog.get_logger()
TRIES = 2
"""A mail that breaks its bounds is read once more, when the machine may be less busy, and then put aside."""

FAREWELL = 5.0
MISSING = "raw_mail_missing"


class ReadingLoop:
    """One process's share of the mails that are to be read."""

    def __init__(self, database: Database, open_uow: OpenUow, storage: Storage, places: int) -> None:
        self._database, self._open_uow, self._storage = database, open_uow, storage
        self._reader = MailReader(processes=places)
        self._loop = LeaseLoop[UUID, Claimed](
            "reading_mails", database, self._claim, self._read, Pace(places, ends_ring=True)
        )

    def ring(self) -> None:
        """There is mail to read."""
        self._loop.ring()

    async def read_due(self) -> int:
        """Read what is due and there is room for, to its end; answers how much."""
        begun = await self._loop.start_due()
        await self._loop.under_way.until_idle()
        return begun

    async def run(self) -> None:
        """Read until cancelled; then let what is under way end, and give back the rest."""
        try:
            await self._loop.run()
        finally:
            under_way = self._loop.under_way
            await under_way.finish(under_way.jobs, FAREWELL)
            left = list(under_way.jobs)
            under_way.cancel(left)
            await self._reader.close()
            if left:
                async with self._open_uow(self._database) as uow:
                    await claims.release(uow, left)

    async def _claim(self, room: int) -> dict[UUID, Claimed]:
        async with self._open_uow(self._database) as uow:
            return {mail.id: mail for mail in await claims.claim(uow, room, uuid4())}

    async def _read(self, mail: Claimed) -> None:
        try:
            content = await self._raw(mail)
            await self._take_in(mail, *await self._reader.unpack(content))
        except FileNotFoundError:
            await self._put_aside(mail, MISSING)
        except NotStarted as error:
            await self._put_off(mail, error)
        except Unreadable as error:
            if mail.attempts + 1 < TRIES:
                await self._put_off(mail, error)
            else:
                await self._put_aside(mail, str(error))
        except Exception as error:
            await self._put_off(mail, error)

    async def _raw(self, mail: Claimed) -> bytes:
        found = await self._storage.get(mail.object_key)
        return b"".join([chunk async for chunk in found.chunks])

    async def _take_in(self, mail: Claimed, found: dict[str, Any], contents: Sequence[bytes]) -> None:
        # All of its head lies in the storage, with the rest of the mail.
        parsed = storable({name: value for name, value in found.items() if name != "headers"})
        named = list(zip(parsed["attachments"], contents, strict=True))
        # An empty file is refused at every door: of a mail its name stays, and is said below the words.
        kept = await self._keep_files(mail, [each for each in named if each[1]])
        stored = iter(kept)
        parsed["attachments"] = [
            {**about, **next(stored).model_dump(mode="json")} if content else about
            for about, content in named
        ]
        async with self._open_uow(self._database) as uow:
            tell_if_held(uow, MailFileStored, *kept)
            await emails.take_in(uow, mail.id, Contents(parsed, kept))

    async def _keep_files(
        self, mail: Claimed, named: Sequence[tuple[dict[str, Any], bytes]]
    ) -> tuple[Attachment, ...]:
        """Put the files of a mail into the storage; noted before, so that those of a try that broke off are tidied."""
        new_key = self._storage.new_key
        files = tuple(_file(new_key(), *each) for each in named)
        if files:
            async with self._open_uow(self._database) as uow:
                for file in files:
                    await note_draft(uow.session, file, f"mail:{mail.id}")
        for file, (_, content) in zip(files, named, strict=True):
            await self._storage.put(file.object_key, in_chunks(content))
        return files

    async def _put_aside(self, mail: Claimed, reason: str) -> None:
        log.warning("mail_quarantined", email_id=str(mail.id), reason=reason)
        async with self._open_uow(self._database) as uow:
            (await uow.email(mail.id)).quarantine(reason)

    async def _put_off(self, mail: Claimed, error: Exception) -> None:
        log.warning("mail_not_read", email_id=str(mail.id), error=f"{type(error).__name__}: {error}"[:200])
        try:
            async with self._open_uow(self._database) as uow:
                (await uow.email(mail.id)).put_off(uow.now)
                await claims.release(uow, [mail.id])
        except Exception as worse:
            # Its lease runs out, and then it is tried again.
            log.warning("mail_waits_for_its_lease", email_id=str(mail.id), error=type(worse).__name__)


def storable(value: Any) -> Any:
    """`value` without NULs, which PostgreSQL keeps in no text."""
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, dict):
        return {key: storable(inner) for key, inner in value.items()}
    return [storable(inner) for inner in value] if isinstance(value, list) else value


def _file(key: str, named: dict[str, Any], content: bytes) -> Attachment:
    return Attachment(
        id=uuid7(),
        object_key=key,
        name=display_name(named["name"]),
        size=len(content),
        content_type=sniff(content[:4096]),
    )
