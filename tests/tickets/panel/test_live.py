"""News for open pages."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from starlette.requests import Request

from services.tickets.panel import hub, live
from services.tickets.queries.news import TicketChange
from shared.clock import utc_now
from shared.contracts.organization import AgentChanged
from shared.contracts.parts import PersonState
from tests.service_fixtures import TOKENS, Alone, a_person
from tests.waiting import until


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "LOOK_EVERY", 0.05)
    monkeypatch.setattr(hub, "SHORTEST_GAP", 0.02)
    monkeypatch.setattr(live, "PACE", 0.02)
    monkeypatch.setattr(live, "CHECK_EVERY", 0.05)


class Opened:
    """A page that listens."""

    def __init__(self, tickets: Alone, person: PersonState, is_back: bool = False, opened: float = 0) -> None:
        tickets.met[person.id] = person
        self.opened = opened
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
        self.messages = live.stream(self.request, who, self.hub, self.is_back, self.opened)
        self.first = await anext(self.messages)
        return self

    async def __aexit__(self, *_):
        await self.messages.aclose()

    async def next(self, seconds: float = 5) -> str:
        return (await asyncio.wait_for(anext(self.messages), seconds)).decode()

    async def until(self, words: str, seconds: float = 5) -> str:
        """The first message that has these words; all before it are passed over."""
        async with asyncio.timeout(seconds):
            while words not in (message := (await anext(self.messages)).decode()):
                pass
            return message


async def test_a_change_is_told_by_id_and_version(tickets: Alone, http, ticket, owner):
    async with Opened(tickets, owner) as page:
        await http.put(f"/api/tickets/{ticket['id']}/status", json={"status": "waiting"})
        told = await page.until('"version":2')
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


@pytest.mark.attack("A8")
async def test_nothing_is_told_of_desks_one_may_not_see(tickets: Alone, http, desk, ticket, monkeypatch):
    monkeypatch.setattr(live, "HEARTBEAT", 0.5)
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
        monkeypatch.setattr(hub, "changed_since", broken)
        assert await page.until("resync") == live.RESYNC.decode()


async def test_one_message_tells_all_and_each(tickets: Alone):
    changes = [TicketChange(uuid4(), uuid4(), n, utc_now()) for n in (1, 2)]
    assert live.told(changes).count(b"event: ") == 3
    assert live.told([]) == b""


async def moved(http, ticket: dict, status: str = "waiting") -> None:
    assert (await http.put(f"/api/tickets/{ticket['id']}/status", json={"status": status})).status_code == 200


async def test_what_changed_between_the_page_and_the_first_look_is_told(tickets: Alone, http, ticket, owner):
    opened = utc_now().timestamp()
    await moved(http, ticket)
    async with Opened(tickets, owner, opened=opened) as page:
        assert '"version":2' in await page.next()


async def test_a_change_without_an_event_is_told_as_fast(tickets: Alone, http, ticket, owner, monkeypatch):
    monkeypatch.setattr(hub, "LOOK_EVERY", 60)
    async with Opened(tickets, owner) as page:
        await asyncio.sleep(0.2)
        await http.patch(f"/api/tickets/{ticket['id']}", json={"tags": ["fire"]})
        assert '"version":2' in await page.until('"version":2', 0.3)


async def test_the_newest_changes_are_told_however_many_there_are(
    tickets: Alone, http, desk, owner, monkeypatch
):
    monkeypatch.setattr(hub, "MOST", 3)
    monkeypatch.setattr(hub, "MOST_AT_ALL", 5)
    made = [
        (await http.post("/api/tickets", json={"desk_id": desk["id"], "title": f"{n}"})).json()
        for n in range(8)
    ]
    monkeypatch.setattr(live, "CLOCKS_DIFFER", timedelta())

    async def has_looked() -> bool:
        return bool(tickets.service.web.state.live._told)

    async with Opened(tickets, owner) as page:
        await until(has_looked)
        await moved(http, made[-1])
        assert f'"{made[-1]["id"]}","version":2' in await page.until('"version":2')


async def test_more_changes_than_are_told_make_pages_look_for_themselves(
    tickets: Alone, http, desk, owner, monkeypatch
):
    monkeypatch.setattr(hub, "MOST", 3)
    monkeypatch.setattr(hub, "MOST_AT_ALL", 5)
    async with Opened(tickets, owner) as page:
        await asyncio.sleep(0.2)
        form = {"desk_id": desk["id"], "title": "x"}
        monkeypatch.setattr(hub, "SHORTEST_GAP", 1)
        await asyncio.gather(*[http.post("/api/tickets", json=form) for _ in range(12)])
        assert "resync" in await page.until("resync")


@pytest.mark.parametrize("facts", [{"active": False}, {"role": "guest"}])
@pytest.mark.attack("A8")
async def test_the_stream_of_who_may_no_longer_look_ends(tickets: Alone, anna, facts):
    async with Opened(tickets, anna) as page:
        await tickets.hear(AgentChanged(person=anna.model_copy(update={"version": 2} | facts)))
        with pytest.raises(StopAsyncIteration):
            await page.next(2)


@pytest.mark.attack("A8")
async def test_a_demoted_persons_stream_tells_of_their_desks_only(tickets: Alone, http, desk, ticket):
    boss = a_person("admin", "Boss")
    await tickets.hear(AgentChanged(person=boss))
    await http.patch(f"/api/desks/{desk['id']}", json={"member_ids": [str(uuid4())]})
    async with Opened(tickets, boss) as page:
        await moved(http, ticket)
        await page.until('"version":2')
        await tickets.hear(AgentChanged(person=boss.model_copy(update={"version": 2, "role": "agent"})))
        await asyncio.sleep(1.1)
        await moved(http, ticket, "open")
        with pytest.raises(TimeoutError):
            await page.until('"version":3', 1)


@pytest.mark.attack("A8")
async def test_one_person_has_so_many_pages_open_and_not_more(tickets: Alone, owner, monkeypatch):
    monkeypatch.setattr(hub, "MOST_STREAMS", 2)
    async with Opened(tickets, owner), Opened(tickets, owner), tickets.client(owner) as client:
        answer = await client.get(live.LIVE)
        assert answer.status_code == 429
        assert int(answer.headers["retry-after"]) > 0
        async with Opened(tickets, a_person("agent", "Other")):
            pass


async def test_counting_again_is_asked_for_less_often_than_news_is_told(
    tickets: Alone, http, ticket, owner, monkeypatch
):
    monkeypatch.setattr(live, "NEWS_PACE", 0.6)
    async with Opened(tickets, owner) as page:
        seen = ""
        for n in range(5):
            await moved(http, ticket, ["waiting", "open"][n % 2])
            seen += await page.until(f'"version":{n + 2}')
        seen += await page.until("event: news")
    assert seen.count("event: tickets") >= 5
    assert seen.count("event: news") <= 3
