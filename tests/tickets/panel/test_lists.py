"""Lists, the rail and who may see them."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from shared.contracts.parts import PersonState
from tests.service_fixtures import a_person
from tests.tickets.panel.conftest import Browse
from tests.tickets.panel.page import Element, read

LIST = "/panel/tickets"
HTMX = {"HX-Request": "true"}
SOON = (datetime.now(UTC) + timedelta(days=1)).isoformat()


async def page(client: httpx.AsyncClient, address: str = LIST, **query: str) -> Element:
    answer = await client.get(address, params=query or None)
    assert answer.status_code == 200, answer.text
    return read(answer.text)


def numbers(shown: Element) -> list[str]:
    return [each.text for each in shown.all("span", class_="row-no")]


async def opened(http: httpx.AsyncClient, desk: dict, **more) -> dict:
    return (await http.post("/api/tickets", json={"desk_id": desk["id"], "title": "A title"} | more)).json()


async def test_the_panel_begins_with_the_list(agent):
    answer = await agent.get("/")
    assert (answer.status_code, answer.headers["location"]) == (303, LIST)


@pytest.mark.parametrize("address", ["/", LIST, f"{LIST}/new", f"{LIST}/desks"])
async def test_strangers_are_asked_to_sign_in(browse: Browse, desk, address):
    answer = await browse(None).get(address)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/auth/sign-in")


async def test_guests_have_no_access(browse: Browse, ticket):
    guest = browse(a_person("guest", "Gus"))
    for address in (LIST, f"{LIST}/{ticket['id']}", f"{LIST}/new", f"{LIST}/rail"):
        answer = await guest.get(address)
        assert answer.status_code == 403
        assert "role" in read(answer.text).text
    assert (await guest.get("/")).headers["location"] == "/panel/organization/guest"
    assert (await guest.post(f"{LIST}/{ticket['id']}/notes", data={"note": "x"})).status_code == 403


async def test_each_view_shows_its_own(http, desk, agent, anna: PersonState):
    made = [await opened(http, desk) for _ in range(5)]
    path = "/api/tickets/{}/{}"
    await http.put(path.format(made[1]["id"], "assignee"), json={"kind": "agent", "id": str(anna.id)})
    await http.put(path.format(made[2]["id"], "status"), json={"status": "waiting"})
    await http.put(path.format(made[3]["id"], "status"), json={"status": "resolved"})
    await http.put(path.format(made[4]["id"], "snooze"), json={"until": SOON, "reason": "spare parts"})
    for view, shown in {
        "active": {1, 2, 3},
        "to-assign": {1, 3},
        "mine": {2},
        "my-groups": set(),
        "waiting": {3},
        "resolved": {4},
        "tell-customer": set(),
        "all": {1, 2, 3, 4, 5},
    }.items():
        found = await page(agent, view=view)
        assert set(numbers(found)) == {f"SUP-00{n}" for n in shown}, view
        rail = found.one("nav", id="rail")
        assert rail.one("a", aria_current="page").text.endswith(str(len(shown))), view
    asleep = await page(agent, view="snoozed")
    assert asleep.heading() == "Snoozed"
    assert "SUP-005" in asleep.text
    assert "spare parts" in asleep.text


async def test_filters_search_and_sort_stand_in_the_address(http, desk, agent, anna: PersonState):
    await opened(http, desk, title="Blue", priority="urgent")
    second = await opened(http, desk, title="Green", priority="low")
    await http.put(f"/api/tickets/{second['id']}/assignee", json={"kind": "agent", "id": str(anna.id)})
    for query, shown in (
        ({"q": "blu"}, ["SUP-001"]),
        ({"q": "", "status": "", "priority": "low", "assignee": ""}, ["SUP-002"]),
        ({"assignee": str(anna.id)}, ["SUP-002"]),
        ({"status": "resolved"}, []),
        ({"sort": "priority"}, ["SUP-001", "SUP-002"]),
        ({"desk_id": desk["id"], "sort": "created"}, ["SUP-002", "SUP-001"]),
    ):
        assert numbers(await page(agent, **query)) == shown, query
    found = await page(agent, q="blu", priority="urgent", desk_id=desk["id"])
    link = found.one("a", class_="row-link trunc")
    assert all(part in link["href"] for part in ("q=blu", "priority=urgent", f"desk_id={desk['id']}"))
    assert found.one("input", name="q", type="search")["value"] == "blu"
    assert "Nothing found" in (await page(agent, q="red")).text


async def test_a_long_list_goes_on_by_a_link(http, desk, agent):
    for _ in range(52):
        await opened(http, desk)
    first = await page(agent)
    more = first.one("a", says="Show more")["href"]
    second = await page(agent, more)
    assert len(numbers(first)) == 50
    assert len({*numbers(first), *numbers(second)}) == 52
    assert not second.all("a", says="Show more")


async def test_htmx_gets_the_very_part_of_the_page(ticket, agent):
    for view in ("active", "snoozed"):
        query = {"view": view}
        whole, part = await agent.get(LIST, params=query), await agent.get(LIST, params=query, headers=HTMX)
        assert "<html" not in part.text
        assert timeless(part.text) in timeless(whole.text)
        assert part.headers["vary"] == "HX-Request"
        restored = await agent.get(LIST, headers=HTMX | {"HX-History-Restore-Request": "true"})
        assert "<html" in restored.text


def timeless(html: str) -> str:
    """Without the one address that has the instant of rendering in it."""
    return "\n".join(line for line in html.splitlines() if 'id="news"' not in line)


@pytest.mark.attack("A6")
async def test_an_agent_sees_only_their_desks(http, desk, ticket, browse: Browse):
    member, stranger = a_person("agent", "Member"), a_person("agent", "Stranger")
    await http.patch(f"/api/desks/{desk['id']}", json={"member_ids": [str(member.id)]})
    assert numbers(await page(browse(member))) == ["SUP-001"]
    other = browse(stranger)
    assert numbers(await page(other)) == []
    assert "Support" not in (await page(other)).one("nav", id="rail").text
    hidden = await other.get(LIST, params={"desk_id": desk["id"]})
    assert hidden.status_code == 404
    for address in ("", "/conversation"):
        answer = await other.get(f"{LIST}/{ticket['id']}{address}", headers=HTMX if address else {})
        assert answer.status_code == 404
    for action, field in (("comments", "comment"), ("notes", "note"), ("status", "status"), ("priority", "priority"),
                          ("assignee", "assignee"), ("title", "title"), ("category", "category_id"),
                          ("snooze", "text"), ("snooze/end", "x")):  # fmt: skip
        answer = await other.post(f"{LIST}/{ticket['id']}/{action}", data={field: ""})
        assert answer.status_code == 404, action


async def test_wrong_addresses_are_pages_too(agent, desk):
    for address, status in (
        (f"{LIST}/{desk['id']}", 404),
        (f"{LIST}/x", 422),
        (f"{LIST}?view=x", 422),
        (f"{LIST}?cursor=x", 422),
    ):
        answer = await agent.get(address)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")


async def test_news_count_what_changed_and_bring_fresh_counters(http, desk, ticket, agent):
    address = (await page(agent)).one("div", id="news")["hx-get"]
    assert not read((await agent.get(address, headers=HTMX)).text).all("a", id="new-rows")
    await opened(http, desk)
    news = read((await agent.get(address, headers=HTMX)).text)
    assert news.one("a", id="new-rows").text.startswith("1 new or changed ticket")
    assert news.one("div", id="rail-desks").one("a", aria_current="page").text == "Active 2"
    beside = (await page(agent, f"{LIST}/{ticket['id']}")).one("div", id="news")["hx-get"]
    await http.put(f"/api/tickets/{ticket['id']}/status", json={"status": "waiting"})
    assert not read((await agent.get(beside, headers=HTMX)).text).all("a", id="new-rows")


async def test_the_rail_for_other_services_is_a_fragment(desk, agent):
    rail = await agent.get(f"{LIST}/rail")
    assert "<html" not in rail.text
    assert read(rail.text).one("a", says="Support")["href"] == f"{LIST}?desk_id={desk['id']}"
    assert read(rail.text).one("a", says="To Assign 0")
    assert not read(rail.text).all("a", aria_current="page")


@pytest.mark.parametrize(
    "since", ["1900-01-01T00:00:00Z", "2500-01-01T00:00:00Z", "2026-01-01T00:00:00", "5"]
)
async def test_an_instant_that_cannot_be_is_refused(agent, since: str):
    assert (await agent.get(f"{LIST}/news", params={"since": since}, headers=HTMX)).status_code == 422
