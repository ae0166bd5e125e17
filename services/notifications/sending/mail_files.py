"""Files that go with a mail: attached while they are small together, else found on the public page."""

import asyncio

import structlog

from services.notifications.mail_servers.smtp import as_data
from services.notifications.rendering.letters import compose
from services.notifications.sending.claims import Claimed
from shared.clock import utc_now
from shared.contracts.parts import Attachment
from shared.storage import Storage

log = structlog.get_logger()


class MailFiles:
    """Reads the files of mails, and writes mails with them, away from the event loop."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def written(self, mail: Claimed) -> bytes:
        """The mail as it stands after DATA; raises OSError while the storage cannot be reached."""
        if not mail.attachments:
            return as_data(compose(mail.letter, utc_now()))
        contents = [(file, await self._read(file)) for file in mail.attachments]
        found = [(file, content) for file, content in contents if content is not None]
        return await asyncio.to_thread(lambda: as_data(compose(mail.letter, utc_now(), found)))

    async def _read(self, file: Attachment) -> bytes | None:
        try:
            return b"".join([chunk async for chunk in (await self._storage.get(file.object_key)).chunks])
        except FileNotFoundError:
            # The mail names the file all the same, and its page says that it is gone.
            log.warning("mail_file_missing", attachment_id=str(file.id))
            return None
