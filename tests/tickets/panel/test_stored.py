"""No stored value can break a page: what an earlier version let in, or a hand put there, is still shown."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from services.tickets.tables.tickets import tickets as table
from shared.contracts.organization import AgentChanged
from tests.service_fixtures import Alone, a_person
from tests.tickets.panel.test_lists import LIST

FAR, LONG_AGO = datetime(9999, 12, 31, 23, 30, tzinfo=UTC), datetime(1, 1, 1, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
@pytest.mark.parametrize("stored", [FAR, LONG_AGO])
async def test_a_stored_instant_out_of_all_bounds_is_shown(
    http, ticket, browse, tickets: Alone, zone, stored
):
    await http.patch(f"/api/desks/{ticket['desk_id']}", json={"time_zone": zone})
    person = a_person("agent", "Tomo").model_copy(update={"time_zone": zone})
    await tickets.hear(AgentChanged(person=person))
    names = ("snoozed_until", "resolved_at")
    async with tickets.service.work.session() as session, session.begin():
        await session.execute(update(table).values(dict.fromkeys(names, stored)))
    agent = browse(person)
    for address in (
        f"{LIST}/{ticket['id']}",
        f"{LIST}?view=all",
        f"{LIST}?view=snoozed",
        f"{LIST}?sort=created",
    ):
        answer = await agent.get(address)
        assert answer.status_code == 200, (address, answer.text)
    for address in (f"/api/tickets/{ticket['id']}", "/api/tickets?view=all"):
        assert (await http.get(address)).status_code == 200
