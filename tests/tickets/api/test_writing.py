"""Comments, notes and files: written on what the writer saw, and a file goes with one thing only."""

import pytest

from tests.tickets.api.test_tickets import opened


@pytest.mark.parametrize("kind", ["comments", "notes"])
async def test_who_saw_an_older_ticket_is_told_before_they_write(http, desk, kind: str):
    made = await opened(http, desk)
    path = f"/api/tickets/{made['id']}"
    await http.put(f"{path}/status", json={"status": "in_progress"})
    late = await http.post(f"{path}/{kind}", json={"body": "x"}, headers={"If-Match": f'"{made["version"]}"'})
    assert (late.status_code, late.json()["code"]) == (412, "version_conflict")
    weak = await http.post(f"{path}/{kind}", json={"body": "x"}, headers={"If-Match": 'W/"2"'})
    assert weak.status_code == 412
    assert (
        await http.post(f"{path}/{kind}", json={"body": "x"}, headers={"If-Match": "2"})
    ).status_code == 422
    seen = {"If-Match": (await http.get(path)).headers["etag"]}
    assert (await http.post(f"{path}/{kind}", json={"body": "x"}, headers=seen)).status_code == 201
    entries = (await http.get(f"{path}/timeline")).json()["items"]
    assert [entry["kind"] for entry in entries].count(kind.removesuffix("s")) == 1


async def test_a_file_goes_with_one_thing_only(http, desk):
    made = await opened(http, desk)
    kept = (await http.post("/api/files", files={"file": ("plan.txt", b"a plan")})).json()
    form = {"body": "see", "attachment_ids": [kept["id"]]}
    path = f"/api/tickets/{made['id']}"
    assert (await http.post(f"{path}/comments", json=form)).status_code == 201
    for again, body in (
        (f"{path}/comments", form),
        (f"{path}/notes", form),
        (f"{path}/attachments", {"attachment_ids": [kept["id"]]}),
        ("/api/tickets", {"desk_id": desk["id"], "title": "x", "attachment_ids": [kept["id"]]}),
    ):
        answer = await http.post(again, json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, "unknown_attachment"), again


async def test_the_door_for_one_file_drops_no_second_one(http):
    for second in ("file", "upload"):
        sent = [("file", ("a.txt", b"a")), (second, ("b.txt", b"b"))]
        answer = await http.post("/api/files", files=sent)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, second)
