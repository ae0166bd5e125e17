"""Open tickets always have somebody looking: who leaves gives back what was theirs."""

import asyncio
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import update

from shared.contracts.organization import AgentChanged, GroupChanged
from shared.contracts.parts import GroupState, PersonState
from shared.contracts.widget import CommentRequested
from shared.tables import known_people
from tests.service_fixtures import Alone, a_person
from tests.tickets.handlers.test_requests import kinds
from tests.waiting import until


def a_group(*members: PersonState, version: int = 1, **more) -> GroupState:
    ids = tuple(each.id for each in members)
    return GroupState.model_validate(
        {"id": uuid4(), "name": "Printers", "member_ids": ids, "version": version} | more
    )


def changed(state, **facts):
    return state.model_copy(update={"version": state.version + 1, **facts})


async def opened(http: httpx.AsyncClient, desk: dict, kind: str = "", who: UUID | None = None) -> dict:
    form = {"desk_id": desk["id"], "title": "x"} | (
        {"assignee": {"kind": kind, "id": str(who)}} if who else {}
    )
    answer = await http.post("/api/tickets", json=form)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def assignee(http: httpx.AsyncClient, ticket: dict) -> dict | None:
    return (await http.get(f"/api/tickets/{ticket['id']}")).json()["assignee"]


async def members(http: httpx.AsyncClient, desk: dict, *people: PersonState, groups: tuple = ()) -> None:
    ids = {"member_ids": [str(each.id) for each in people], "group_ids": [str(each.id) for each in groups]}
    answer = await http.patch(f"/api/desks/{desk['id']}", json=ids)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("facts", [{"active": False}, {"role": "guest"}])
async def test_who_leaves_gives_their_open_tickets_back(http, desk, tickets: Alone, anna, bea, facts):
    theirs, other = await opened(http, desk, "agent", anna.id), await opened(http, desk, "agent", bea.id)
    done = await opened(http, desk, "agent", anna.id)
    await http.put(f"/api/tickets/{done['id']}/status", json={"status": "resolved"})
    await tickets.hear(AgentChanged(person=changed(anna, **facts)))
    assert await assignee(http, theirs) is None
    assert await assignee(http, other)
    assert await assignee(http, done)
    assert (await kinds(http, theirs["id"]))[-1] == "assignee"
    found = (await http.get("/api/tickets", params={"view": "to-assign"})).json()["items"]
    assert [each["id"] for each in found] == [theirs["id"]]


async def test_what_is_reopened_after_they_left_is_to_be_assigned(http, desk, tickets: Alone, anna):
    made = await opened(http, desk, "agent", anna.id)
    await http.put(f"/api/tickets/{made['id']}/status", json={"status": "resolved"})
    await tickets.hear(AgentChanged(person=changed(anna, active=False)))
    said = CommentRequested(request_id=uuid4(), comment_id=uuid4(), ticket_id=made["id"], body="again!")
    await tickets.hear(said)
    assert await assignee(http, made) is None


async def test_a_group_that_is_closed_or_has_nobody_at_work_gives_its_tickets_back(
    http, desk, tickets: Alone, anna
):
    first, second = a_group(anna), a_group(anna)
    await tickets.hear(GroupChanged(group=first), GroupChanged(group=second))
    ones = [await opened(http, desk, "group", each.id) for each in (first, second)]
    await tickets.hear(GroupChanged(group=changed(first, active=False)))
    assert [bool(await assignee(http, each)) for each in ones] == [False, True]
    await tickets.hear(AgentChanged(person=changed(anna, active=False)))
    assert await assignee(http, ones[1]) is None


async def test_who_loses_the_desk_gives_its_tickets_back(http, desk, tickets: Alone, anna, bea):
    group = a_group(bea)
    await tickets.hear(GroupChanged(group=group))
    made = [await opened(http, desk, "agent", each.id) for each in (anna, bea)]
    of_group = await opened(http, desk, "group", group.id)
    await members(http, desk, anna, groups=(group,))
    assert all([await assignee(http, each) for each in (*made, of_group)])
    await tickets.hear(GroupChanged(group=changed(group, member_ids=(anna.id,))))
    assert await assignee(http, made[1]) is None
    await members(http, desk, bea)
    assert [await assignee(http, each) for each in (made[0], of_group)] == [None, None]


