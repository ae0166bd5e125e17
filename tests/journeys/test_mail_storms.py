"""S8: two helpdesks that mail each other, and six kinds of autoresponders: few mails, and nothing comes back by itself."""

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest

from tests.journeys.storm import AWAY, OURS, RESPONDERS, THEIRS, Post, World, a_helpdesk
from tests.journeys.test_life_of_a_ticket import CANARY
from tests.notifications.incoming.letters import a_mail
from tests.sink import smtp_sink
from tests.system import got, made
from tests.waiting import until

ROUNDS = 3
"""Comments of agents that each party answers: a day's talk."""

STORM = 25
"""Mails that the unmarked machine sends by itself: more than one address may open tickets in an hour."""

MOST_OPENED = 20
TICKETS = int(os.environ.get("CANARY_TICKETS", "100"))
"""Tickets of the run with canaries: 100 in CI, 1,000 by night."""

AT_ONCE = 8


@pytest.fixture(scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    doors: dict[str, int] = {}
    async with AsyncExitStack() as stack:
        sink = await stack.enter_async_context(smtp_sink())
        folders = [tmp_path_factory.mktemp(name) for name in ("ours", "theirs")]
        ours = await stack.enter_async_context(a_helpdesk(folders[0], OURS, sink, doors))
        theirs = await stack.enter_async_context(a_helpdesk(folders[1], THEIRS, sink, doors))
        post = Post(sink, doors)
        carrying = asyncio.create_task(post.run())
        yield World(ours, theirs, post)
        carrying.cancel()
        [ended] = await asyncio.gather(carrying, return_exceptions=True)
        assert isinstance(ended, asyncio.CancelledError), ended


async def test_two_helpdesks_stop_after_one_automatic_mail_each_way(world: World):
    ticket = await world.ours.opens(THEIRS)
    for _ in range(ROUNDS):
        await world.ours.writes(ticket)
        await world.until_quiet()
    assert max(world.post.automatic().values()) <= 2
    assert len(await world.theirs.tickets()) == 1
    assert len(await world.ours.tickets()) == 1
    assert await world.ours.status(ticket) == "waiting"


@pytest.mark.parametrize("kind", [each for each in RESPONDERS if each not in ("bouncing", "unmarked")])
async def test_a_responder_moves_nothing(world: World, kind: str):
    before = len(await world.ours.tickets())
    address = f"{kind}@away.example"
    ticket = await world.ours.opens(address)
    for _ in range(ROUNDS):
        await world.ours.writes(ticket)
        await world.until_quiet()
        assert await world.ours.status(ticket) == "waiting"
    assert world.post.automatic()[f"{OURS} to {address}"] <= 2
    assert len(await world.ours.tickets()) == before + 1
    assert len(world.post.sink.to(address)) == ROUNDS + 1


async def test_what_comes_back_is_told_on_its_ticket_and_mails_nobody(world: World):
    before = len(await world.ours.tickets())
    address = "bouncing@away.example"
    ticket = await world.ours.opens(address)
    await world.ours.writes(ticket)
    await world.until_quiet()
    assert len(world.post.sink.to(address)) == 2
    assert len(await world.ours.tickets()) == before + 1
    failed = await got(world.ours.owner, "/api/mail/deliveries", ticket_id=ticket)
    assert [each["state"] for each in failed["items"]] == ["failed"] * 2


async def test_an_unmarked_machine_stops_at_the_limits_of_an_hour(world: World):
    before = len(await world.ours.tickets())
    address = "unmarked@away.example"
    storm = [a_mail(f"Storm {n}", AWAY, address, OURS) for n in range(STORM)]
    await asyncio.gather(*[world.post.hand_on(each, OURS, address) for each in storm])
    await world.until_quiet()
    assert world.post.automatic()[f"{OURS} to {address}"] == 1
    assert len(await world.ours.tickets()) - before <= MOST_OPENED
    waiting = [each for each in await world.ours.emails() if each["reason"] == "too_many_from_sender"]
    assert len(waiting) >= STORM + 1 - MOST_OPENED


async def test_no_note_is_in_any_mail(world: World):
    desk, places = world.ours, asyncio.Semaphore(AT_ONCE)
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

    await asyncio.gather(*[world.post.hand_on(a_mail("Canary", sender=each), OURS, each) for each in who])
    await asyncio.gather(*[answer(each["id"]) for each in await until(all_opened, seconds=120, every=0.3)])
    await world.until_quiet()
    mailed = [each for each in world.post.sink.mails if str(each["To"]) in set(who)]
    assert Counter(str(each["To"]) for each in mailed) == Counter(who * 2)
    for each in mailed:
        shown = [part.get_content() for part in each.walk() if part.get_content_maintype() == "text"]
        assert CANARY not in each.as_string() + "".join(shown)
