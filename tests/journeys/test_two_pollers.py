"""A mail that comes three times, to two pollers of which one is killed: one ticket, or one comment."""

import shutil
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.dovecot import Dovecot
from tests.journeys.conftest import has_servers
from tests.journeys.pollers import Pollers, pollers_in
from tests.journeys.test_mail import Desk
from tests.notifications.incoming.letters import a_mail
from tests.opening import opened
from tests.sink import Sink
from tests.system import System
from tests.waiting import until

SENDER = "Otto <otto@thrice.example>"
FIRST = "<first@thrice.example>"


dovecot = opened(Dovecot.own)


@pytest.fixture(params=["up", "cluster"])
async def pollers(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Pollers]:
    if request.param == "cluster" and not has_servers():
        pytest.skip("RabbitMQ and nginx are not installed: run `make test`")
    folder: Path = tmp_path_factory.mktemp(f"pollers-{request.param}")
    async with pollers_in(request.param, folder) as running:
        yield running
    shutil.rmtree(folder, ignore_errors=True)


async def thrice(desk: Desk, mail: bytes, *then: Callable[[], Awaitable[None]]) -> None:
    """Put the mail into the mailbox three times, by three ways; what happens after some of them."""
    for way in range(3):
        await desk.dovecot.put(desk.user, b"Received: from way%d\r\n" % way + mail)
        if way < len(then):
            await then[way]()


async def signed_in(desk: Desk, system: System, stack: AsyncExitStack) -> None:
    desk.owner = await stack.enter_async_context(system.owner())


async def test_what_comes_thrice_to_two_pollers_is_one_ticket_and_one_comment(
    pollers: Pollers, sink: Sink, dovecot: Dovecot, stack: AsyncExitStack
):
    desk = Desk(await stack.enter_async_context(pollers.first.owner()), sink, dovecot, "thrice")
    await desk.begin()
    await pollers.begin_second()
    once = a_mail("Once", sender=SENDER, message_id=FIRST)
    await thrice(desk, once, pollers.hand_over, pollers.kill_second)
    await dovecot.put(desk.user, a_mail("Last", sender="last@thrice.example"))
    tickets = {each["title"]: each["id"] for each in await desk.tickets(2)}
    assert (len(await desk.tickets(2)), set(tickets)) == (2, {"Once", "Last"})

    await pollers.begin_second()
    answer = a_mail("Re: Once", "It still burns.", SENDER, In_Reply_To=FIRST)
    await thrice(desk, answer, pollers.kill_first)
    await signed_in(desk, pollers.second or pollers.first, stack)
    await dovecot.put(desk.user, a_mail("Re: Once", "That was all.", SENDER, In_Reply_To=FIRST))
    # What the killed one had in hand comes by another, and may come last.
    for words in ("That was all.", "It still burns."):
        await desk.until_said(tickets["Once"], "comment", words, seconds=60)
    assert len(await desk.emails("linked", 4)) == 4
    assert Counter(await desk.said(tickets["Once"], "comment")) == {"It still burns.": 1, "That was all.": 1}
    assert len(await desk.tickets(2)) == 2


@pytest.mark.parametrize("pollers", ["cluster"], indirect=True)
async def test_a_comment_that_a_killed_relay_had_in_hand_is_late_and_said_once(
    pollers: Pollers, sink: Sink, dovecot: Dovecot, stack: AsyncExitStack
):
    desk = Desk(await stack.enter_async_context(pollers.first.owner()), sink, dovecot, "late")
    await desk.begin()
    await dovecot.put(desk.user, a_mail("Once", sender=SENDER, message_id=FIRST))
    [ticket] = await desk.tickets()
    async with pollers.broker_that_is_lost():
        await dovecot.put(desk.user, a_mail("Re: Once", "It still burns.", SENDER, In_Reply_To=FIRST))
        await until(pollers.has_claimed_a_comment)
        pollers.cut_first()
    await pollers.let_mails_go()
    await dovecot.put(desk.user, a_mail("Re: Once", "That was all.", SENDER, In_Reply_To=FIRST))
    await desk.until_said(ticket["id"], "comment", "That was all.", seconds=60)
    assert await pollers.has_claimed_a_comment()
    assert await desk.said(ticket["id"], "comment") == ["That was all."]
    await pollers.let_events_go()
    await desk.until_said(ticket["id"], "comment", "It still burns.", seconds=60)
    assert len(await desk.emails("linked", 3)) == 3
    assert Counter(await desk.said(ticket["id"], "comment")) == {"It still burns.": 1, "That was all.": 1}
