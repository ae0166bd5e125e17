"""Who is mentioned in a note may see that ticket and write notes on it, and nothing else of its desk."""

import re
from collections.abc import AsyncIterator
from html import unescape
from uuid import uuid4

import httpx
import pytest

from shared.contracts.organization import AgentChanged
from shared.contracts.parts import PersonState
from shared.contracts.tickets import NoteAdded
from tests.service_fixtures import Alone, a_person
from tests.tickets.conftest import met

Http = httpx.AsyncClient


@pytest.fixture
async def outsider(tickets: Alone) -> PersonState:
    """An agent who works on no desk of these tests."""
    return await met(tickets, "Olga Obca")


@pytest.fixture
async def theirs(tickets: Alone, outsider: PersonState) -> AsyncIterator[Http]:
    async with tickets.client(outsider) as client:
        yield client


@pytest.fixture
async def closed(http: Http, anna: PersonState) -> dict:
    """A desk of Anna's alone."""
    return (await http.post("/api/desks", json={"name": "Closed", "member_ids": [str(anna.id)]})).json()


async def opened(http: Http, desk: dict, **more) -> dict:
    made = await http.post("/api/tickets", json={"desk_id": desk["id"], "title": "Printer", **more})
    assert made.status_code == 201, made.text
    return made.json()


async def mention(http: Http, ticket: dict, *people: PersonState, body: str = "Look") -> httpx.Response:
    ids = [str(each.id) for each in people]
    return await http.post(f"/api/tickets/{ticket['id']}/notes", json={"body": body, "mention_ids": ids})


async def test_a_mention_opens_the_ticket_for_reading_and_notes(http, closed, theirs, outsider, tickets):
    ticket = await opened(http, closed, requester={"email": "rita@example.com"})
    path = f"/api/tickets/{ticket['id']}"
    assert (await theirs.get(path)).status_code == 404
    assert (await mention(http, ticket, outsider)).status_code == 201
    seen = (await theirs.get(path)).json()
    assert (seen["number"], seen["public_url"]) == (ticket["number"], None)
    assert [(each["id"], each["name"]) for each in seen["participants"]] == [
        (str(outsider.id), outsider.name)
    ]
    assert [each["kind"] for each in (await theirs.get(f"{path}/timeline")).json()["items"]][-1] == "note"
    assert (await theirs.post(f"{path}/notes", json={"body": "I know this one"})).status_code == 201
    assert (await theirs.put(f"{path}/drafts/note", json={"body": "and"})).status_code == 200
    assert (await theirs.put(f"{path}/presence", json={"state": "reading"})).status_code == 200
    told = await tickets.said(NoteAdded)
    assert [each.mentioned for each in told] == [(outsider.id,), ()]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", "", {"title": "x"}),
        ("PUT", "/status", {"status": "resolved"}),
        ("PUT", "/assignee", {"kind": "agent", "id": "{me}"}),
        ("DELETE", "/assignee", None),
        ("PUT", "/snooze", {"text": "in 3 days"}),
        ("DELETE", "/snooze", None),
        ("PUT", "/public-link", {"active": False}),
        ("PUT", "/desk", {"desk_id": "{desk}"}),
        ("POST", "/merge", {"into": "{other}"}),
        ("POST", "/comments", {"body": "x"}),
        ("POST", "/attachments", {"attachment_ids": ["{other}"]}),
        ("PUT", "/drafts/reply", {"body": "x"}),
        ("DELETE", "/participants/{me}", None),
    ],
)
async def test_whoever_was_mentioned_does_nothing_else(
    http, desk, closed, theirs, outsider, method: str, path: str, body: dict | None
):
    ticket, other = await opened(http, closed), await opened(http, desk)
    await mention(http, ticket, outsider)
    values = {"{me}": str(outsider.id), "{desk}": desk["id"], "{other}": other["id"]}
    given = body and {
        k: [values.get(x, x) for x in v] if isinstance(v, list) else values.get(v, v) for k, v in body.items()
    }
    path = path.replace("{me}", str(outsider.id))
    no = await theirs.request(method, f"/api/tickets/{ticket['id']}{path}", json=given)
    assert (no.status_code, no.json()["code"]) == (403, "only_notes_here"), no.text
    bulk = {"ids": [ticket["id"]], "change": {"status": "resolved"}}
    refused = (await theirs.post("/api/tickets/bulk", json=bulk)).json()["refused"]
    assert [each["code"] for each in refused] == ["only_notes_here"]


async def test_it_opens_no_other_ticket_and_counts_nothing_of_the_desk(http, closed, theirs, outsider):
    ticket, other = await opened(http, closed), await opened(http, closed)
    await mention(http, ticket, outsider)
    assert (await theirs.get(f"/api/tickets/{other['id']}")).status_code == 404
    assert (await theirs.post(f"/api/tickets/{other['id']}/notes", json={"body": "x"})).status_code == 404
    assert (await theirs.get(f"/api/desks/{closed['id']}")).status_code == 404
    found = (await theirs.get("/api/tickets", params={"view": "mentioned"})).json()
    assert [(each["id"], each["public_url"]) for each in found["items"]] == [(ticket["id"], None)]
    assert set(found["counters"].values()) == {0}
    everything = (await theirs.get("/api/tickets", params={"view": "all", "desk_id": closed["id"]})).json()
    assert (everything["items"], set(everything["counters"].values())) == ([], {0})
    searched = await theirs.get("/api/tickets", params={"view": "mentioned", "q": "printer"})
    assert [each["id"] for each in searched.json()["items"]] == [ticket["id"]]
    csv = (await theirs.get("/api/tickets.csv", params={"view": "mentioned"})).text
    assert (ticket["number"] in csv, other["number"] in csv) == (True, False)
    assert (await http.get("/api/tickets", params={"view": "mentioned"})).json()["items"] == []


