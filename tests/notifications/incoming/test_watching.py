"""Who reads a folder: one worker, which also comes back to what it left or never heard that it has."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import httpx

from services.notifications.use_cases.watching import claim_folders, let_go
from shared.contracts.parts import DeskState
from tests.dovecot import Dovecot
from tests.notifications.conftest import Mail
from tests.notifications.incoming.conftest import running
from tests.notifications.incoming.letters import a_mail
from tests.notifications.incoming.test_imap import folder, read_from, watched
from tests.notifications.sink import Sink


async def test_a_mailbox_with_another_name_is_read_on_at_once_and_has_no_trouble(
    mail: Mail, http: httpx.AsyncClient, desk: DeskState, sink: Sink, dovecot: Dovecot, user: str, arrived
):
    await read_from(http, desk, sink, dovecot.imap(user))
    async with running(mail):
        await watched(mail)
        await read_from(http, desk, sink, dovecot.imap(user), name="Another name")
        for number in (1, 2):
            await dovecot.put(user, a_mail(f"mail {number}"))
            assert len(await arrived(number)) == number
        found = await folder(mail)
    assert (found.failures, found.problem) == (0, "")


async def test_a_worker_that_never_heard_of_its_claim_has_it_again_and_nobody_else(
    mail: Mail, http: httpx.AsyncClient, desk: DeskState, sink: Sink, dovecot: Dovecot, user: str
):
    await read_from(http, desk, sink, dovecot.imap(user))
    mine, other = uuid4(), uuid4()

    def opened() -> Any:
        return mail.service.open_uow(mail.service.work)

    async def claimed(lease: UUID, busy: Sequence[UUID] = ()) -> int:
        async with opened() as uow:
            return len(await claim_folders(uow, 10, lease, busy))

    assert await claimed(mine) == 1
    assert await claimed(other) == 0
    assert await claimed(mine, busy=[desk.id]) == 0
    assert await claimed(mine) == 1
    async with opened() as uow:
        await let_go(uow, mine)
    assert await claimed(other) == 1
