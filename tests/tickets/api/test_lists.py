"""Lists of tickets by the JSON door."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import pytest

from services.tickets.queries.lists import Sort
from shared.contracts.organization import AgentChanged, TaskCreated
from shared.contracts.parts import SYSTEM, PersonState, TaskState
from tests.service_fixtures import Alone
from tests.tickets.api.test_tickets import opened


async def whole_view(http: httpx.AsyncClient, **params: str | int) -> list[dict]:
    """All rows of a view, three a page."""
    rows, cursor = [], None
    while True:
        asked = {"view": "all", "limit": 3, **params} | ({"cursor": cursor} if cursor else {})
        answer = await http.get("/api/tickets", params=asked)
        assert answer.status_code == 200, answer.text
        rows += answer.json()["items"]
        if not (cursor := answer.json()["next_cursor"]):
            return rows


async def everything_in(http: httpx.AsyncClient, desk: dict, tickets: Alone, owner: PersonState) -> dict:
    """A ticket with all that one can have, which was on another desk, and another one merged into it."""
    named = {"categories": [{"name": "Hardware", "color": "#aa0000"}]}
    category = (await http.patch(f"/api/desks/{desk['id']}", json=named)).json()["categories"][0]["id"]
    own = {"key": "order", "name": "Order", "kind": "text"}
    assert (await http.post(f"/api/desks/{desk['id']}/fields", json=own)).status_code == 201
    draft = (await http.post("/api/files", files={"file": ("log.txt", b"smoke", "text/plain")})).json()
    rita = {"email": "rita@example.com", "name": "Rita", "phone": "+48 600 100 200"}
    made = await opened(
        http, desk, body="It **burns**", requester=rita, category_id=category, tags=["fire"],
        attachment_ids=[draft["id"]], fields={"order": "A-17"},
    )  # fmt: skip
    task = TaskState(id=uuid4(), title="Put it out", status="todo", version=1)
    await tickets.hear(TaskCreated(task=task, actor=SYSTEM))
    path = f"/api/tickets/{made['id']}"
    await merged_and_moved(http, path, await opened(http, desk), desk)
    assert (await http.put(f"{path}/tasks/{task.id}")).status_code == 200
    await tickets.hear(AgentChanged(person=owner))
    me = {"kind": "agent", "id": str(owner.id)}
    assert (await http.put(f"{path}/assignee", json=me)).status_code == 200
    until = (datetime.now(UTC) + timedelta(days=2)).isoformat()
    assert (await http.put(f"{path}/snooze", json={"until": until, "reason": "parts"})).status_code == 200
    return made


async def merged_and_moved(http: httpx.AsyncClient, path: str, other: dict, desk: dict) -> None:
    """Merge another ticket into the one at `path`, and take it to another desk and back."""
    into = {"into": path.rpartition("/")[2]}
    assert (await http.post(f"/api/tickets/{other['id']}/merge", json=into)).status_code == 200
    sales = (await http.post("/api/desks", json={"name": "Sales"})).json()
    for each in (sales, desk):
        assert (await http.put(f"{path}/desk", json={"desk_id": each["id"]})).status_code == 200


async def test_a_row_is_the_whole_ticket(http, desk, tickets: Alone, owner):
    made = await everything_in(http, desk, tickets, owner)
    await opened(http, desk)
    alone = (await http.get(f"/api/tickets/{made['id']}")).json()
    row = next(each for each in await whole_view(http) if each["id"] == made["id"])
    for shown in (alone, row):
        assert [file.pop("url").split("?")[0] for file in shown["attachments"]]
    assert row == alone
    empty = {
        "resolved_at",
        "tell_customer",
        "undelivered",
        "merged_into",
        "merged_at",
        "category",
        "participants",
    }
    empty |= {"follows", "followed_by"}
    assert {field for field in row if not row[field]} == empty


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("view", ["active", "all", "snoozed"])
async def test_a_list_goes_on_where_it_stopped(http, desk, view: str, sort: Sort):
    for n in range(8):
        made = await opened(http, desk, title=f"n{n}", priority=["low", "urgent"][n % 2])
        if n >= 4:
            until = (datetime.now(UTC) + timedelta(days=9 - n)).isoformat()
            await http.put(f"/api/tickets/{made['id']}/snooze", json={"until": until})
    numbers = [row["number"] for row in await whole_view(http, view=view, sort=sort)]
    listed = {"active": range(1, 5), "all": range(1, 9), "snoozed": range(5, 9)}[view]
    assert sorted(numbers) == [f"SUP-00{n}" for n in listed]
    if sort is Sort.SNOOZED_UNTIL and view != "active":
        assert numbers[:4] == ["SUP-008", "SUP-007", "SUP-006", "SUP-005"]
    if sort is Sort.PRIORITY and view == "active":
        assert numbers == ["SUP-004", "SUP-002", "SUP-003", "SUP-001"]


async def test_the_counters_of_a_desk_are_those_of_its_tickets(http, desk):
    for _ in range(7):
        await opened(http, desk)
    counters = (await http.get("/api/desks")).json()["items"][0]["counters"]
    assert counters == {"all": 7, "open": 7, "unassigned": 7}
