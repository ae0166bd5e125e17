"""Snoozing and waking by the JSON door."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.contracts.tickets import TicketSnoozed, TicketWoken
from tests.service_fixtures import Alone
from tests.tickets.api.test_tickets import SOON, opened, view
from tests.waiting import until


async def test_a_snoozed_ticket_is_off_the_active_list_and_in_its_own(http, desk, tickets: Alone):
    made = await opened(http, desk)
    answer = await http.put(f"/api/tickets/{made['id']}/snooze", json={"until": SOON, "reason": "parts"})
    assert answer.json()["snooze"]["reason"] == "parts"
    assert (await view(http, "active"), await view(http, "snoozed")) == ([], ["SUP-001"])
    assert len(await tickets.said(TicketSnoozed)) == 1
    await http.delete(f"/api/tickets/{made['id']}/snooze")
    assert (await view(http, "active"), await view(http, "snoozed")) == (["SUP-001"], [])
    assert [e.reason for e in await tickets.said(TicketWoken)] == ["agent"]


async def test_a_lapsed_snooze_is_back_in_the_list_without_any_scheduler_and_closed_by_the_next_touch(
    http, desk, tickets: Alone
):
    made = await opened(http, desk)
    soon = (datetime.now(UTC) + timedelta(seconds=0.5)).isoformat()
    await http.put(f"/api/tickets/{made['id']}/snooze", json={"until": soon})
    assert await view(http, "active") == []

    async def is_back() -> bool:
        return await view(http, "active") == ["SUP-001"] and await view(http, "snoozed") == []

    await until(is_back)
    assert await tickets.said(TicketWoken) == []
    await http.post(f"/api/tickets/{made['id']}/notes", json={"body": "looked at it"})
    assert [event.reason for event in await tickets.said(TicketWoken)] == ["due"]


async def test_a_snooze_into_the_past_is_refused(http, desk):
    made = await opened(http, desk)
    answer = await http.put(f"/api/tickets/{made['id']}/snooze", json={"until": "2020-01-01T00:00:00Z"})
    assert (answer.status_code, answer.json()["code"]) == (422, "snooze_in_the_past")


@pytest.mark.parametrize("until", ["9999-12-31T23:59:59Z", "soon", 5, "2026-13-01"])
async def test_a_field_is_named_as_its_sender_knows_it(http, desk, until):
    made = await opened(http, desk)
    answer = await http.put(f"/api/tickets/{made['id']}/snooze", json={"until": until})
    assert answer.status_code == 422, answer.text
    assert {each["field"] for each in answer.json()["errors"]} == {"until"}
    assert "Value error" not in answer.text
