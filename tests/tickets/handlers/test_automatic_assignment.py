"""Tickets find somebody by themselves where the desk says so, in whichever way they come to it."""

import asyncio
from collections import Counter
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from services.tickets.app import build
from services.tickets.settings import TicketsSettings
from services.tickets.uow import TicketsUow
from services.tickets.use_cases.opening import open_requested
from shared.clock import utc_now
from shared.contracts.organization import AgentChanged, GroupChanged
from shared.contracts.parts import GroupState, PersonState
from shared.contracts.tickets import TicketAssigned
from tests.service_fixtures import Alone, a_person, alone
from tests.tickets.handlers.test_requests import a_wish, ticket


def away(*, days: int = 0) -> dict:
    today = utc_now().date()
    return {"leave": [{"first": today - timedelta(days=2), "last": today + timedelta(days=days or 2)}]}


async def some(tickets: Alone, *names: str, **more) -> list[PersonState]:
    people = [a_person("agent", name, **more) for name in names]
    await tickets.hear(*[AgentChanged(person=each) for each in people])
    return people


async def set_up(http, desk: dict, rule: str, people: list[PersonState], **more) -> None:
    settings = {"auto_assign": rule, "member_ids": [str(each.id) for each in people], **more}
    answer = await http.patch(f"/api/desks/{desk['id']}", json=settings)
    assert (answer.status_code, answer.json()["auto_assign"]) == (200, rule), answer.text


async def type_in(http, desk: dict, **more) -> dict:
    made = await http.post("/api/tickets", json={"desk_id": desk["id"], "title": "Help", **more})
    assert made.status_code == 201, made.text
    return made.json()


def who(made: dict) -> str | None:
    return made["assignee"] and made["assignee"]["id"]


async def history(http, made: dict, change: str) -> list[dict]:
    items = (await http.get(f"/api/tickets/{made['id']}/timeline")).json()["items"]
    return [each for each in items if each.get("change") == change]


async def test_a_desk_hands_out_nothing_unless_it_is_told_to(http, desk, tickets: Alone):
    await some(tickets, "Anna")
    assert desk["auto_assign"] == "off"
    made = await type_in(http, desk)
    assert who(made) is None
    assert await history(http, made, "not_assigned") == []


async def test_an_unknown_way_is_refused(http, desk):
    no = await http.patch(f"/api/desks/{desk['id']}", json={"auto_assign": "by_mood"})
    assert (no.status_code, no.json()["code"]) == (422, "desk_setting_refused")
    assert no.json()["errors"][0]["field"] == "auto_assign"


async def test_one_after_the_other_in_every_channel_and_the_history_says_how(http, desk, tickets: Alone):
    people = sorted(await some(tickets, "Anna", "Bea"), key=lambda each: each.id)
    await set_up(http, desk, "round_robin", people)
    typed = await type_in(http, desk)
    await tickets.hear(wish := a_wish(desk))
    asked = await ticket(http, wish.ticket_id)
    split = await type_in(http, desk, assignee={"kind": "agent", "id": str(people[0].id)})
    assert [who(each) for each in (typed, asked, split)] == [str(people[n].id) for n in (0, 1, 0)]
    (said,) = await history(http, asked, "assignee")
    assert said["new"] == {"kind": "agent", "id": str(people[1].id), "how": "round_robin"}
    assert said["actor"]["kind"] == "system"
    told = await tickets.said(TicketAssigned)
    assert [str(each.assignee.id) for each in told] == [str(people[n].id) for n in (0, 1, 0)]
    assert all(each.is_news for each in told)
    page = await http.get(f"/panel/tickets/{asked['id']}")
    assert "automatically (round robin)" in page.text


async def test_who_is_on_leave_or_not_within_their_hours_gets_none(http, desk, tickets: Alone):
    (ready,) = await some(tickets, "Ready")
    on_leave = await some(tickets, "Leaver", **away())
    day = (utc_now() + timedelta(days=3)).strftime("%a").lower()
    at_home = await some(tickets, "Home", work_hours={day: [["09:00", "17:00"]]})
    await set_up(http, desk, "round_robin", [*on_leave, *at_home, ready])
    assert {who(await type_in(http, desk)) for _ in range(4)} == {str(ready.id)}
    await set_up(http, desk, "least_open", [*on_leave, *at_home])
    idle = await type_in(http, desk)
    assert who(idle) is None
    assert (await history(http, idle, "not_assigned"))[0]["new"] == "nobody_at_work"
    assert "nobody of this desk is at work" in (await http.get(f"/panel/tickets/{idle['id']}")).text
    listed = (await http.get("/api/tickets", params={"view": "to-assign"})).json()["items"]
    assert idle["id"] in {each["id"] for each in listed}


async def test_only_who_works_there_and_may_answer_is_asked(http, desk, tickets: Alone):
    (anna, bea) = await some(tickets, "Anna", "Bea")
    await some(tickets, "Stranger")
    boss, shut_out, guest, light = (
        a_person("owner", "Boss"),
        a_person("agent", "Gone", active=False),
        a_person("guest", "Guest"),
        a_person("light_agent", "Light", permissions=["desk.read", "ticket.read", "ticket.note"]),
    )
    await tickets.hear(*[AgentChanged(person=each) for each in (boss, shut_out, guest, light)])
    group = GroupState(id=uuid4(), name="Second", member_ids=(bea.id, light.id), version=1)
    closed = GroupState(id=uuid4(), name="Closed", member_ids=(boss.id,), active=False, version=1)
    await tickets.hear(GroupChanged(group=group), GroupChanged(group=closed))
    groups = [str(group.id), str(closed.id)]
    await set_up(http, desk, "round_robin", [anna, shut_out, guest, light], group_ids=groups)
    found = Counter([who(await type_in(http, desk)) for _ in range(6)])
    assert found == {str(anna.id): 3, str(bea.id): 3}
    await set_up(http, desk, "round_robin", [light], group_ids=[])
    alone_there = await type_in(http, desk)
    assert (await history(http, alone_there, "not_assigned"))[0]["new"] == "nobody_works_here"


