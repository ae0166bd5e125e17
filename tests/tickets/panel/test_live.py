"""News for open pages."""

import asyncio
from uuid import uuid4

import pytest
from starlette.requests import Request

from services.tickets.panel import live
from services.tickets.queries.news import Change
from shared.contracts.parts import PersonState
from tests.service_fixtures import TOKENS, Alone, a_person


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "LOOK_EVERY", 0.02)
    monkeypatch.setattr(live, "PACE", 0.02)


class Opened:
    """A page that listens."""

    def __init__(self, tickets: Alone, person: PersonState, is_back: bool = False) -> None:
        headers = [(b"cookie", f"helpdesk_session={TOKENS.issue(person)}".encode())]
        scope = {
            "type": "http",
            "method": "GET",
            "path": live.LIVE,
            "headers": headers,
            "app": tickets.service.web,
        }
        self.hub = tickets.service.web.state.live
        self.request = Request(scope)
        self.person, self.is_back = person, is_back

    async def __aenter__(self):
        who = await self.request.app.state.gate.admit(self.request)
        self.messages = live.stream(self.request, who, self.hub, self.is_back)
        self.first = await anext(self.messages)
        await asyncio.sleep(0.3)
        return self

    async def __aexit__(self, *_):
        await self.messages.aclose()

    async def next(self) -> str:
        return (await asyncio.wait_for(anext(self.messages), 5)).decode()


async def test_a_change_is_told_by_id_and_version(tickets: Alone, http, ticket, owner):
    async with Opened(tickets, owner) as page:
        await http.put(f"/api/tickets/{ticket['id']}/status", json={"status": "waiting"})
        told = await page.next()
    assert f'event: tickets\ndata: [{{"id":"{ticket["id"]}","version":2}}]' in told
    assert f"event: ticket-{ticket['id']}\n" in told
    assert "Printer" not in told


async def test_a_page_that_was_away_is_to_look_for_itself(tickets: Alone, owner):
    async with Opened(tickets, owner, is_back=True) as page:
        assert b"event: resync" in page.first


@pytest.mark.parametrize(
    ("opened", "headers", "back"),
    [(1, [], True), (0, [], False), (99999999999, [], False), (0, [(b"last-event-id", b"1")], True)],
)
def test_a_page_made_long_ago_comes_back(opened, headers, back):
    assert live.is_back(Request({"type": "http", "headers": headers}), opened) is back


async def test_nothing_is_told_of_desks_one_may_not_see(tickets: Alone, http, desk, ticket):
    stranger = a_person("agent", "Stranger")
    await http.patch(f"/api/desks/{desk['id']}", json={"member_ids": [str(uuid4())]})
    async with Opened(tickets, stranger) as page:
        await http.put(f"/api/tickets/{ticket['id']}/status", json={"status": "waiting"})
        assert await page.next() == live.ALIVE.decode()


async def test_a_quiet_stream_says_that_it_lives(tickets: Alone, owner, monkeypatch):
    monkeypatch.setattr(live, "HEARTBEAT", 0.05)
    async with Opened(tickets, owner) as page:
        assert await page.next() == live.ALIVE.decode()


async def test_stopping_ends_every_stream_at_once(tickets: Alone, owner):
    async with Opened(tickets, owner) as page:
        page.hub.stop()
        with pytest.raises(StopAsyncIteration):
            await page.next()


async def test_nobody_looks_when_nobody_listens(tickets: Alone, owner):
    async with Opened(tickets, owner) as page:
        assert page.hub._looking is not None
    assert page.hub._looking is None


async def test_after_trouble_pages_are_to_look_for_themselves(tickets: Alone, owner, monkeypatch):
    async def broken(*_):
        raise OSError("gone")

    async with Opened(tickets, owner) as page:
        monkeypatch.setattr(live, "changed_since", broken)
        assert await page.next() == live.RESYNC.decode()


async def test_one_message_tells_all_and_each(tickets: Alone):
    changes = [Change(uuid4(), uuid4(), n) for n in (1, 2)]
    assert live.told(changes).count(b"event: ") == 3
    assert live.told([]) == live.ALIVE
