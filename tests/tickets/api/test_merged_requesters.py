"""Requesters are corrected, merged and taken apart again; everything that finds tickets follows."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from services.tickets.domain.requesters import id_of
from services.tickets.tables.requesters import requesters
from shared.contracts.parts import PersonState
from tests.service_fixtures import Alone, a_person
from tests.tickets.api.test_requesters import RITA as ASKS
from tests.tickets.api.test_requesters import found
from tests.tickets.api.test_tickets import opened

RITA, WORK, BOB = "rita@example.com", "rita@work.example", "bob@example.com"


def at(email: str, end: str = "") -> str:
    return f"/api/requesters/{id_of(email)}{end}"


async def got(http: httpx.AsyncClient, email: str) -> dict[str, Any]:
    answer = await http.get(at(email))
    assert answer.status_code == 200, answer.text
    return answer.json()


async def merged(http: httpx.AsyncClient, source: str, target: str, **more: Any) -> httpx.Response:
    return await http.post(at(source, "/merge"), json={"into": str(id_of(target))}, **more)


async def listed(http: httpx.AsyncClient, **query: Any) -> list[str]:
    answer = await http.get("/api/tickets", params={"view": "all"} | query)
    assert answer.status_code == 200, answer.text
    return sorted(each["title"] for each in answer.json()["items"])


@pytest.fixture
async def three(http: httpx.AsyncClient, desk: dict) -> None:
    await opened(http, desk, title="home", requester=ASKS)
    await opened(http, desk, title="work", requester={"email": WORK, "name": "R. Turtle", "phone": "12"})
    await opened(http, desk, title="bob", requester={"email": BOB, "name": "Bob"})


async def test_either_id_answers_the_target_and_all_tickets_are_counted(http, three):
    answer = await merged(http, WORK, RITA)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["id"], told["tickets"]) == (str(id_of(RITA)), {"open": 2, "all": 2})
    assert sorted(told["emails"]) == [RITA, WORK]
    assert told["merged_from"] == [{"id": str(id_of(WORK)), "email": WORK, "how": "merged"}]
    assert answer.headers["etag"] == f'"{told["version"]}"'
    assert await got(http, RITA) == await got(http, WORK) == told
    assert len(await found(http)) == 2


async def test_lists_and_searches_find_the_tickets_of_all_addresses(http, three):
    await merged(http, WORK, RITA)
    for asked_for in (RITA, WORK, str(id_of(WORK)), str(id_of(RITA))):
        assert await listed(http, requester=asked_for) == ["home", "work"]
        if "@" in asked_for:
            assert await listed(http, q=f"from:{asked_for}") == ["home", "work"]
            assert await listed(http, q=f"-from:{asked_for}") == ["bob"]
    assert await listed(http, requester=BOB) == ["bob"]
    assert await listed(http, q="from:bob") == ["bob"]


async def test_a_merge_is_taken_back_with_all_that_came_by_it(http, three):
    await http.patch(at(WORK), json={"name": "Rita at work"})
    before = [await got(http, each) for each in (RITA, WORK, BOB)]
    await merged(http, BOB, WORK)
    assert (await got(http, BOB))["name"] == "Rita at work"
    await merged(http, WORK, RITA)
    assert (await got(http, BOB))["id"] == str(id_of(RITA))
    assert await listed(http, requester=BOB) == ["bob", "home", "work"]
    back = await http.post(at(WORK, "/unmerge"))
    assert (back.status_code, back.json()["id"]) == (200, str(id_of(WORK)))
    assert await listed(http, requester=RITA) == ["home"]
    assert await listed(http, requester=BOB) == ["bob", "work"]
    await http.post(at(BOB, "/unmerge"))
    after = [await got(http, each) for each in (RITA, WORK, BOB)]
    assert [each | {"version": 0} for each in after] == [each | {"version": 0} for each in before]


async def test_what_would_lead_nowhere_is_refused(http, three):
    async def code(answer: httpx.Response) -> tuple[int, str]:
        return answer.status_code, answer.json()["code"]

    assert await code(await merged(http, RITA, RITA)) == (409, "requester_merge_circle")
    assert await code(await http.post(at(RITA, "/unmerge"))) == (409, "requester_not_merged")
    await merged(http, WORK, RITA)
    assert await code(await merged(http, RITA, WORK)) == (409, "requester_merge_circle")
    assert await code(await merged(http, WORK, BOB)) == (409, "requester_already_merged")
    for source, target in ((RITA, "x@y.example"), ("x@y.example", RITA)):
        assert await code(await merged(http, source, target)) == (404, "requester_not_found")


async def test_corrections_are_shown_and_kept_for_tickets_that_bring_none(http, desk, three):
    form = {"name": "Rita Turtle", "phones": ["1", "2", "1"]}
    told = (await http.patch(at(RITA), json=form)).json()
    assert (told["name"], told["phones"], told["corrected"]) == (
        "Rita Turtle",
        ["1", "2"],
        ["name", "phones"],
    )
    assert await found(http, q="turtle") == [RITA, WORK]
    fresh = await opened(http, desk, requester={"email": RITA})
    assert (fresh["requester"]["name"], fresh["requester"]["phone"]) == ("Rita Turtle", "1")
    own = await opened(http, desk, requester={"email": RITA, "name": "Own", "phone": "9"})
    assert (own["requester"]["name"], own["requester"]["phone"]) == ("Own", "9")
    assert (await got(http, RITA))["name"] == "Rita Turtle"
    none = (await http.patch(at(RITA), json={"name": None, "phones": None})).json()
    assert (none["name"], none["corrected"]) == ("Own", [])
    assert (await http.patch(at(RITA), json={"phone": "77"})).json()["phones"] == ["77"]


async def test_an_address_is_added_and_taken_away(http, desk, three):
    new = "rita@new.example"
    told = (await http.patch(at(RITA), json={"emails": {"add": [new, "RITA@new.example"]}})).json()
    assert told["emails"] == [RITA, new]
    assert await found(http, q="new.example") == [RITA]
    await opened(http, desk, title="new", requester={"email": new})
    assert await listed(http, requester=RITA) == ["home", "new"]
    assert (await got(http, new))["tickets"]["all"] == 2
    await http.patch(at(RITA), json={"emails": {"add": ["one@more.example"]}})
    gone = {"emails": {"remove": [new, "one@more.example"]}}
    assert (await http.patch(at(RITA), json=gone)).json()["emails"] == [RITA]
    assert (await got(http, new))["tickets"]["all"] == 1
    for form, refused in (
        ({"add": [BOB]}, (409, "requester_address_taken")),
        ({"remove": [BOB]}, (422, "requester_address_unknown")),
        ({"remove": [RITA]}, (422, "requester_address_stays")),
    ):
        answer = await http.patch(at(RITA), json={"emails": form})
        assert (answer.status_code, answer.json()["code"]) == refused


@pytest.mark.parametrize(
    "form",
    [
        {"name": "x" * 201},
        {"phone": "1" * 51},
        {"phones": [""]},
        {"emails": {"add": ["nobody"]}},
        {"colour": "red"},
    ],
)
async def test_bad_values_are_refused_and_change_nothing(http, three, form):
    before = await got(http, RITA)
    answer = await http.patch(at(RITA), json=form)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert await got(http, RITA) == before


async def test_who_saw_another_version_changes_nothing(http, three):
    stale = {"If-Match": '"0"'}
    assert (await http.patch(at(RITA), json={"name": "First"}, headers=stale)).status_code == 200
    late = await http.patch(at(RITA), json={"name": "Second"}, headers=stale)
    assert (late.status_code, late.json()["code"]) == (412, "version_conflict")
    assert (await merged(http, RITA, WORK, headers=stale)).status_code == 412
    assert (await merged(http, RITA, WORK, headers={"If-Match": '"1"'})).status_code == 200
    assert (await http.post(at(RITA, "/unmerge"), headers=stale)).status_code == 412


async def test_the_history_says_who_did_what(http, three, owner: PersonState):
    await http.patch(at(RITA), json={"name": "Rita"})
    await merged(http, WORK, RITA)
    await http.post(at(WORK, "/unmerge"))
    rows = (await http.get(at(RITA, "/history"))).json()["items"]
    assert [row["kind"] for row in rows] == ["unmerged_here", "merged_here", "name"]
    assert (rows[2]["old"], rows[2]["new"], rows[2]["actor"]["name"]) == (None, "Rita", owner.name)
    # They are apart now: the history of one names the other to who knows of both alone.
    assert rows[1]["new"] == {"requester_id": str(id_of(WORK)), "email": WORK}


@pytest.mark.attack("A6")
async def test_what_is_on_other_desks_stays_there(http, desk, three, tickets: Alone, anna: PersonState):
    form = {"name": "Closed", "number_pattern": "C-{{nr}}", "member_ids": [str(a_person("agent", "Zoe").id)]}
    closed = (await http.post("/api/desks", json=form)).json()
    secret = "hidden@example.com"
    await opened(http, closed, title="hidden", requester={"email": secret, "name": "Hidden Name"})
    async with tickets.client(anna) as agent:
        assert (await merged(agent, secret, RITA)).status_code == 404
        assert (await merged(agent, RITA, secret)).status_code == 404
        assert (await agent.patch(at(secret), json={"name": "x"})).status_code == 404
        await merged(http, secret, RITA)
        told = await got(agent, RITA)
        assert (told["emails"], told["merged_from"], told["tickets"]["all"]) == ([RITA], [], 1)
        assert await listed(agent, requester=RITA) == ["home"]
        for q in ("from:hidden@example.com", "from:hidden"):
            assert await listed(agent, q=q) == []
        assert "hidden" not in (await agent.get(at(RITA, "/history"))).text.lower()
        assert (await agent.post(at(secret, "/unmerge"))).status_code == 404
        taken = await agent.patch(at(RITA), json={"emails": {"remove": [secret]}})
        assert taken.json()["code"] == "requester_address_unknown"
    assert await listed(http, requester=RITA) == ["hidden", "home"]


@pytest.mark.attack("A6")
async def test_guests_correct_and_merge_nobody(three, tickets: Alone):
    async with tickets.client(a_person("guest", "Gus")) as guest:
        for answer in (
            await guest.patch(at(RITA), json={"name": "x"}),
            await merged(guest, BOB, RITA),
            await guest.post(at(WORK, "/unmerge")),
            await guest.get(at(RITA, "/history")),
        ):
            assert answer.status_code == 403


async def test_nothing_is_kept_of_who_is_only_asked_for(http, desk, three, tickets: Alone):
    await got(http, RITA)
    await http.patch(at(str(uuid4()) + "@x.example"), json={"name": "x"})
    async with tickets.service.database.session() as session:
        assert (await session.execute(requesters.select())).all() == []
