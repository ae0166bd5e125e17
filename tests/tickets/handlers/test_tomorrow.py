"""Words of newer versions of other services: no event is lost, no page breaks, nobody gets rights by them."""

from uuid import uuid4

import pytest

from shared.contracts.event import Event
from shared.contracts.organization import AgentChanged, TaskChanged, TaskCreated
from shared.contracts.parts import SYSTEM, TaskState
from shared.contracts.widget import TicketRequested
from tests.service_fixtures import Alone, a_person
from tests.tickets.handlers.test_requests import a_wish, ticket


def of_tomorrow(event: Event, old: str, new: str) -> Event:
    """The event as a newer writer would have put it."""
    body = event.to_wire().replace(f'"{old}"'.encode(), f'"{new}"'.encode())
    return type(event).from_wire(body, event.event_id, event.occurred_at)


async def test_a_wish_with_a_priority_of_tomorrow_is_an_ordinary_ticket(http, desk, tickets: Alone):
    wish = of_tomorrow(a_wish(desk, priority="high"), "high", "dire")
    assert isinstance(wish, TicketRequested)
    await tickets.hear(wish)
    assert (await ticket(http, wish.ticket_id))["priority"] == "normal"


async def test_a_task_in_a_state_of_tomorrow_is_shown_as_it_is_called(http, desk, tickets: Alone):
    wish = a_wish(desk)
    await tickets.hear(wish)
    task = TaskState(id=uuid4(), title="Mend it", status="todo", version=1)
    await tickets.hear(TaskCreated(task=task, actor=SYSTEM))
    await http.put(f"/api/tickets/{wish.ticket_id}/tasks/{task.id}")
    later = TaskChanged(task=task.model_copy(update={"version": 2}), actor=SYSTEM)
    await tickets.hear(of_tomorrow(later, "todo", "blocked"))
    assert (await ticket(http, wish.ticket_id))["tasks"][0]["status"] == "blocked"
    assert (await http.get(f"/panel/tickets/{wish.ticket_id}")).status_code == 200


@pytest.mark.parametrize(
    ("told", "status"), [((), 403), (("ticket.read_aloud",), 403), (("ticket.read",), 200)]
)
async def test_a_role_of_tomorrow_gives_no_rights_by_its_name(desk, tickets: Alone, told, status):
    lead = a_person("lead", "Lea", permissions=told)
    await tickets.hear(AgentChanged(person=lead))
    async with tickets.client(lead) as client:
        assert (await client.get("/api/tickets")).status_code == status