async def test_nobody_is_given_what_their_role_forbids(http, closed, tickets: Alone, anna):
    ticket = await opened(http, closed)
    guest, gone = a_person("guest", "Gast"), a_person("agent", "Gone", active=False)
    await tickets.hear(AgentChanged(person=guest), AgentChanged(person=gone))
    for person in (guest, gone):
        no = await mention(http, ticket, anna, person)
        assert (no.status_code, no.json()["code"]) == (422, "cannot_be_mentioned")
        assert no.json()["errors"][0]["field"] == "mention_ids"
    unknown = a_person("agent", "Unknown", uuid4())
    assert (await mention(http, ticket, unknown)).json()["code"] == "assignee_not_found"
    assert (await http.get(f"/api/tickets/{ticket['id']}")).json()["participants"] == []
    await mention(http, ticket, anna)
    await tickets.hear(AgentChanged(person=a_person("guest", "Anna", anna.id, version=2)))
    async with tickets.client(a_person("guest", "Anna", anna.id, version=2)) as hers:
        assert (await hers.get(f"/api/tickets/{ticket['id']}")).status_code == 403


async def test_whoever_was_mentioned_brings_in_nobody_else(http, closed, theirs, outsider, anna, bea):
    ticket = await opened(http, closed)
    await mention(http, ticket, outsider)
    no = await mention(theirs, ticket, bea)
    assert (no.status_code, no.json()["code"]) == (422, "cannot_be_mentioned")
    assert (await mention(theirs, ticket, anna)).status_code == 201


async def test_it_follows_a_merge_and_a_move_and_ends_with_them(http, desk, closed, theirs, outsider):
    other = (await http.post("/api/desks", json={"name": "Also", "member_ids": closed["member_ids"]})).json()
    source, target = await opened(http, closed), await opened(http, other)
    await mention(http, source, outsider)
    await http.post(f"/api/tickets/{source['id']}/merge", json={"into": target["id"]})
    for ticket in (source, target):
        assert (await theirs.get(f"/api/tickets/{ticket['id']}")).json()["id"] == target["id"]
    listed = (await theirs.get("/api/tickets", params={"view": "mentioned"})).json()["items"]
    assert [each["id"] for each in listed] == [target["id"]]
    assert (await theirs.post(f"/api/tickets/{source['id']}/notes", json={"body": "x"})).status_code == 201
    await http.post(f"/api/tickets/{source['id']}/unmerge")
    assert (await theirs.get(f"/api/tickets/{target['id']}")).status_code == 404
    await http.put(f"/api/tickets/{source['id']}/desk", json={"desk_id": other["id"]})
    assert (await theirs.get(f"/api/tickets/{source['id']}")).json()["desk_id"] == other["id"]


async def test_a_number_of_before_leads_only_who_may_see_where_it_leads(http, desk, closed, theirs, outsider):
    ticket = await opened(http, desk)
    number = f"/api/desks/{desk['id']}/tickets/{ticket['number']}"
    assert (await theirs.get(number)).status_code == 200
    await http.put(f"/api/tickets/{ticket['id']}/desk", json={"desk_id": closed["id"]})
    assert (await theirs.get(number)).status_code == 404
    await mention(http, ticket, outsider)
    assert (await theirs.get(number)).json()["public_url"] is None


async def test_it_can_be_taken_back(http, closed, theirs, outsider):
    ticket = await opened(http, closed)
    path = f"/api/tickets/{ticket['id']}"
    await mention(http, ticket, outsider)
    await mention(http, ticket, outsider)
    assert len((await http.get(path)).json()["participants"]) == 1
    assert (await http.delete(f"{path}/participants/{outsider.id}")).status_code == 204
    assert (await theirs.get(path)).status_code == 404
    assert (await theirs.get("/api/tickets", params={"view": "mentioned"})).json()["items"] == []
    again = await http.delete(f"{path}/participants/{outsider.id}")
    assert (again.status_code, again.json()["code"]) == (404, "no_such_participant")
    changes = [
        each["change"] for each in (await http.get(f"{path}/timeline")).json()["items"] if "change" in each
    ]
    assert changes[1:] == ["brought_in", "sent_away"]


async def test_a_page_reads_names_and_comments_do_not(http, closed, theirs, outsider, tickets):
    ticket = await opened(http, closed)
    page = f"/panel/tickets/{ticket['id']}"
    assert (await theirs.get(page)).status_code == 404
    await http.post(f"{page}/comments", data={"comment": "Hello @Olga Obca"})
    assert (await theirs.get(page)).status_code == 404
    await http.post(f"/api/tickets/{ticket['id']}/notes", json={"body": "@Olga Obca typed by a program"})
    assert (await theirs.get(page)).status_code == 404
    assert (await http.post(f"{page}/notes", data={"note": "Ask @olga obca."})).status_code == 303
    shown = await theirs.get(page)
    assert shown.status_code == 200
    assert "You were mentioned here" in shown.text
    assert not re.search(r'action="[^"]*/(status|assignee|comments|snooze)', shown.text)
    assert (await theirs.post(f"{page}/notes", data={"note": "Done"})).status_code == 303
    assert (await theirs.post(f"{page}/notes", data={"note": ""})).status_code == 422
    assert (await theirs.post(f"{page}/status", data={"status": "resolved"})).status_code == 403
    assert "Take it back" in (await http.get(page)).text
    ended = await http.post(f"{page}/participants/end", data={"person_id": str(outsider.id)})
    assert ended.status_code == 303
    assert "took the ticket back from" in unescape((await http.get(page)).text)
    assert (await theirs.get(page)).status_code == 404
