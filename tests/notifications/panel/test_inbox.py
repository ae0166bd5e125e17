"""The mail inbox: what is to decide, by state and desk, and how it is told in the rail."""

from typing import Any

import httpx
import pytest
from sqlalchemy import update
from uuid_utils.compat import uuid7

from services.notifications.panel import inbox_page
from services.notifications.panel.reasons import REASONS, in_words
from services.notifications.queries import emails as queries
from services.notifications.tables import emails
from shared.contracts.parts import DeskState
from tests.notifications.conftest import Mail, heard_desk
from tests.notifications.incoming.letters import a_mail
from tests.notifications.incoming.test_answers import taken_in
from tests.notifications.panel.conftest import newest
from tests.service_fixtures import a_person
from tests.tickets.panel.page import Element, read

INBOX = "/panel/mail/inbox"
HTMX = {"hx-request": "true"}


async def shown(http: httpx.AsyncClient, address: str = INBOX, **headers: str) -> Element:
    answer = await http.get(address, headers=headers)
    assert answer.status_code == 200, answer.text
    return read(answer.text)


def lines(page: Element) -> list[str]:
    return [each.text for each in page.all("a", class_="mail-i")]


async def test_each_state_has_its_list_and_says_when_it_is_empty(http: httpx.AsyncClient):
    for state, (title, _) in inbox_page.EMPTY.items():
        page = await shown(http, f"{INBOX}?state={state}")
        assert page.heading() == "Mail"
        assert page.one("h2", says=title)
        assert page.one("a", aria_current="page", says=inbox_page.TABS[state])


@pytest.mark.usefixtures("keeps")
async def test_a_mail_is_listed_by_who_wrote_it_and_how_it_begins_with_the_reason_in_words(
    mail: Mail, http: httpx.AsyncClient, desk: DeskState
):
    await taken_in(mail, desk.id, a_mail(body="It  burns.\r\nHelp!", List_Id="<news.example.com>"))
    page = await shown(http)
    (line,) = page.all("a", class_="mail-i")
    for part in ("Rita", "Printer on fire", "It burns. Help!", REASONS["list"], "now"):
        assert part in line.text
    assert line.one("b", says="Rita")["dir"] == "auto"
    assert line["href"] == await newest(http)
    assert page.one("a", says="To decide").text == "To decide 1"
    for reason, words in ((code, REASONS[code]) for code in REASONS):
        assert in_words(reason) == words != reason
    assert in_words("more than 1,000 parts") == "more than 1,000 parts"


async def test_mails_of_one_desk_alone(mail: Mail, http: httpx.AsyncClient, desk: DeskState, designed: str):
    other = await heard_desk(mail, name="Orders")
    page = await shown(http, f"{INBOX}?desk_id={other.id}")
    assert lines(page) == []
    assert page.one("option", says="Orders").attributes.keys() >= {"selected"}
    page = await shown(http, f"{INBOX}?desk_id={desk.id}")
    (line,) = page.all("a", class_="mail-i")
    assert line["href"] == f"{designed}?desk_id={desk.id}"
    assert f"desk_id={desk.id}" in page.one("a", says="Quarantine")["href"]


async def test_a_list_goes_on_and_only_its_first_page_is_kept_fresh(
    mail: Mail,
    http: httpx.AsyncClient,
    desk: DeskState,
    keeps: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(queries, "PAGE", 2)
    for number in range(3):
        await taken_in(mail, desk.id, a_mail(f"Mail {number}"))
    first = await shown(http)
    assert [line.split()[2] for line in lines(first)] == ["Mail", "Mail"]
    assert first.one("div", id="mails")["hx-get"] == INBOX
    second = await shown(http, first.one("a", says="Show older")["href"])
    assert len(lines(second)) == 1
    assert "Mail 0" in lines(second)[0]
    assert "hx-get" not in second.one("div", id="mails").attributes


async def test_the_list_alone_comes_again_with_the_open_mail_marked(http: httpx.AsyncClient, designed: str):
    page = await shown(http, designed)
    part = await http.get(page.one("div", id="mails")["hx-get"], headers=HTMX)
    assert "<html" not in part.text
    assert read(part.text).one("a", class_="mail-i", aria_current="true")["href"] == designed


async def test_the_rail_tells_how_many_are_to_decide(
    mail: Mail, http: httpx.AsyncClient, desk: DeskState, designed: str, monkeypatch: pytest.MonkeyPatch
):
    rail = (await shown(http)).one("nav", id="rail").one("a", says="Mail", href=INBOX)
    place = rail.one("span", data_quiet="")["hx-get"]
    assert (await shown(http, place, **HTMX)).text == "1 to decide"
    await taken_in(mail, desk.id, a_mail())
    monkeypatch.setattr(queries, "MOST_COUNTED", 1)
    monkeypatch.setattr("services.notifications.panel.inbox.MOST_COUNTED", 1)
    assert (await shown(http, place, **HTMX)).text == "0+ to decide"
    assert (await http.get(place)).headers["location"] == INBOX
    async with mail.service.database.session() as session:
        await session.execute(update(emails).values(state="discarded"))
        await session.commit()
    assert (await shown(http, place, **HTMX)).text == ""


async def test_who_may_not_read_tickets_sees_no_mail_and_who_is_on_another_desk_none_of_this_one(
    mail: Mail, designed: str
):
    async with mail.client(a_person("guest")) as guest:
        for address in (INBOX, f"{INBOX}/waiting", designed, f"{designed}/html", f"{designed}/tickets"):
            assert (await guest.get(address)).status_code == 403
    async with mail.client() as nobody:
        answer = await nobody.get(designed)
        assert (answer.status_code, answer.headers["location"][:14]) == (303, "/auth/sign-in?")


@pytest.mark.attack("A6")
async def test_mail_of_a_desk_that_one_may_not_see_is_not_there(mail: Mail, http: httpx.AsyncClient):
    hidden = await heard_desk(mail, name="Board", member_ids=[uuid7()])
    await taken_in(mail, hidden.id, a_mail("Secret plan", "<b>canary</b>"))
    page = await newest(http)
    async with mail.client(a_person("agent")) as agent:
        answers = [await agent.get(f"{page}{end}") for end in ("", "/html", "/tickets")]
        answers += [
            await agent.post(f"{page}/{verb}", data={"ticket_id": str(uuid7()), "title": "x"})
            for verb in ("ticket", "link", "discard", "retry")
        ]
        assert [answer.status_code for answer in answers] == [404] * 7
        listed = await agent.get(INBOX)
        assert "canary" not in "".join(answer.text for answer in (*answers, listed))
        assert "Board" not in listed.text


@pytest.mark.usefixtures("keeps")
async def test_a_mail_with_files_has_a_paper_clip(mail: Mail, http: httpx.AsyncClient, desk: DeskState):
    file = 'Content-Disposition: attachment; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\nx\r\n'
    parts = f"--b\r\n\r\nSee the file.\r\n--b\r\n{file}--b--\r\n"
    await taken_in(mail, desk.id, a_mail("Plain", List_Id="<a.example.com>"))
    sent = a_mail("Filled", parts, List_Id="<b.example.com>", Content_Type="multipart/mixed; boundary=b")
    await taken_in(mail, desk.id, sent)
    filled, plain = (await shown(http)).all("a", class_="mail-i")
    assert ("with files" in filled.text, "with files" in plain.text) == (True, False)
    listed = (await http.get("/api/mail/emails")).json()["items"]
    assert [each["has_files"] for each in listed] == [True, False]
