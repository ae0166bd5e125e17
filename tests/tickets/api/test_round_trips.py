"""What the busiest way into a ticket asks of the database: it does not grow unnoticed."""

import httpx

from shared.contracts.organization import GroupChanged
from shared.contracts.parts import GroupState, PersonState
from tests.service_fixtures import Alone, a_person
from tests.tickets.asked import asked_of


async def test_a_comment_is_eight_statements(
    tickets: Alone, http: httpx.AsyncClient, desk: dict, anna: PersonState
):
    form = {"desk_id": desk["id"], "title": "Printer on fire", "requester": {"email": "rita@example.com"}}
    path = f"/api/tickets/{(await http.post('/api/tickets', json=form)).json()['id']}/comments"
    async with tickets.client(anna) as client:
        assert (await client.post(path, json={"body": "We look at it."})).status_code == 201
        with asked_of(tickets) as asked:
            assert (await client.post(path, json={"body": "It was the fan."})).status_code == 201
    # The clock, the ticket, its desk, a draft; the words for searches, the ticket, the comment, its event.
    assert len(asked) == 8, asked


async def test_groups_are_asked_for_where_they_decide_who_sees_a_desk(
    tickets: Alone, http: httpx.AsyncClient, desk: dict, anna: PersonState, bea: PersonState
):
    made = (await http.post("/api/tickets", json={"desk_id": desk["id"], "title": "x"})).json()
    group = GroupState(id=a_person().id, name="Printers", member_ids=(anna.id,), version=1)
    await tickets.hear(GroupChanged(group=group))
    await http.patch(f"/api/desks/{desk['id']}", json={"group_ids": [str(group.id)]})
    for person, status, groups in ((anna, 201, 1), (bea, 404, 1)):
        async with tickets.client(person) as client:
            with asked_of(tickets) as asked:
                answer = await client.post(f"/api/tickets/{made['id']}/comments", json={"body": "x"})
        assert answer.status_code == status
        assert sum(each.startswith("SELECT known_groups.id") for each in asked) == groups, asked
