"""Cursors of other lists, orders and programs."""

import pytest

from services.tickets.queries.lists import Filters, Sort
from shared.cursor import to_cursor
from tests.tickets.api.test_tickets import opened

DAMAGED = ("x", "%00", "é", "W10", to_cursor(""), to_cursor("tickets", "2026-01-01T00:00:00Z", "0" * 32))
PLACES = (
    (), (1,), ("a", "b"), (None, None), ({}, []), ("2026-01-01T00:00:00", "0" * 32),
    ("9999-12-31T23:59:59-12:00", "0" * 32), ("2026-01-01T00:00:00Z", 10**30, "0" * 32),
    ("2026-01-01T00:00:00Z", "x"), (5, "0" * 32),
)  # fmt: skip
"""What stands in no list, in its own or another's cursor."""


@pytest.mark.parametrize("cursor", DAMAGED)
async def test_a_damaged_cursor_is_refused(http, desk, cursor):
    made = await opened(http, desk)
    for path in ("/api/tickets", f"/api/tickets/{made['id']}/timeline"):
        answer = await http.get(path, params={"cursor": cursor})
        assert answer.status_code == 422, (path, answer.text)


@pytest.mark.parametrize("place", PLACES)
async def test_a_place_that_is_in_no_list_is_refused(http, desk, place):
    made = await opened(http, desk)
    for sort in Sort:
        cursor = to_cursor(Filters(sort=sort).question, *place)
        answer = await http.get("/api/tickets", params={"cursor": cursor, "sort": sort})
        assert answer.status_code == 422, (sort, answer.text)
    cursor = to_cursor(f"timeline {made['id']}", *place)
    answer = await http.get(f"/api/tickets/{made['id']}/timeline", params={"cursor": cursor})
    assert answer.status_code == 422, answer.text


async def test_a_place_in_one_list_is_none_in_another(http, desk):
    for _ in range(3):
        await opened(http, desk)
    asked = {"view": "all", "limit": "1", "desk_id": desk["id"]}
    onward = {"cursor": (await http.get("/api/tickets", params=asked)).json()["next_cursor"]}
    same = await http.get("/api/tickets", params=asked | onward | {"limit": "2", "sort": "updated"})
    assert same.status_code == 200
    for other in ({"sort": "created"}, {"view": "active"}, {"status": "open"}, {"q": "printer"}):
        answer = await http.get("/api/tickets", params=asked | onward | other)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "cursor"), other
    del asked["desk_id"]
    assert (await http.get("/api/tickets", params=asked | onward)).status_code == 422
