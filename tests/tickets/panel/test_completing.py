"""What a search is offered to go on with, and to whom."""

import httpx
import pytest

from shared.contracts.parts import GroupState, PersonState
from tests.service_fixtures import a_person
from tests.tickets.panel.conftest import Browse
from tests.tickets.panel.test_lists import LIST, opened, page


async def offered(client: httpx.AsyncClient, typed: str, **more: str) -> list[str]:
    answer = await client.get(f"{LIST}/completions", params={"typed": typed, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def test_operators_and_their_values_are_offered(desk, agent):
    assert await offered(agent, "fire st") == ["fire status:"]
    assert await offered(agent, "status:wai") == ["status:waiting "]
    assert await offered(agent, "priority:u") == ["priority:urgent "]
    assert len(await offered(agent, "created:")) == 4


async def test_people_groups_desks_categories_and_tags_are_offered(http, desk, agent, printers: GroupState):
    await http.patch(f"/api/desks/{desk['id']}", json={"categories": [{"name": "Big bug"}]})
    await opened(http, desk, tags=["vip", "big order"])
    assert await offered(agent, "assignee:an") == ["assignee:Anna "]
    assert await offered(agent, "assignee:pri") == ["assignee:Printers "]
    assert await offered(agent, "desk:") == ["desk:Support "]
    assert await offered(agent, "category:bug", desk_id=desk["id"]) == ['category:"Big bug" ']
    assert await offered(agent, "tag:") == ['tag:"big order" ', "tag:vip "]


async def test_nothing_of_a_foreign_desk_is_offered(http, agent, desk, owner: PersonState):
    secret = {"name": "Secret", "member_ids": [str(owner.id)], "categories": [{"name": "Hidden"}]}
    foreign = (await http.post("/api/desks", json=secret)).json()
    await opened(http, foreign, tags=["hush"])
    for typed in ("desk:sec", "category:hid", "tag:hush"):
        assert await offered(agent, typed) == [], typed
        assert await offered(agent, typed, desk_id=foreign["id"]) == [], typed


@pytest.mark.parametrize("typed", ["zzz", "assignee:zzz", "number:1", "from:x", '"a'])
async def test_where_nothing_fits_nothing_is_offered(desk, agent, typed):
    assert await offered(agent, typed) == []


async def test_the_field_knows_where_to_ask_and_help_stands_beside_it(desk, agent, browse: Browse):
    shown = await page(agent, desk_id=desk["id"])
    field = shown.one("input", id="search")
    assert field["data-complete"] == f"{LIST}/completions?desk_id={desk['id']}"
    assert shown.one("div", id=field["aria-controls"])["role"] == "listbox"
    assert "assignee:me" in shown.one("div", id="pop-query").text
    assert (await browse(a_person("guest", "Gus")).get(f"{LIST}/completions")).status_code == 403
