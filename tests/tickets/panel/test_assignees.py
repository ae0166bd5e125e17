"""No form offers somebody who cannot work on the desk, and no door lets them be chosen."""

import httpx
import pytest

from shared.contracts.organization import AgentChanged, GroupChanged
from shared.contracts.parts import GroupState, PersonState
from tests.service_fixtures import Alone, a_person
from tests.tickets.handlers.test_people import a_group, changed, members
from tests.tickets.panel.page import read
from tests.tickets.panel.test_lists import LIST, page
from tests.tickets.panel.test_opening import NEW


async def offered(client: httpx.AsyncClient, ticket: dict) -> set[str]:
    """Everybody the ticket's page and the form for a new ticket name, who must be the same ones."""
    form = (await page(client, f"{LIST}/{ticket['id']}")).form(f"{LIST}/{ticket['id']}/assignee")
    on_ticket = {each["value"] for each in form.all("button")}
    options = (await page(client, NEW)).one("select", name="assignee").all("option")
    assert on_ticket == {each["value"] for each in options}
    return on_ticket - {""}


async def test_people_without_the_desk_or_without_work_are_not_offered(
    http, desk, ticket, admin, anna: PersonState, owner: PersonState, tickets: Alone
):
    bea, gone, guest = (
        a_person("agent", "Bea"),
        a_person("agent", "Gone", active=False),
        a_person("guest", "Gus"),
    )
    await tickets.hear(*(AgentChanged(person=each) for each in (bea, gone, guest, owner)))
    everybody = {f"agent:{each.id}" for each in (anna, bea, owner)}
    assert await offered(admin, ticket) == everybody
    await members(http, desk, anna)
    assert await offered(admin, ticket) == everybody - {f"agent:{bea.id}"}


@pytest.mark.parametrize("facts", [{"active": False}, {"role": "guest"}])
async def test_a_group_in_which_nobody_works_is_not_offered_and_not_taken(
    http, ticket, admin, anna: PersonState, printers: GroupState, tickets: Alone, facts
):
    bea = a_person("agent", "Bea")
    both = a_group(anna, bea)
    await tickets.hear(AgentChanged(person=bea), GroupChanged(group=both))
    await tickets.hear(AgentChanged(person=changed(anna, **facts)))
    assert await offered(admin, ticket) == {f"agent:{bea.id}", f"group:{both.id}"}
    await assert_refused(http, admin, ticket, printers)


async def test_an_empty_group_and_a_closed_one_are_not_offered_and_not_taken(
    http, ticket, admin, anna: PersonState, tickets: Alone
):
    empty, closed = a_group(), a_group(anna, active=False)
    await tickets.hear(GroupChanged(group=empty), GroupChanged(group=closed))
    assert await offered(admin, ticket) == {f"agent:{anna.id}"}
    await assert_refused(http, admin, ticket, empty)
    await assert_refused(http, admin, ticket, closed)


async def test_a_group_that_becomes_empty_gives_its_tickets_back(http, ticket, printers, tickets: Alone):
    to = {"kind": "group", "id": str(printers.id)}
    assert (await http.put(f"/api/tickets/{ticket['id']}/assignee", json=to)).status_code == 200
    await tickets.hear(GroupChanged(group=changed(printers, member_ids=())))
    assert (await http.get(f"/api/tickets/{ticket['id']}")).json()["assignee"] is None


async def assert_refused(
    http: httpx.AsyncClient, admin: httpx.AsyncClient, ticket: dict, group: GroupState
) -> None:
    chosen, to = f"group:{group.id}", {"kind": "group", "id": str(group.id)}
    new = {"desk_id": ticket["desk_id"], "title": "Kept"}
    by_form = await admin.post(NEW, data=new | {"assignee": chosen})
    assert read(by_form.text).one("input", name="title")["value"] == "Kept"
    answers = (
        by_form,
        await admin.post(f"{LIST}/{ticket['id']}/assignee", data={"assignee": chosen}),
        await http.put(f"/api/tickets/{ticket['id']}/assignee", json=to),
        await http.post("/api/tickets", json=new | {"assignee": to}),
    )
    assert [each.status_code for each in answers] == [422] * 4
