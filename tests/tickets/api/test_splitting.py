"""Public comments become a ticket of their own."""

import pytest

from shared.contracts.tickets import TicketCreated
from tests.service_fixtures import Alone
from tests.tickets.api.test_tickets import opened


async def written(http, ticket: dict, body: str, kind: str = "comments") -> str:
    answer = await http.post(f"/api/tickets/{ticket['id']}/{kind}", json={"body": body})
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def split(http, ticket: dict, ids: list[str], title: str = "The other thing"):
    return await http.post(f"/api/tickets/{ticket['id']}/split", json={"comment_ids": ids, "title": title})


async def test_a_comment_becomes_a_ticket_of_the_same_requester(http, desk, tickets: Alone):
    made = await opened(http, desk, priority="high")
    ids = [await written(http, made, body) for body in ("one", "two", "three")]
    answer = await split(http, made, [ids[2], ids[0]])
    assert answer.status_code == 201, answer.text
    new = answer.json()
    assert (new["number"], new["title"], new["body"]) == ("SUP-002", "The other thing", "one\n\nthree")
    assert (new["requester"]["email"], new["priority"]) == ("rita@example.com", "high")
    assert new["public_url"] not in (None, made["public_url"])
    told = (await tickets.said(TicketCreated))[-1]
    assert (str(told.ticket.id), told.body) == (new["id"], "one\n\nthree")
    entries = (await http.get(f"/api/tickets/{made['id']}/timeline")).json()["items"]
    assert [each["body"] for each in entries if each["kind"] == "comment"] == ["one", "two", "three"]
    assert entries[-1]["change"] == "split"
    assert entries[-1]["new"] == {"ticket_id": new["id"], "number": "SUP-002"}


async def test_files_go_with_their_words(http, desk):
    made = await opened(http, desk)
    kept = (await http.post("/api/files", files={"file": ("plan.txt", b"a plan")})).json()
    form = {"body": "see", "attachment_ids": [kept["id"]]}
    said = (await http.post(f"/api/tickets/{made['id']}/comments", json=form)).json()
    assert [each["name"] for each in (await split(http, made, [said["id"]])).json()["attachments"]] == [
        "plan.txt"
    ]


@pytest.mark.parametrize("what", ["note", "foreign", "none", "title"])
async def test_what_is_no_public_comment_of_it_is_refused(http, desk, what: str):
    made, other = await opened(http, desk), await opened(http, desk)
    ids = {
        "note": [await written(http, made, "inside", "notes")],
        "foreign": [await written(http, other, "elsewhere")],
        "none": [],
        "title": [await written(http, made, "x")],
    }[what]
    answer = await split(http, made, ids, " " if what == "title" else "A title")
    codes = {"note": "unknown_comment", "foreign": "unknown_comment", "none": "invalid", "title": "invalid"}
    assert (answer.status_code, answer.json()["code"]) == (422, codes[what])
    assert len((await http.get("/api/tickets?view=all")).json()["items"]) == 2
