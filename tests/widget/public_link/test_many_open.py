"""A thousand open pages ask the database together, hear of news in time, and hold no connection."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from services.widget.domain.errors import NoSuchTicket
from services.widget.queries import lookout
from services.widget.queries.links import looks_at
from services.widget.queries.lookout import Lookout
from services.widget.queries.tickets import find_ticket
from shared.secrets import fingerprint
from tests.service_fixtures import Alone
from tests.widget.public_link.conftest import Linked
from tests.widget.test_intake import submitted

OPEN = 1000


@contextmanager
def asked_of(widget: Alone) -> Iterator[list[str]]:
    """The statements of the process meanwhile."""
    asked: list[str] = []

    def note(connection, cursor, statement, *_) -> None:
        asked.append(statement)

    engine = widget.service.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def the_lookout(widget: Alone) -> Lookout:
    return widget.service.web.state.reception.lookout


async def test_they_cost_one_question_a_second_and_news_come_in_time(
    linked: Linked, visitor, desk, widget: Alone, the_lookout: Lookout
):
    tokens = [linked.token, *[(await submitted(visitor, desk))["public_token"] for _ in range(19)]]
    async with widget.service.database.session() as session:
        marks = {
            t: found.mark
            for t in tokens
            if (found := (await looks_at(session, [fingerprint(t)])).popitem()[1])
        }
    waits = [
        asyncio.create_task(the_lookout.until_news(tokens[number % 20], marks[tokens[number % 20]], 20))
        for number in range(OPEN)
    ]
    await asyncio.sleep(0.5)
    with asked_of(widget) as asked:
        await asyncio.sleep(4)
        assert widget.service.database.engine.sync_engine.pool.checkedout() == 0  # type: ignore[attr-defined]
    print(f"{OPEN} open pages: {len(asked) / 4:.1f} statements a second")
    assert len(asked) <= 5
    await linked.becomes("waiting")
    begun = time.monotonic()
    heard = await asyncio.wait_for(asyncio.gather(*waits[::20]), 5)
    assert (set(heard), time.monotonic() - begun <= 1.5) == ({True}, True)
    assert not any(each.done() for number, each in enumerate(waits) if number % 20)
    for each in waits:
        each.cancel()


async def test_who_comes_is_told_at_the_next_look_what_they_have_missed(linked: Linked, the_lookout: Lookout):
    mark = (await linked.shown())["mark"]
    waiting = asyncio.create_task(the_lookout.until_news(linked.token, mark, 20))
    await asyncio.sleep(0.3)
    begun = time.monotonic()
    assert await the_lookout.until_news(linked.token, "an older one", 20)
    assert time.monotonic() - begun < 2 * lookout.LOOK_EVERY
    waiting.cancel()


async def test_a_link_with_nothing_behind_it_is_not_waited_for(linked: Linked, the_lookout: Lookout):
    assert await asyncio.wait_for(the_lookout.until_news("nothing", "x", 20), 2)
    with pytest.raises(NoSuchTicket):
        await find_ticket(linked.widget.service.database, "nothing")


async def test_a_database_that_fails_ends_the_waits_of_that_look_alone(
    linked: Linked, the_lookout: Lookout, monkeypatch
):
    mark = (await linked.shown())["mark"]

    async def fails(*_):
        raise ConnectionError

    with monkeypatch.context() as broken:
        broken.setattr(lookout, "looks_at", fails)
        with pytest.raises(ConnectionError):
            await the_lookout.until_news(linked.token, mark, 20)
    assert not await the_lookout.until_news(linked.token, mark, 0.6)
    assert (await linked.visitor.get(linked.api, params={"seen": mark, "wait": 0.1})).status_code == 204


async def test_nobody_who_waits_for_too_short_a_time_is_told_that_there_is_nothing(
    linked: Linked, the_lookout: Lookout
):
    mark = (await linked.shown())["mark"]
    waiting = asyncio.create_task(the_lookout.until_news(linked.token, mark, 20))
    await asyncio.sleep(0.05)
    answer = await linked.visitor.get(linked.api, params={"seen": "an older one", "wait": 0.01})
    assert answer.status_code == 200
    waiting.cancel()
