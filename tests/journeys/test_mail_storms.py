"""S8: an hour of two helpdesks that mail each other, and six kinds of autoresponders: few mails, and nothing goes round."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from services.local.ports import free_port
from services.local.postgres import Postgres
from services.notifications.domain.deciding import MOST_OPENED, MOST_WRITTEN
from tests.journeys.at_hand import AtHand, at_hand
from tests.journeys.storm import OURS, RESPONDERS, THEIRS, Desk, Post, a_desk, until_quiet
from tests.sink import smtp_sink
from tests.system import EMAIL, got

STEP, STEPS = timedelta(minutes=5), 12
"""An hour. In each step agents write to everybody, and every machine answers."""

BY_THEMSELVES = 3
"""Mails that two machines send in each step without being written to: more in an hour than they may."""

A_DAY = 2
"""Automatic mails between a pair in a day, at most."""

MARKED, UNMARKED, BOUNCING = (f"{kind}@away.example" for kind in ("marked", "unmarked", "bouncing"))
SILENT = ("marked", "autoreply", "bulk", "outofoffice")
"""Machines whose answers are known as such, and move nothing."""


@dataclass
class World:
    """Both helpdesks, the post between them, and the time there."""

    ours: Desk
    theirs: Desk
    post: Post
    both: list[AtHand]

    async def at(self, later: timedelta) -> None:
        """Let it be `later` than now, once everything before is done."""
        await self.until_quiet()
        for each in self.both:
            each.live(later)

    async def until_quiet(self) -> None:
        await until_quiet(self.post, self.ours, self.theirs)

    async def agents_write(self) -> None:
        """On every ticket that an agent made, and at the other helpdesk on every ticket."""
        for each in await self.ours.tickets("hello"):
            await self.ours.writes(each["id"])
        for each in await self.theirs.tickets():
            await self.theirs.writes(each["id"])

    async def machines_write(self) -> None:
        """One that cannot be told from a person about ever new things, and one that can on its ticket."""
        written_to = self.post.sink.to(MARKED)[-1]
        for _ in range(BY_THEMSELVES):
            await self.post.hand_on(RESPONDERS["unmarked"](written_to, UNMARKED), OURS, UNMARKED)
            await self.post.hand_on(RESPONDERS["marked"](written_to, MARKED), OURS, MARKED)

    def automatic(self, since: int = 0) -> Counter[str]:
        """What no person wrote, by the pair; notices to those who work here are no answers."""
        told = self.post.automatic(since)
        return Counter({pair: count for pair, count in told.items() if not pair.endswith(EMAIL)})

    async def waiting(self) -> Counter[str]:
        """How many mails wait for a person, by the reason."""
        found = Counter[str]()
        cursor: dict[str, str] = {}
        while True:
            page = await got(
                self.ours.owner, "/api/mail/emails", desk_id=self.ours.id, state="unlinked", **cursor
            )
            found.update(each["reason"] for each in page["items"])
            if not page["next_cursor"]:
                return found
            cursor = {"cursor": page["next_cursor"]}


def until_late() -> timedelta:
    """How far ahead half past eleven in the evening is: the hour that follows has a midnight in it."""
    now = datetime.now(UTC)
    return now.replace(hour=23, minute=30) + timedelta(days=1) - now


@pytest.fixture
async def world(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with AsyncExitStack() as stack:
        post = Post(await stack.enter_async_context(smtp_sink()), {})
        both, desks = [], []
        for address in (OURS, THEIRS):
            name = f"storm_{len(both)}"
            door = post.doors[address] = free_port()
            folder = tmp_path_factory.mktemp(name)
            begun = at_hand(postgres, name, folder, HELPDESK_LMTP_PORT=str(door))
            both.append(await stack.enter_async_context(begun))
            desks.append(await a_desk(both[-1].owner, address, post.sink))
        await stack.enter_async_context(post.carrying())
        yield World(desks[0], desks[1], post, both)


@pytest.mark.attack("A27")
async def test_s8_an_hour_and_a_day_in_which_every_machine_answers_everything(world: World):
    begins = until_late()
    await world.at(begins)
    for who in (*[f"{kind}@away.example" for kind in RESPONDERS], THEIRS):
        await world.ours.opens(who)
        await world.until_quiet()
    for step in range(STEPS):
        await world.at(begins + step * STEP)
        await world.agents_write()
        await world.machines_write()
    await world.until_quiet()
    assert max(world.automatic().values()) <= A_DAY
    await check_tickets(world, by_unmarked=MOST_OPENED)
    await check_mails(world)
    await check_waiting(world, unmarked=STEPS * (BY_THEMSELVES + 1) + A_DAY - MOST_OPENED)
    await an_hour_later_they_may_again(world, begins + STEPS * STEP + timedelta(hours=1))
    await a_day_later_one_more_is_acknowledged(world, begins + timedelta(hours=25))


async def check_tickets(world: World, by_unmarked: int) -> None:
    """One ticket for each whom an agent wrote to, one at the other helpdesk, and no other but of the unmarked machine."""
    ours = await world.ours.tickets()
    assert Counter(each["title"] == "hello" for each in ours) == {
        True: 1 + len(RESPONDERS),
        False: by_unmarked,
    }
    assert len(await world.theirs.tickets()) == 1
    by_address = {each["requester"]["email"]: each["status"] for each in ours if each["title"] == "hello"}
    assert {by_address[f"{kind}@away.example"] for kind in SILENT} == {"waiting"}


async def check_mails(world: World) -> None:
    """Every comment went out once, and what came back is told on its ticket."""
    for kind in (*SILENT, "bouncing"):
        assert len(world.post.sink.to(f"{kind}@away.example")) == 1 + STEPS
    [bouncing] = [each for each in await world.ours.tickets() if each["requester"]["email"] == BOUNCING]
    failed = (await got(world.ours.owner, "/api/mail/deliveries", ticket_id=bouncing["id"]))["items"]
    assert Counter(each["state"] for each in failed) == {"failed": 1 + STEPS}


async def check_waiting(world: World, unmarked: int) -> None:
    """What is more than an hour's lies in the mail inbox."""
    marked = STEPS * (BY_THEMSELVES + 1) + 1 - MOST_WRITTEN
    assert await world.waiting() == {"too_many_from_sender": unmarked, "too_many_on_ticket": marked}


async def an_hour_later_they_may_again(world: World, then: timedelta) -> None:
    before, mails = await world.waiting(), len(world.post.sink.mails)
    await world.at(then)
    await world.machines_write()
    await world.until_quiet()
    assert await world.waiting() == before
    await check_tickets(world, by_unmarked=MOST_OPENED + BY_THEMSELVES)
    assert not world.automatic(since=mails)


async def a_day_later_one_more_is_acknowledged(world: World, then: timedelta) -> None:
    mails = len(world.post.sink.mails)
    await world.at(then)
    await world.machines_write()
    await world.until_quiet()
    assert world.automatic(since=mails) == {f"{OURS} to {UNMARKED}": 1}
