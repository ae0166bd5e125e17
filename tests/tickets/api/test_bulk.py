"""One change of many tickets: told ticket by ticket, and taken back in one step."""

from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select
from uuid_utils.compat import uuid7

from services.tickets.tables.bulk import bulk_changes
from services.tickets.uow import TicketsUow
from services.tickets.use_cases.bulk import forget_old
from shared.contracts.parts import PersonState
from tests.service_fixtures import Alone
from tests.tickets.api.test_tickets import SOON, opened

BULK = "/api/tickets/bulk"


async def change(http: httpx.AsyncClient, made: list[dict], parts: dict, **more) -> dict:
    answer = await http.post(BULK, json={"ids": [each["id"] for each in made], "change": parts, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def whole(http: httpx.AsyncClient, made: list[dict]) -> list[dict]:
    found = [(await http.get(f"/api/tickets/{each['id']}")).json() for each in made]
    return [
        {k: v for k, v in each.items() if k not in ("version", "updated_at", "resolved_at")} for each in found
    ]


async def test_fifty_tickets_are_changed_and_one_word_takes_it_back(http, desk, anna: PersonState):
    colours = {"categories": [{"name": "Bug"}]}
    bug = (await http.patch(f"/api/desks/{desk['id']}", json=colours)).json()["categories"][0]["id"]
    made = [await opened(http, desk, tags=["old", "Kept"]) for _ in range(50)]
    before = await whole(http, made)
    parts = {
        "status": "in_progress",
        "priority": "urgent",
        "assignee": {"kind": "agent", "id": str(anna.id)},
        "category_id": bug,
        "add_tags": ["new"],
        "remove_tags": ["OLD"],
        "snooze": {"until": SOON},
    }
    told = await change(http, made, parts)
    assert (len(told["done"]), told["refused"]) == (50, [])
    for each in await whole(http, made):
        assert (each["status"], each["priority"], each["tags"]) == ("in_progress", "urgent", ["Kept", "new"])
        assert (each["assignee"]["id"], each["category"]["name"]) == (str(anna.id), "Bug")
        assert each["snooze"]
    undone = (await http.post(f"{BULK}/undo", json={"undo": told["undo"]})).json()
    assert (len(undone["done"]), undone["refused"]) == (50, [])
    assert await whole(http, made) == before
    again = await http.post(f"{BULK}/undo", json={"undo": told["undo"]})
    assert (again.status_code, again.json()["code"]) == (404, "nothing_to_undo")


async def test_each_ticket_is_changed_whole_or_not_at_all(http, desk):
    made, gone = await opened(http, desk), {"id": str(uuid7())}
    told = await change(http, [gone, made], {"priority": "high", "category_id": str(uuid7())})
    assert (told["done"], told["undo"]) == ([], None)
    assert [(each["id"], each["code"]) for each in told["refused"]] == [
        (gone["id"], "ticket_not_found"),
        (made["id"], "unknown_category"),
    ]
    assert (await whole(http, [made]))[0]["priority"] == "normal"


async def test_a_preview_says_the_same_and_changes_nothing(http, desk):
    made = [await opened(http, desk), {"id": str(uuid7())}]
    before = await whole(http, made[:1])
    told = await change(http, made, {"status": "resolved"}, preview=True)
    assert (told["done"], told["undo"]) == ([made[0]["id"]], None)
    assert [each["code"] for each in told["refused"]] == ["ticket_not_found"]
    assert await whole(http, made[:1]) == before


async def test_what_somebody_changed_since_stays(http, desk):
    made = [await opened(http, desk) for _ in range(2)]
    told = await change(http, made, {"status": "waiting"})
    await http.put(f"/api/tickets/{made[0]['id']}/status", json={"status": "resolved"})
    await http.patch(f"/api/tickets/{made[1]['id']}", json={"title": "Another field"})
    undone = (await http.post(f"{BULK}/undo", json={"undo": told["undo"]})).json()
    assert undone["done"] == [made[1]["id"]]
    assert [each["code"] for each in undone["refused"]] == ["changed_meanwhile"]
    assert [each["status"] for each in await whole(http, made)] == ["resolved", "open"]


async def test_tickets_move_together_and_back(http, desk):
    sales = (await http.post("/api/desks", json={"name": "Sales"})).json()
    made = [await opened(http, desk) for _ in range(3)]
    before = await whole(http, made)
    told = await change(http, made, {"desk_id": sales["id"]})
    assert {each["desk_id"] for each in await whole(http, made)} == {sales["id"]}
    await http.post(f"{BULK}/undo", json={"undo": told["undo"]})
    after = await whole(http, made)
    assert [each["number"] for each in after] == [each["number"] for each in before]


async def test_a_merged_ticket_is_changed_neither_itself_nor_by_what_it_leads_to(http, desk):
    one, other = [await opened(http, desk) for _ in range(2)]
    told = await change(http, [one], {"status": "waiting"})
    await http.post(f"/api/tickets/{one['id']}/merge", json={"into": other["id"]})
    refused = (await change(http, [one], {"priority": "high"}))["refused"]
    assert [each["code"] for each in refused] == ["already_merged"]
    undone = (await http.post(f"{BULK}/undo", json={"undo": told["undo"]})).json()
    assert [each["code"] for each in undone["refused"]] == ["changed_meanwhile"]
    assert (await whole(http, [other]))[0]["status"] == "open"


async def test_another_person_takes_nothing_back(http, desk, tickets: Alone, anna: PersonState):
    told = await change(http, [await opened(http, desk)], {"status": "waiting"})
    async with tickets.client(anna) as agent:
        answer = await agent.post(f"{BULK}/undo", json={"undo": told["undo"]})
    assert (answer.status_code, answer.json()["code"]) == (404, "nothing_to_undo")


@pytest.mark.parametrize(
    "body",
    [
        {"ids": [], "change": {"status": "open"}},
        {"ids": [str(uuid7())], "change": {}},
        {"ids": [str(uuid7())], "change": {"status": None}},
        {"ids": [str(uuid7())], "change": {"colour": "red"}},
        {"ids": [str(uuid7()) for _ in range(201)], "change": {"status": "open"}},
    ],
)
async def test_nonsense_is_refused_before_anything_is_tried(http, body: dict):
    answer = await http.post(BULK, json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


async def test_what_was_done_more_than_a_week_ago_is_forgotten(http, desk, tickets: Alone):
    async def kept_after(days: int) -> int:
        async with tickets.service.open_uow(tickets.service.work) as uow:
            assert isinstance(uow, TicketsUow)
            uow.now += timedelta(days=days)
            await forget_old(uow)
            return len((await uow.session.execute(select(bulk_changes))).all())

    await change(http, [await opened(http, desk)], {"status": "waiting"})
    assert [await kept_after(days) for days in (6, 8)] == [1, 0]
