"""What stands in notes goes out by no mail, whatever else is mailed about their tickets."""

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.storm import OURS, Desk, Post, a_helpdesk, until_quiet
from tests.journeys.test_life_of_a_ticket import CANARY
from tests.notifications.incoming.letters import a_mail
from tests.sink import smtp_sink
from tests.system import made
from tests.waiting import until

TICKETS = int(os.environ.get("CANARY_TICKETS", "100"))
"""Tickets of the run with canaries: 100 in CI, 1,000 by night."""

AT_ONCE = 8


@pytest.fixture
async def post() -> AsyncIterator[Post]:
    async with smtp_sink() as sink:
        yield Post(sink, {})


@pytest.fixture
async def desk(post: Post, tmp_path: Path) -> AsyncIterator[Desk]:
    async with a_helpdesk(tmp_path, OURS, post.sink, post.doors) as ours, post.carrying():
        yield ours


async def test_no_note_is_in_any_mail(desk: Desk, post: Post):
    places = asyncio.Semaphore(AT_ONCE)
    who = [f"c{number}@canary.example" for number in range(TICKETS)]

    async def answer(ticket_id: str) -> None:
        path = f"/api/tickets/{ticket_id}"
        async with places:
            await made(desk.owner, f"{path}/notes", {"body": f"{CANARY} **{CANARY}**"})
            await made(desk.owner, f"{path}/comments", {"body": "We look into it."})
            await made(desk.owner, f"{path}/notes", {"body": f"`{CANARY}`"})

    async def all_opened() -> list[dict[str, Any]]:
        found = await desk.tickets("Canary")
        return found if len(found) == TICKETS else []

    await asyncio.gather(*[post.hand_on(a_mail("Canary", sender=each), OURS, each) for each in who])
    await asyncio.gather(*[answer(each["id"]) for each in await until(all_opened, seconds=120, every=0.3)])
    await until_quiet(post, desk)
    mailed = [each for each in post.sink.mails if str(each["To"]) in set(who)]
    assert Counter(str(each["To"]) for each in mailed) == Counter(who * 2)
    for each in mailed:
        shown = [part.get_content() for part in each.walk() if part.get_content_maintype() == "text"]
        assert CANARY not in each.as_string() + "".join(shown)
