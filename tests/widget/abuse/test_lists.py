"""What is in quarantine is listed for whoever may see its desk, a page at a time."""

from tests.service_fixtures import Alone, a_person
from tests.widget.abuse.conftest import a_desk
from tests.widget.test_intake import submitted


async def test_agents_see_the_inquiries_of_their_desks_in_pages(widget: Alone, visitor):
    anna, eve = a_person(), a_person(name="Eve")
    mine = await a_desk(widget, "Mine", member_ids=[anna.id])
    other = await a_desk(widget, "Other", member_ids=[eve.id])
    for n in range(55):
        await submitted(visitor, mine if n % 11 else other, title=f"n{n}", website="x")
    async with widget.client(anna) as agent:
        first = (await agent.get("/api/widget/quarantine")).json()
        assert [each["title"] for each in first["items"]] == [f"n{n}" for n in range(54, 0, -1) if n % 11]
        found = (await agent.get("/api/widget/quarantine", params={"desk_id": other["id"]})).json()
        assert found["items"] == []
    async with widget.client(eve) as agent:
        ids = [each["id"] for each in (await agent.get("/api/widget/quarantine")).json()["items"]]
        assert len(ids) == 5
        assert (
            await agent.post(f"/api/widget/quarantine/{first['items'][0]['id']}/accept")
        ).status_code == 404
        assert (await agent.delete(f"/api/widget/quarantine/{first['items'][0]['id']}")).status_code == 404


async def test_a_long_list_goes_on(widget: Alone, visitor, desk, admin):
    for n in range(53):
        await submitted(visitor, desk, title=f"n{n}", website="x")
    first = (await admin.get("/api/widget/quarantine")).json()
    assert len(first["items"]) == 50
    onward = {"cursor": first["next_cursor"]}
    rest = (await admin.get("/api/widget/quarantine", params=onward)).json()
    assert ([each["title"] for each in rest["items"]], rest["next_cursor"]) == (["n2", "n1", "n0"], None)
    wrong = await admin.get("/api/widget/quarantine", params=onward | {"desk_id": desk["id"]})
    assert wrong.status_code == 422
