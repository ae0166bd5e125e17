"""Files that go with a mail: attached while they are small together, else found on the public page."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import structlog

from services.notifications.mail_servers.smtp import as_data
from services.notifications.rendering.letters import compose
from services.notifications.sending.claims import Claimed
from shared.clock import utc_now
from shared.contracts.parts import Attachment
from shared.database import Database
from shared.file_checks import BEING_CHECKED, NO_VERDICTS, READY, Verdicts, verdicts_on
from shared.file_links import FileLinks
from shared.language import language_named
from shared.storage import Storage

log = structlog.get_logger()
AT_ONCE = 5.0
"""Seconds for which a mail that is about to go waits for the scanner: a file comes a moment before its words."""

LOOKS = 20
AT_LAST = timedelta(minutes=10)
"""How old a mail gets before it goes without the files that nobody has looked at yet."""


class StillBeingChecked(OSError):
    """A file has not been looked at yet: the mail is tried again a little later."""


class MailFiles:
    """Reads the files of mails, and writes mails with them, away from the event loop."""

    def __init__(self, storage: Storage, links: FileLinks, database: Database) -> None:
        self._storage, self._links, self._database = storage, links, database

    async def written(self, mail: Claimed) -> bytes:
        """The mail as it stands after DATA; raises OSError while the storage cannot be reached or a file is held."""
        if not mail.attachments:
            return as_data(compose(mail.letter, utc_now()))
        may_go, left_out = await self._parted(mail)
        contents = [(file, await self._read(file)) for file in may_go]
        found = [(file, content) for file, content in contents if content is not None]
        said = _said(left_out, mail.language)
        return await asyncio.to_thread(lambda: as_data(compose(mail.letter, utc_now(), found, said)))

    async def _parted(self, mail: Claimed) -> tuple[list[Attachment], list[Attachment]]:
        """The files that go with the mail, and those that it only names; raises StillBeingChecked."""
        verdicts = await self._verdicts(mail)
        known = [(file, self._links.verdict(file.object_key, verdicts)) for file in mail.attachments]
        is_young = mail.since is not None and utc_now() - mail.since < AT_LAST
        if is_young and any(verdict == BEING_CHECKED for _, verdict in known):
            raise StillBeingChecked
        may_go = [file for file, verdict in known if verdict == READY]
        return may_go, [file for file in mail.attachments if file not in may_go]

    async def _verdicts(self, mail: Claimed) -> Verdicts:
        keys, verdicts = [file.object_key for file in mail.attachments], NO_VERDICTS
        for _ in range(LOOKS):
            async with self._database.session() as session:
                verdicts = await verdicts_on(session, keys)
            if all(self._links.verdict(key, verdicts) != BEING_CHECKED for key in keys):
                return verdicts
            await asyncio.sleep(AT_ONCE / LOOKS)
        return verdicts

    async def _read(self, file: Attachment) -> bytes | None:
        try:
            return b"".join([chunk async for chunk in (await self._storage.get(file.object_key)).chunks])
        except FileNotFoundError:
            # The mail names the file all the same, and its page says that it is gone.
            log.warning("mail_file_missing", attachment_id=str(file.id))
            return None


def _said(left_out: Sequence[Attachment], language: str) -> str:
    names = ", ".join(file.name for file in left_out)
    return language_named(language).say("mail_files.left_out", names=names) if names else ""
