"""Pages of very long words end earlier and go on."""

import httpx
import pytest

from shared.pages import MOST_BYTES
from tests.tickets.api.test_lists import whole_view
from tests.tickets.api.test_tickets import opened

LONG = "It burns. " * 20_000
"""The longest that may be written: 200,000 characters."""
MANY = 12


async def pages_of(http: httpx.AsyncClient, path: str, **params: str | int) -> list[list[dict]]:
    """Every page of a list."""
    pages, cursor = [], None
    while cursor or not pages:
        answer = await http.get(path, params=params | ({"cursor": cursor} if cursor else {}))
        assert answer.status_code == 200, answer.text
        assert len(answer.content) < MOST_BYTES * 1.5
        pages.append(answer.json()["items"])
        cursor = answer.json()["next_cursor"]
    return pages


@pytest.mark.parametrize("limit", [3, 200])
async def test_a_list_of_long_tickets(http, desk, limit: int):
    numbers = [(await opened(http, desk, body=LONG))["number"] for _ in range(MANY)]
    pages = await pages_of(http, "/api/tickets", limit=limit)
    assert [row["number"] for page in pages for row in page] == numbers[::-1]
    assert len(pages) > 2


async def test_a_timeline_of_long_comments(http, desk):
    made = await opened(http, desk)
    path = f"/api/tickets/{made['id']}"
    for _ in range(MANY):
        assert (await http.post(f"{path}/comments", json={"body": LONG})).status_code == 201
    pages = await pages_of(http, f"{path}/timeline")
    written = [row["id"] for page in pages for row in page if row["kind"] == "comment"]
    assert len(set(written)) == len(written) == MANY
    assert len(pages) > 2


async def test_short_tickets_fill_a_page(http, desk):
    for _ in range(7):
        await opened(http, desk)
    pages = await pages_of(http, "/api/tickets", limit=7)
    assert [len(page) for page in pages] == [7]
    assert len(await whole_view(http)) == 7