async def test_a_desk_saved_by_its_page_gives_them_back_too(http, desk, tickets: Alone, anna, bea):
    made = await opened(http, desk, "agent", anna.id)
    address = f"/panel/tickets/desks/{desk['id']}"
    form = {"name": "Support", "number_pattern": "SUP-{{nr:3}}", "active": "1", "member_ids": [str(bea.id)]}
    assert (await http.post(address, data=form)).status_code == 303
    assert await assignee(http, made) is None
    assert (await kinds(http, UUID(made["id"])))[-1] == "assignee"


async def test_late_news_takes_nothing_away(http, desk, tickets: Alone, anna):
    back = changed(changed(anna))
    await tickets.hear(AgentChanged(person=back))
    made = await opened(http, desk, "agent", anna.id)
    await tickets.hear(AgentChanged(person=changed(anna, active=False)))
    assert await assignee(http, made)


async def test_only_who_sees_the_desk_can_be_assigned(http, desk, tickets: Alone, anna, bea):
    group, gone, guest = a_group(anna), a_person("agent", "Gone", active=False), a_person("guest", "Gus")
    await tickets.hear(GroupChanged(group=group), AgentChanged(person=gone), AgentChanged(person=guest))
    await members(http, desk, anna)
    made = await opened(http, desk)
    for kind, who in (("agent", bea), ("agent", gone), ("agent", guest), ("group", group)):
        to = {"kind": kind, "id": str(who.id)}
        answer = await http.put(f"/api/tickets/{made['id']}/assignee", json=to)
        assert (answer.status_code, answer.json()["code"]) == (422, "assignee_cannot_see_desk")
        form = {"desk_id": desk["id"], "title": "x", "assignee": to}
        answer = await http.post("/api/tickets", json=form)
        assert (answer.status_code, answer.json()["code"]) == (422, "assignee_cannot_see_desk")
    answer = await http.put(f"/api/tickets/{made['id']}/assignee", json={"kind": "agent", "id": str(anna.id)})
    assert answer.status_code == 200


@pytest.mark.parametrize(("held", "status"), [(["desk.read"], 200), (["ticket.read"], 422)])
async def test_whether_somebody_may_work_on_a_desk_their_permissions_say(
    http, desk, tickets: Alone, held, status
):
    lena = a_person("light_agent", "Lena", permissions=held)
    group = a_group(lena)
    await tickets.hear(AgentChanged(person=lena), GroupChanged(group=group))
    path = f"/api/tickets/{(await opened(http, desk))['id']}/assignee"
    for kind, who in (("agent", lena.id), ("group", group.id)):
        assert (await http.put(path, json={"kind": kind, "id": str(who)})).status_code == status
    page = (await http.get("/panel/tickets/new", params={"desk_id": desk["id"]})).text
    assert ("Lena" in page) is (status == 200)


async def test_who_loses_the_permission_gives_back_what_was_theirs(http, desk, tickets: Alone):
    lena = a_person("light_agent", "Lena", permissions=["desk.read"])
    await tickets.hear(AgentChanged(person=lena))
    made = await opened(http, desk, "agent", lena.id)
    await tickets.hear(AgentChanged(person=changed(lena, permissions=frozenset())))
    assert await assignee(http, made) is None


async def test_work_that_nobody_may_do_is_found_without_any_news(http, desk, tickets: Alone, anna):
    made = await opened(http, desk, "agent", anna.id)
    async with tickets.service.work.session() as session, session.begin():
        await session.execute(update(known_people).where(known_people.c.id == anna.id).values(active=False))
    looking = asyncio.create_task(tickets.service.loops[1]())

    async def is_free() -> bool:
        return await assignee(http, made) is None

    await until(is_free)
    looking.cancel()
