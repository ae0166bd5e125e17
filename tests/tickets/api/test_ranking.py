"""Searches show what matches best first, and may be had by time."""

import httpx
import pytest

from services.tickets.crowd.settling import settle
from services.tickets.queries.ranking import LOT
from shared.contracts.parts import PersonState
from tests.service_fixtures import Alone
from tests.tickets.api.test_tickets import opened

WORD = "invoice"


async def order(http: httpx.AsyncClient, **asked: str) -> list[str]:
    answer = await http.get("/api/tickets", params={"view": "all", **asked})
    assert answer.status_code == 200, answer.text
    return [each["title"] for each in answer.json()["items"]]


@pytest.fixture
async def some(http: httpx.AsyncClient, desk: dict, anna: PersonState) -> None:
    """Tickets that hold the words in ever less telling places, the last changed last."""
    await opened(http, desk, title="SUP-777 cable", body="-", requester={})
    await opened(http, desk, title="A red cable", body="-", requester={})
    await opened(http, desk, title="Old cable", tags=["red"], body="-", requester={})
    await opened(http, desk, title="In the text", body="A cable, red", requester={})
    split = await opened(http, desk, title="In the text and a comment: cable", body="-", requester={})
    await http.post(f"/api/tickets/{split['id']}/comments", json={"body": "It is red"})
    noted = await opened(http, desk, title="In a note", body="-", requester={})
    await http.post(f"/api/tickets/{noted['id']}/notes", json={"body": "a red cable"})


async def test_what_is_called_so_stands_before_what_says_so(http, some):
    assert await order(http, q="red cable") == [
        "Old cable", "A red cable", "In the text", "In a note", "In the text and a comment: cable",
    ]  # fmt: skip


async def test_all_forms_of_a_word_count_alike(http, some):
    assert (await order(http, q="cables"))[:2] == ["In the text and a comment: cable", "Old cable"]


async def test_the_very_number_stands_first(http, some):
    number = (await http.get("/api/tickets", params={"view": "all", "q": "red"})).json()["items"][-1][
        "number"
    ]
    await opened(
        http, {"id": (await http.get("/api/desks")).json()["items"][0]["id"]}, title=f"About {number}"
    )
    found = (await http.get("/api/tickets", params={"view": "all", "q": number.lower()})).json()["items"]
    assert found[0]["number"] == number
    assert found[1]["title"] == f"About {number}"


async def test_a_search_may_be_had_by_time(http, some):
    assert await order(http, q="red cable", sort="updated") == [
        "In a note", "In the text and a comment: cable", "In the text", "Old cable", "A red cable",
    ]  # fmt: skip
    assert (await order(http, q="red cable", sort="created"))[0] == "In a note"


@pytest.mark.parametrize("q", ["", "status:open", "-red"])
async def test_what_asks_for_no_word_stands_by_time(http, some, q):
    assert (
        await order(http, q=q, sort="match")
        == await order(http, q=q)
        == await order(http, q=q, sort="updated")
    )


@pytest.mark.parametrize("limit", [70, 200])
async def test_more_than_are_judged_at_once_are_all_shown_once(
    http: httpx.AsyncClient, desk: dict, anna: PersonState, tickets: Alone, limit: int
):
    await settle(tickets.service.work, 3_000, 50, lambda _: None)
    ranked = await all_pages(http, limit, q=WORD)
    by_time = await all_pages(http, limit, q=WORD, sort="updated")
    assert len(by_time) > 2 * LOT
    assert len(ranked) == len(set(ranked))
    assert set(ranked) == set(by_time)
    # The lots follow each other by time.
    assert set(ranked[:LOT]) == set(by_time[:LOT])


async def all_pages(http: httpx.AsyncClient, limit: int, **asked: str) -> list[str]:
    found, cursor = [], None
    while True:
        more = {"cursor": cursor} if cursor else {}
        answer = await http.get("/api/tickets", params={"view": "all", "limit": limit, **asked, **more})
        page = answer.json()
        found += [each["id"] for each in page["items"]]
        cursor = page["next_cursor"]
        if not cursor:
            return found


async def test_a_place_in_a_ranked_search_is_none_by_time(http, some):
    page = (await http.get("/api/tickets", params={"view": "all", "q": "red cable", "limit": 2})).json()
    for more in ({"sort": "updated"}, {"q": "red"}):
        asked = {"view": "all", "q": "red cable", "cursor": page["next_cursor"], **more}
        assert (await http.get("/api/tickets", params=asked)).status_code == 422
