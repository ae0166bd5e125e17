"""Reads mails in child processes (`shared/confined.py`): whatever a mail is made to do, it does it there."""

from typing import Any

from services.notifications.parsing.frames import read_unpacked
from shared.confined import Confined

# Named and not imported: who asks needs nothing of the reader in its own process.
DESCRIBE = "services.notifications.parsing.child:describe"
UNPACK = "services.notifications.parsing.child:unpack"


class MailReader:
    """Reads mails of strangers, `processes` of them beside each other; children are kept warm between mails.

    Both raise `shared.confined.Refused`, which says which limit a mail is over, and `Unreadable` for one that took
    too long, too much memory, or killed its reader.
    """

    def __init__(self, *, processes: int = 1) -> None:
        self._describe = Confined(DESCRIBE, processes=processes)
        self._unpack = Confined(UNPACK, processes=processes)

    async def describe(self, content: bytes) -> bytes:
        """What stands in the mail, as one JSON object."""
        return await self._describe.run(content)

    async def unpack(self, content: bytes) -> tuple[dict[str, Any], list[bytes]]:
        """What stands in the mail, with all its `headers` as pairs, and the contents of its `attachments` in order."""
        return read_unpacked(await self._unpack.run(content))

    async def close(self) -> None:
        """End the children."""
        await self._describe.close()
        await self._unpack.close()
