"""A ticket's history is in the order in which its changes took effect, whoever began first."""

from uuid import UUID

from services.tickets.uow import TicketsUow
from tests.service_fixtures import Alone
from tests.tickets.api.test_tickets import opened


async def test_who_waited_for_a_lock_writes_after_who_had_it(tickets: Alone, http, desk):
    ticket = await opened(http, desk)
    service = tickets.service
    async with service.open_uow(service.database) as waiting:
        assert isinstance(waiting, TicketsUow)
        began = waiting.now
        answer = await http.put(f"/api/tickets/{ticket['id']}/status", json={"status": "waiting"})
        assert answer.status_code == 200
        await waiting.ticket(UUID(ticket["id"]))
        assert began < waiting.now
        assert waiting.now.isoformat() == answer.json()["updated_at"].replace("Z", "+00:00")