async def test_the_one_with_the_fewest_unresolved_gets_a_batch_until_all_are_even(http, desk, tickets: Alone):
    (anna, bea, cleo) = await some(tickets, "Anna", "Bea", "Cleo")
    for _ in range(4):
        await type_in(http, desk, assignee={"kind": "agent", "id": str(anna.id)})
    await set_up(http, desk, "least_open", [anna, bea, cleo])
    wishes = [a_wish(desk) for _ in range(14)]
    async with tickets.service.open_uow(tickets.service.work) as uow:
        assert isinstance(uow, TicketsUow)
        await open_requested(uow, wishes)
    found = Counter([who(await ticket(http, each.ticket_id)) for each in wishes])
    assert found == {str(anna.id): 2, str(bea.id): 6, str(cleo.id): 6}


@pytest.mark.parametrize("rule", ["round_robin", "least_open"])
async def test_creators_in_several_processes_at_once_spread_evenly(
    http, desk, tickets: Alone, tmp_path: Path, rule: str
):
    people = await some(tickets, "Anna", "Bea", "Cleo")
    await set_up(http, desk, rule, people)
    async with alone(build, TicketsSettings, tickets.service.database, tmp_path / "other") as other:
        makers = [tickets, other]
        await asyncio.gather(*[makers[n % 2].hear(a_wish(desk)) for n in range(200)])
    told = await tickets.said(TicketAssigned)
    assert sorted(Counter(each.assignee.id for each in told).values()) == [66, 67, 67]


async def test_what_is_moved_or_split_off_finds_somebody_where_it_comes(http, desk, tickets: Alone):
    (anna,) = await some(tickets, "Anna")
    other = (await http.post("/api/desks", json={"name": "Other"})).json()
    await set_up(http, desk, "round_robin", [anna])
    moved, done, bulk = [await type_in(http, other) for _ in range(3)]
    path = f"/api/tickets/{moved['id']}"
    assert who((await http.put(f"{path}/desk", json={"desk_id": desk["id"]})).json()) == str(anna.id)
    await http.put(f"/api/tickets/{done['id']}/status", json={"status": "resolved"})
    back = await http.put(f"/api/tickets/{done['id']}/desk", json={"desk_id": desk["id"]})
    assert who(back.json()) is None
    said = (await http.post(f"{path}/comments", json={"body": "And the scanner"})).json()
    split = await http.post(f"{path}/split", json={"comment_ids": [said["id"]], "title": "Scanner"})
    assert who(split.json()) == str(anna.id)
    change = {"ids": [bulk["id"]], "change": {"desk_id": desk["id"], "assignee": None}}
    assert (await http.post("/api/tickets/bulk", json=change)).json()["done"] == [bulk["id"]]
    assert who(await ticket(http, UUID(bulk["id"]))) is None


async def test_a_bulk_move_that_found_somebody_is_taken_back_whole(http, desk, tickets: Alone):
    (anna,) = await some(tickets, "Anna")
    other = (await http.post("/api/desks", json={"name": "Other"})).json()
    await set_up(http, desk, "round_robin", [anna])
    made = await type_in(http, other)
    change = {"ids": [made["id"]], "change": {"desk_id": desk["id"]}}
    undo = (await http.post("/api/tickets/bulk", json=change)).json()["undo"]
    assert who(await ticket(http, UUID(made["id"]))) == str(anna.id)
    await http.post("/api/tickets/bulk/undo", json={"undo": undo})
    again = await ticket(http, UUID(made["id"]))
    assert (who(again), again["desk_id"]) == (None, other["id"])


async def test_who_goes_on_leave_keeps_theirs_and_who_leaves_gives_them_back(http, desk, tickets: Alone):
    (anna,) = await some(tickets, "Anna")
    await set_up(http, desk, "round_robin", [anna])
    made = await type_in(http, desk)
    await tickets.hear(AgentChanged(person=a_person("agent", "Anna", anna.id, version=2, **away())))
    assert who(await ticket(http, UUID(made["id"]))) == str(anna.id)
    await tickets.hear(AgentChanged(person=a_person("agent", "Anna", anna.id, version=3, active=False)))
    assert who(await ticket(http, UUID(made["id"]))) is None


async def test_the_page_sets_it(http, desk, tickets: Alone):
    page = f"/panel/tickets/desks/{desk['id']}"
    fields = {
        "name": "Support", "color": "petrol", "language": "en", "time_zone": "UTC", "active": "on",
        "number_pattern": desk["number_pattern"], "version": str(desk["version"]),
    }  # fmt: skip
    no = await http.post(page, data=fields | {"auto_assign": "by_mood"})
    assert no.status_code == 422
    assert (await http.post(page, data=fields | {"auto_assign": "least_open"})).status_code == 303
    assert '<option value="least_open" selected' in (await http.get(page)).text
    assert (await http.get(f"/api/desks/{desk['id']}")).json()["auto_assign"] == "least_open"
