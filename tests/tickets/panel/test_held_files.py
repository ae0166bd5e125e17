"""Files that a scanner has to look at first: listed with what is known of them, and closed until it found nothing."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.tickets.app import build
from services.tickets.settings import TicketsSettings
from shared.contracts.notifications import FileChecked
from shared.contracts.tickets import TicketFileStored
from tests.conftest import MakeDatabase
from tests.service_fixtures import Alone, alone
from tests.tickets.panel.page import read

SCANNER = {"HELPDESK_CLAMAV_URL": "tcp://127.0.0.1:3310"}


@pytest.fixture
async def tickets(database: MakeDatabase, tmp_path: Path) -> AsyncIterator[Alone]:
    async with alone(build, TicketsSettings, await database("tickets"), tmp_path, **SCANNER) as made:
        yield made


@pytest.fixture
async def noted(tickets: Alone, http, ticket) -> dict:
    """A file that came with an internal note."""
    kept = await http.post("/api/files", files={"file": ("a.txt", b"text")})
    assert kept.json()["state"] == "being_checked"
    form = {"body": "See.", "attachment_ids": [kept.json()["id"]]}
    assert (await http.post(f"/api/tickets/{ticket['id']}/notes", json=form)).status_code == 201
    return await timeline_file(http, ticket)


async def timeline_file(http, ticket) -> dict:
    entries = (await http.get(f"/api/tickets/{ticket['id']}/timeline")).json()["items"]
    (file,) = [file for entry in entries for file in entry.get("attachments", ())]
    return file


async def judge(tickets: Alone, verdict: str, reason: str = "") -> None:
    (told,) = await tickets.said(TicketFileStored)
    await tickets.hear(
        FileChecked.model_validate({"object_key": told.object_key, "verdict": verdict, "reason": reason})
    )


async def test_a_file_is_closed_until_it_was_found_clean(tickets, http, ticket, noted):
    assert noted["state"] == "being_checked"
    closed = await http.get(noted["url"])
    assert (closed.status_code, closed.json()["code"]) == (423, "file_being_checked")
    await judge(tickets, "clean")
    assert (await http.get(noted["url"])).text == "text"
    assert (await timeline_file(http, ticket))["state"] == "ready"


async def test_an_open_page_asks_again_until_the_scanner_has_spoken(tickets, http, ticket, noted):
    page = f"/panel/tickets/{ticket['id']}"
    again = f'hx-get="{page}/conversation" hx-trigger="load delay:3s"'
    assert again in (await http.get(page)).text
    await judge(tickets, "clean")
    assert again not in (await http.get(page)).text


@pytest.mark.parametrize(
    ("verdict", "status", "code"),
    [("infected", 410, "file_infected"), ("unchecked", 423, "file_not_checked")],
)
async def test_what_did_not_pass_stays_closed_and_the_team_sees_why(
    tickets, http, ticket, noted, verdict, status, code
):
    await judge(tickets, verdict, "Some.Name")
    closed = await http.get(noted["url"])
    assert (closed.status_code, closed.json()["code"]) == (status, code)
    assert "Some.Name" not in closed.text
    shown = await timeline_file(http, ticket)
    assert (shown["state"], shown["reason"]) == (verdict, "Some.Name")


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        ("", "being checked for viruses"),
        ("infected", "removed: a virus was found in it : Some.Name"),
        ("clean", ""),
    ],
)
async def test_the_page_shows_name_size_and_what_is_known(tickets, http, ticket, noted, verdict, words):
    if verdict:
        await judge(tickets, verdict, "Some.Name" if verdict == "infected" else "")
    page = read((await http.get(f"/panel/tickets/{ticket['id']}")).text)
    (file,) = page.all(class_="file")
    assert file.all("bdi")[0].text == "a.txt"
    assert file.one("small").text.startswith("4 B")
    assert (words in file.text, "href" in file.attributes) == (True, verdict == "clean")


async def test_a_mixed_list_keeps_each_file_s_own_state(tickets, http, ticket):
    kept = [await http.post("/api/files", files={"file": (name, b"text")}) for name in ("a.txt", "b.txt")]
    form = {"attachment_ids": [each.json()["id"] for each in kept]}
    version = (await http.get(f"/api/tickets/{ticket['id']}")).headers["etag"]
    await http.post(f"/api/tickets/{ticket['id']}/attachments", json=form, headers={"If-Match": version})
    first, _ = await tickets.said(TicketFileStored)
    await tickets.hear(FileChecked(object_key=first.object_key, verdict="clean"))
    shown = (await http.get(f"/api/tickets/{ticket['id']}")).json()["attachments"]
    assert [each["state"] for each in shown] == ["ready", "being_checked"]


async def test_without_a_scanner_what_was_held_opens_and_what_was_removed_stays_so(
    tickets, http, ticket, noted, database, tmp_path, owner
):
    async with (
        alone(build, TicketsSettings, tickets.service.database, tmp_path) as plain,
        plain.client(owner) as other,
    ):
        assert (await other.get(noted["url"])).text == "text"
        new = await other.post("/api/files", files={"file": ("b.txt", b"more")})
        assert new.json()["state"] == "ready"
        assert len(await tickets.said(TicketFileStored)) == 1
        await judge(tickets, "infected")
        assert (await other.get(noted["url"])).status_code == 410
