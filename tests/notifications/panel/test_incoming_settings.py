"""The form of a desk's mailbox: where its mail arrives, what becomes of it, and how fetching it goes."""

from datetime import timedelta

import httpx
import pytest
from sqlalchemy import update

from services.notifications.tables import folders
from shared.contracts.parts import DeskState
from tests.builders import NOW
from tests.notifications.conftest import Mail
from tests.notifications.panel.test_pages import FORM, place
from tests.tickets.panel.page import Element, read

IMAP = {
    "imap_host": "127.0.0.1", "imap_port": "143", "imap_tls": "none", "imap_username": "rita", "imap_password": "canary",
    "imap_folder": "Support", "imap_read_old": "1", "open_tickets": "1", "reply_tokens": "1",
}  # fmt: skip


async def shown(http: httpx.AsyncClient, desk: DeskState) -> Element:
    return read((await http.get(place(desk))).text)


async def saved(http: httpx.AsyncClient, desk: DeskState, **more: str | None) -> dict:
    """What is saved of the mailbox after a form with `more`; None leaves a field out."""
    version = (await shown(http, desk)).form(f"{place(desk)}/mailbox").values()["version"]
    form = {
        name: value
        for name, value in (FORM | IMAP | {"version": version} | more).items()
        if value is not None
    }
    answer = await http.post(f"{place(desk)}/mailbox", data=form)
    assert answer.status_code == 303, answer.text
    return (await http.get(f"/api/mail/desks/{desk.id}/mailbox")).json()


async def test_where_mail_arrives_is_saved_and_shown_without_the_password(
    http: httpx.AsyncClient, desk: DeskState
):
    kept = await saved(http, desk)
    assert kept["imap"] == {
        "host": "127.0.0.1", "port": 143, "tls": "none", "username": "rita", "has_password": True,
        "folder": "Support", "read_old": True, "auth": "password", "oauth2": None,
    }  # fmt: skip
    assert (kept["open_tickets"], kept["reply_tokens"]) == (True, True)
    form = (await shown(http, desk)).form(f"{place(desk)}/mailbox")
    for name in ("imap_host", "imap_port", "imap_username", "imap_folder"):
        assert form.one("input", name=name)["value"] == IMAP[name]
    assert form.one("select", name="imap_tls").one("option", selected="").text == "None"
    for name in ("imap_read_old", "open_tickets", "reply_tokens"):
        assert "checked" in form.one("input", name=name).attributes
    assert "value" not in form.one("input", name="imap_password").attributes


async def test_an_empty_password_keeps_the_one_there_is_and_no_name_takes_it_away(
    http: httpx.AsyncClient, desk: DeskState
):
    await saved(http, desk)
    assert (await saved(http, desk, imap_password=""))["imap"]["has_password"] is True
    assert (await saved(http, desk, imap_password="", imap_username=""))["imap"]["has_password"] is False


async def test_what_is_not_ticked_is_off_and_without_a_server_nothing_is_fetched(
    http: httpx.AsyncClient, desk: DeskState
):
    await saved(http, desk)
    off = await saved(http, desk, imap_read_old=None, open_tickets=None, reply_tokens=None)
    assert (off["imap"]["read_old"], off["open_tickets"], off["reply_tokens"]) == (False, False, False)
    form = (await shown(http, desk)).form(f"{place(desk)}/mailbox")
    for name in ("imap_read_old", "open_tickets", "reply_tokens"):
        assert "checked" not in form.one("input", name=name).attributes
    assert (await saved(http, desk, imap_host=""))["imap"] is None


async def test_a_new_mailbox_is_offered_with_reply_addresses_and_the_usual_port(
    http: httpx.AsyncClient, desk: DeskState
):
    form = (await shown(http, desk)).form(f"{place(desk)}/mailbox")
    assert form.one("input", name="imap_port")["value"] == "993"
    ticked = [each["name"] for each in form.all("input", type="checkbox") if "checked" in each.attributes]
    assert ticked == ["reply_tokens"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"imap_host": "a b"}, "imap_host"),
        ({"imap_port": "0"}, "imap_port"),
        (
            {"imap_port": "143", "imap_host": "imap.example.com", "imap_password": "", "version": "1"},
            "imap_password",
        ),
    ],
)
async def test_what_is_wrong_is_said_beside_its_field_and_the_rest_is_kept(
    http: httpx.AsyncClient, desk: DeskState, wrong: dict[str, str], field: str
):
    await saved(http, desk)
    typed = FORM | IMAP | {"imap_folder": "As typed", "version": "1"} | wrong
    del typed["open_tickets"]
    answer = await http.post(f"{place(desk)}/mailbox", data=typed)
    assert answer.status_code == 422
    form = read(answer.text).form(f"{place(desk)}/mailbox")
    assert form.one("input", name=field)["aria-invalid"] == "true"
    assert form.one("input", name="imap_folder")["value"] == "As typed"
    assert "checked" not in form.one("input", name="open_tickets").attributes
    assert "checked" in form.one("input", name="reply_tokens").attributes
    assert "canary" not in answer.text


@pytest.mark.parametrize(
    ("going", "says"),
    [
        (None, ["Not looked at yet"]),
        ({"looked_at": NOW, "behind": 49_000}, ["Connected", "49,000 mails still to fetch"]),
        (
            {"looked_at": NOW, "failing_since": NOW - timedelta(hours=1), "problem": "wrong password"},
            ["Not working", "No mail is fetched: wrong password", "since"],
        ),
    ],
)
async def test_the_page_says_how_fetching_goes(
    mail: Mail, http: httpx.AsyncClient, desk: DeskState, going: dict | None, says: list[str]
):
    await saved(http, desk)
    if going:
        async with mail.service.database.session() as session:
            await session.execute(update(folders).values(going))
            await session.commit()
    page = await shown(http, desk)
    for words in says:
        assert words in page.text


async def test_both_ways_of_the_saved_mailbox_are_tried(http: httpx.AsyncClient, desk: DeskState):
    await saved(http, desk)
    answer = await http.post(f"{place(desk)}/mailbox/test")
    assert "The mailbox does not work" in answer.text
    assert "outgoing:" in answer.text
    assert "incoming:" in answer.text
