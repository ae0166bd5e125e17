"""A form that is refused keeps its files: the corrected one brings them by their ids."""

import httpx
import pytest

from shared.contracts.parts import PersonState
from tests.tickets.panel.conftest import Browse
from tests.tickets.panel.page import attached, kept, read
from tests.tickets.panel.test_opening import NEW
from tests.tickets.panel.test_ticket import here, shown

PLAN, PHOTO = ("plan.txt", b"a plan"), ("photo.txt", b"a photo")
TOO_LARGE = ("big.bin", b"x" * (10 * 1024 * 1024 + 1))


@pytest.mark.parametrize(
    ("action", "field", "message"),
    [("comments", "comment", "Public reply from the team"), ("notes", "note", "Internal note, team only")],
)
async def test_a_reply_and_a_note_keep_their_files(ticket, agent, action, field, message):
    files = [(f"{field}_files", PLAN), (f"{field}_files", TOO_LARGE), (f"{field}_files", PHOTO)]
    refused = await agent.post(here(ticket, action), data={field: "look"}, files=files)
    assert refused.status_code == 413
    assert "10 MB" in read(refused.text).one("form", aria_label="Answer").text
    drafts = kept(read(refused.text), f"{field}_drafts")
    assert list(drafts) == ["plan.txt", "photo.txt"]
    again = {field: "z" * 200_001, f"{field}_drafts": list(drafts.values())}
    refused = await agent.post(
        here(ticket, action), data=again, files={f"{field}_files": ("more.txt", b"more")}
    )
    assert refused.status_code == 422
    drafts = kept(read(refused.text), f"{field}_drafts")
    assert list(drafts) == ["plan.txt", "photo.txt", "more.txt"]
    unticked = [drafts["photo.txt"], drafts["more.txt"]]
    sent = await agent.post(here(ticket, action), data={field: "look", f"{field}_drafts": unticked})
    assert sent.status_code == 303, sent.text
    assert attached(await shown(agent, ticket), message) == ["photo.txt", "more.txt"]


async def test_a_new_ticket_keeps_its_files(desk, agent):
    data = {"desk_id": desk["id"], "title": ""}
    refused = await agent.post(NEW, data=data, files=[("files", PLAN), ("files", PHOTO)])
    drafts = kept(read(refused.text), "drafts")
    assert (refused.status_code, list(drafts)) == (422, ["plan.txt", "photo.txt"])
    made = await agent.post(NEW, data=data | {"title": "Fire", "drafts": list(drafts.values())})
    assert made.status_code == 303, made.text
    page = read((await agent.get(made.headers["location"])).text)
    assert attached(page, "From the requester") == ["plan.txt", "photo.txt"]


@pytest.mark.attack("A6")
async def test_a_draft_of_somebody_else_is_neither_kept_nor_sent(
    ticket, agent, browse: Browse, owner: PersonState
):
    refused = await agent.post(
        here(ticket, "notes"), data={"note": "z" * 200_001}, files={"note_files": PLAN}
    )
    theirs = list(kept(read(refused.text), "note_drafts").values())
    stranger: httpx.AsyncClient = browse(owner)
    for drafts in (theirs, ["no id"]):
        answer = await stranger.post(here(ticket, "notes"), data={"note": "", "note_drafts": drafts})
        assert answer.status_code == 422
        assert kept(read(answer.text), "note_drafts") == {}
    assert len(theirs) == 1


async def test_too_many_files_are_refused_and_the_kept_ones_stay(ticket, agent):
    first = await agent.post(here(ticket, "notes"), data={"note": "z" * 200_001}, files={"note_files": PLAN})
    drafts = kept(read(first.text), "note_drafts")
    many = [("note_files", (f"{n}.txt", b"x")) for n in range(10)]
    data = {"note": "all", "note_drafts": list(drafts.values())}
    refused = await agent.post(here(ticket, "notes"), data=data, files=many)
    assert refused.status_code == 422
    assert "At most 10 files" in read(refused.text).text
    assert kept(read(refused.text), "note_drafts") == drafts
