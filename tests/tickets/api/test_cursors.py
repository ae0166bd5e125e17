"""Cursors of other lists, orders and programs."""

import pytest

from shared.cursor import to_cursor

FOREIGN = (
    "x", "%00", "é", to_cursor(), to_cursor(1), to_cursor("a", "b"), to_cursor(None, None), to_cursor({}, []),
    to_cursor("2026-01-01T00:00:00", "0" * 32), to_cursor("9999-12-31T23:59:59-12:00", "0" * 32),
    to_cursor("2026-01-01T00:00:00Z", 10**30, "0" * 32), to_cursor("2026-01-01T00:00:00Z", "x"),
)  # fmt: skip


@pytest.mark.parametrize("cursor", FOREIGN)
async def test_a_foreign_cursor_is_refused(http, desk, cursor):
    made = (await http.post("/api/tickets", json={"desk_id": desk["id"], "title": "A title"})).json()
    for sort in ("updated", "created", "priority", "snoozed_until"):
        answer = await http.get("/api/tickets", params={"cursor": cursor, "sort": sort})
        assert answer.status_code == 422, (sort, answer.text)
    answer = await http.get(f"/api/tickets/{made['id']}/timeline", params={"cursor": cursor})
    assert answer.status_code == 422, answer.text
