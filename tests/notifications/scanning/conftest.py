"""The service with a scanner: a stand-in for clamd, which test_clamd.py holds to the real one."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest

from shared.contracts.notifications import FileChecked
from shared.contracts.tickets import TicketFileStored
from shared.storage import in_chunks
from tests.clamd import StandIn
from tests.conftest import MakeDatabase
from tests.notifications.conftest import Mail, mailing
from tests.opening import opened

scanner = opened(StandIn.own)


@pytest.fixture
async def mail(database: MakeDatabase, tmp_path: Path, scanner: StandIn) -> AsyncIterator[Mail]:
    url = (await database("notifications")).url
    async with mailing(url, tmp_path, HELPDESK_CLAMAV_URL=f"tcp://127.0.0.1:{scanner.port}") as service:
        yield service


async def brought(mail: Mail, content: bytes) -> str:
    """The key of a file that somebody brought to the tickets service."""
    key = mail.service.storage.new_key()
    await mail.service.storage.put(key, in_chunks(content))
    await mail.hear(TicketFileStored(object_key=key, size=len(content)))
    return key


async def checked(mail: Mail) -> list[tuple[str, str, str]]:
    """What everybody was told, and this service with them."""
    told = await mail.said(FileChecked)
    await mail.hear(*(each.model_copy(update={"event_id": uuid4()}) for each in told))
    return [(each.object_key, each.verdict, each.reason) for each in told]
