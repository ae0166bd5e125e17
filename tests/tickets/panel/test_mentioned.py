"""Open pages of somebody who was mentioned on one ticket of a desk that is not theirs."""

import pytest

from services.tickets.panel import hub, live
from shared.contracts.organization import AgentChanged
from tests.service_fixtures import Alone, a_person
from tests.tickets.panel.test_live import Opened


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "LOOK_EVERY", 0.05)
    monkeypatch.setattr(hub, "RIGHTS_LAST", 0.05)
    monkeypatch.setattr(live, "PACE", 0.02)


async def test_they_hear_of_that_ticket_and_of_no_other(tickets: Alone, http, anna):
    body = {"name": "Closed", "member_ids": [str(anna.id)]}
    desk = (await http.post("/api/desks", json=body)).json()
    outsider = a_person("agent", "Olga")
    await tickets.hear(AgentChanged(person=outsider))
    mine, other = [
        (await http.post("/api/tickets", json={"desk_id": desk["id"], "title": "Printer"})).json()
        for _ in range(2)
    ]
    mentioned = {"body": "Look", "mention_ids": [str(outsider.id)]}
    await http.post(f"/api/tickets/{mine['id']}/notes", json=mentioned)
    async with Opened(tickets, outsider) as page:
        for ticket in (other, mine):
            await http.put(f"/api/tickets/{ticket['id']}/status", json={"status": "in_progress"})
        told = await page.until(mine["id"])
        assert other["id"] not in told
