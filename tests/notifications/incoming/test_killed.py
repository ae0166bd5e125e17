"""A worker is killed at every step of taking mails in: each mail is there once, whole, and becomes one ticket."""

import os
import random
from collections import Counter
from pathlib import Path

import httpx
from sqlalchemy import select

from services.notifications.domain.email import EmailState
from services.notifications.tables import emails
from shared.contracts.notifications import MailTicketRequested
from shared.contracts.parts import DeskState
from tests.dovecot import Dovecot
from tests.notifications.conftest import Mail, given_mailbox
from tests.notifications.dying import a_worker, killed
from tests.notifications.incoming.conftest import running
from tests.notifications.incoming.letters import a_mail
from tests.notifications.incoming.test_imap import watched
from tests.notifications.sink import Sink
from tests.waiting import until

STEPS = ("fetched", "stored", "noted", "kept", "before the flag", "taken in")
ROUNDS = int(os.environ.get("R18_ROUNDS", "2"))
"""Kills at each step; 9 of them with 38 mails each are the fifty kills over 2,000 mails."""
RENUMBERED_AFTER = 5
MAILS_A_ROUND = int(os.environ.get("R18_MAILS", "16"))
AHEAD = 100
"""Seconds by which the clock of each worker is ahead of its predecessor's: more than any lease."""


def some_mails(count: int, first: int) -> list[bytes]:
    """Mails of different people; nobody writes more than a person may in an hour."""
    return [a_mail(f"mail {first + n}", sender=f"p{first + n}@example.com") for n in range(count)]


async def states(mail: Mail) -> Counter[tuple[str, str]]:
    """How many mails stand where, and why."""
    async with mail.service.database.session() as session:
        return Counter((row.state, row.reason) for row in await session.execute(select(emails)))


async def everything_kept(mail: Mail, storage: Path) -> None:
    """The bytes of each mail lie in the storage, and nothing else does."""
    async with mail.service.database.session() as session:
        rows = (await session.execute(select(emails.c.object_key, emails.c.size))).all()
    for row in rows:
        assert (await mail.service.storage.get(row.object_key)).size == row.size
    # What a kill broke off in the middle of a write has a name of its own, by which nobody can ever ask for it.
    lying = {each.name for each in storage.iterdir() if each.is_file() and "#" not in each.name}
    assert lying == {row.object_key for row in rows}


async def test_r18_a_fetcher_killed_at_every_step_takes_each_mail_once_also_with_new_uids(
    mail: Mail,
    http: httpx.AsyncClient,
    desk: DeskState,
    sink: Sink,
    dovecot: Dovecot,
    user: str,
    tmp_path: Path,
):
    await given_mailbox(http, desk.id, sink.port, open_tickets=True, imap=dovecot.imap(user))
    async with running(mail):
        await watched(mail)
    chance, url = random.Random(18), mail.service.database.url
    steps = [step for step in STEPS for _ in range(ROUNDS)]
    chance.shuffle(steps)
    for turn, step in enumerate(steps):
        if turn == RENUMBERED_AFTER:
            await dovecot.renumber(user)
        await dovecot.put(user, *some_mails(MAILS_A_ROUND, turn * MAILS_A_ROUND))
        times = 1 if step == "before the flag" else chance.randint(1, MAILS_A_ROUND)
        async with a_worker(url, tmp_path, step, times, turn * AHEAD) as worker:
            await killed(worker)
    sent = len(steps) * MAILS_A_ROUND

    async def all_taken_in() -> bool:
        found = await states(mail)
        return found.total() == sent and EmailState.RECEIVED not in {state for state, _ in found}

    async with a_worker(url, tmp_path, ahead=len(steps) * AHEAD):
        await until(all_taken_in, seconds=60, every=0.1)
    subjects = Counter(event.title for event in await mail.said(MailTicketRequested))
    assert subjects == Counter(f"mail {n}" for n in range(sent))
    assert await states(mail) == {(EmailState.LINKED, ""): sent}
    await everything_kept(mail, tmp_path / "files")
