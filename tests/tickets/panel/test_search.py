"""What a search finds, by both doors."""

import unicodedata

import pytest
from sqlalchemy import text

from services.tickets.searching import WRITINGS, move_tickets, read_writings
from tests.service_fixtures import Alone
from tests.tickets.panel.page import read
from tests.tickets.panel.test_lists import LIST, numbers, opened, page

WORDS = {
    "title": "Drukarka Zażółć 100% a_b",
    "body": "It burns since Monday; Straße and Łódź.",
    "tags": ["VIP client"],
    "requester": {"email": "rita@bücher.example", "name": "Zoë Ångström", "phone": "+48 600-100-200"},
}


@pytest.mark.parametrize(
    "q",
    [
        "sup-001", "  SUP-001 ", "sup - 001", "SUP 001", "sup001", "zoe", "ANGSTROM zoë", "rita@bücher",
        "xn--bcher-kva", "600 100 200", "+48600100200", "(600) 100200", "vip", "client VIP", "monday burns",
        "zazolc drukarka", "STRASSE", "lodz", "100%", "a_b", unicodedata.normalize("NFD", "Zażółć"),
        "burns zoë vip",
    ],
)  # fmt: skip
async def test_a_search_finds(http, desk, agent, q):
    await opened(http, desk, **WORDS)
    await opened(http, desk, title="Another 100 axb")
    assert numbers(await page(agent, q=q)) == ["SUP-001"]
    found = (await http.get("/api/tickets", params={"q": q})).json()["items"]
    assert [each["number"] for each in found] == ["SUP-001"]


@pytest.mark.parametrize("q", ["%", "_x", "monday tuesday", "\\", "zoe2"])
async def test_a_search_does_not_find(http, desk, agent, q):
    await opened(http, desk, title="Zoe on Monday")
    assert numbers(await page(agent, q=q)) == []


async def test_a_search_follows_an_edit(http, desk, agent):
    made = await opened(http, desk, **WORDS)
    edit = {"title": "Scanner", "requester": {"name": "Bob"}, "tags": ["x"]}
    assert (await http.patch(f"/api/tickets/{made['id']}", json=edit)).status_code == 200
    assert [numbers(await page(agent, q=q)) for q in ("drukarka", "zoe", "vip")] == [[], [], []]
    assert numbers(await page(agent, q="scanner bob x")) == ["SUP-001"]


async def test_hits_of_another_view_are_told(http, desk, agent):
    for title, status in (("Blue one", "open"), ("Blue two", "resolved"), ("Blue three", "resolved")):
        made = await opened(http, desk, title=title)
        await http.put(f"/api/tickets/{made['id']}/status", json={"status": status})
    found = await page(agent, q="blue", assignee=made["id"])
    assert found.one("a", says="Found 3 more in All")
    found = await page(agent, q="blue")
    link = found.one("a", says="Found 2 more in All")["href"]
    everywhere = await page(agent, link)
    assert len(numbers(everywhere)) == 3
    assert not everywhere.all("a", says="more in All")
    assert not (await page(agent)).all("a", says="more in All")
    asleep = read((await agent.get(LIST, params={"view": "snoozed", "q": "blue"})).text)
    assert asleep.one("a", says="Found 3 more in All")


async def test_words_of_the_version_before_are_taken_up(http, desk, agent, tickets: Alone):
    made = await opened(http, desk, **WORDS)
    for kind in ("comments", "notes"):
        await http.post(f"/api/tickets/{made['id']}/{kind}", json={"body": f"Some {kind} of Łukasz"})
    database = tickets.service.web.state.database
    async with database.session() as session, session.begin():
        await session.execute(text("DELETE FROM searched"))
        await session.execute(text("UPDATE tickets SET search = 'sup-001 drukarka'"))
        for kind in ("comments", "notes"):
            await session.execute(text(f"UPDATE {kind} SET is_searched = false"))
    assert numbers(await page(agent, q="zoe monday vip")) == []
    assert [await move_tickets(database), *[await read_writings(database, kind) for kind in WRITINGS]] == [
        1,
        1,
        1,
    ]
    assert [await move_tickets(database), *[await read_writings(database, kind) for kind in WRITINGS]] == [
        0,
        0,
        0,
    ]
    for q in ("zoe monday vip", "comments lukasz", "some notes"):
        assert numbers(await page(agent, q=q)) == ["SUP-001"], q
