import pytest
from uuid_utils.compat import uuid7

from shared.contracts.organization import GroupChanged
from shared.contracts.parts import GroupState
from tests.notifications.conftest import given_mailbox, heard_desk
from tests.notifications.events import a_ticket_state, comment_added, ticket_created
from tests.service_fixtures import a_person

PLACE = "/api/mail/deliveries"


async def test_deliveries_are_listed_newest_first_and_by_ticket_and_state(mail, http, desk, mailbox, sink):
    first, second = a_ticket_state(desk.id), a_ticket_state(desk.id)
    await mail.hear(ticket_created(first), comment_added(first))
    await mail.send()
    await mail.hear(ticket_created(second))
    everything = (await http.get(PLACE)).json()
    assert [each["state"] for each in everything["items"]] == ["queued", "sent", "sent"]
    assert everything["next_cursor"] is None
    of_first = (await http.get(PLACE, params={"ticket_id": str(first.id)})).json()["items"]
    assert [each["kind"] for each in of_first] == ["comment_added", "ticket_created"]
    sent = (await http.get(PLACE, params={"ticket_id": str(second.id), "state": "sent"})).json()["items"]
    assert sent == []
    assert {"recipient", "reason", "attempts", "sent_at", "message_id"} <= of_first[0].keys()


async def test_a_long_list_goes_on_where_it_ended(mail, http, desk, mailbox, monkeypatch):
    monkeypatch.setattr("services.notifications.queries.deliveries.PAGE", 2)
    for _ in range(3):
        await mail.hear(ticket_created(a_ticket_state(desk.id)))
    first = (await http.get(PLACE)).json()
    rest = (await http.get(PLACE, params={"cursor": first["next_cursor"]})).json()
    assert [len(each["items"]) for each in (first, rest)] == [2, 1]
    assert not {each["id"] for each in first["items"]} & {each["id"] for each in rest["items"]}


@pytest.mark.parametrize(
    "wrong", [{"state": "lost"}, {"cursor": "nonsense"}, {"cursor": "WzFd"}, {"ticket_id": "x"}]
)
async def test_a_wrong_question_is_refused(http, wrong):
    assert (await http.get(PLACE, params=wrong)).status_code == 422


@pytest.fixture
async def others(mail, http, sink):
    """Desks of Anna's, of a group of hers, of nobody in particular, and of somebody else."""
    anna, group = a_person("agent", "Anna"), uuid7()
    await mail.hear(GroupChanged(group=GroupState(id=group, name="G", member_ids=(anna.id,), version=1)))
    rules = {"mine": {"member_ids": (anna.id,)}, "group": {"group_ids": (group,)}, "open": {}}
    rules["other"] = {"member_ids": (uuid7(),)}
    tickets = {}
    for name, members in rules.items():
        desk = await heard_desk(mail, name=name, **members)
        await given_mailbox(http, desk.id, sink.port)
        tickets[name] = a_ticket_state(desk.id)
        await mail.hear(ticket_created(tickets[name]))
    return anna, tickets


@pytest.mark.attack("A6")
async def test_agents_see_deliveries_of_their_desks_only(mail, http, others):
    anna, tickets = others
    async with mail.client(anna) as client:
        seen = {each["ticket_id"] for each in (await client.get(PLACE)).json()["items"]}
        assert seen == {str(tickets[name].id) for name in ("mine", "group", "open")}
    assert len((await http.get(PLACE)).json()["items"]) == 4
    for role in ("guest",):
        async with mail.client(a_person(role)) as client:
            assert (await client.get(PLACE)).status_code == 403


@pytest.mark.attack("A6")
async def test_the_box_of_a_foreign_ticket_is_not_there(mail, others):
    anna, tickets = others
    async with mail.client(anna) as client:
        assert (await client.get(f"/panel/mail/of-ticket/{tickets['other'].id}")).status_code == 404
        assert (await client.get(f"/panel/mail/of-ticket/{tickets['mine'].id}")).status_code == 200
