"""The page of one mail, and deciding about it by hand."""

import asyncio

import httpx
import pytest
from uuid_utils.compat import uuid7

from shared.contracts.notifications import MailCommentRequested, MailTicketRequested
from shared.contracts.parts import DeskState
from tests.notifications.conftest import Mail, heard_desk
from tests.notifications.events import a_ticket_state, ticket_created
from tests.notifications.incoming.letters import a_mail
from tests.notifications.incoming.test_answers import taken_in
from tests.notifications.panel.conftest import newest
from tests.tickets.panel.page import Element, read

HTMX = {"hx-request": "true"}


async def look(http: httpx.AsyncClient, address: str) -> Element:
    answer = await http.get(address)
    assert answer.status_code == 200, answer.text
    return read(answer.text)


def main(page: Element) -> Element:
    return page.one("section", id="mail")


async def test_the_reply_stands_apart_from_what_it_quotes(http: httpx.AsyncClient, designed: str):
    page = await look(http, designed)
    assert page.heading() == "Pallet labels"
    said = main(page).one("div", class_="msg-b")
    assert (said.text, said["dir"]) == ("Wrong labels.", "auto")
    assert "Which labels?" in main(page).one("details", says="Show the whole mail").one("blockquote").text
    assert "Dele" in main(page).text
    assert "dele@example.com" in main(page).text
    assert "to support@example.com" in main(page).text
    (file,) = main(page).all("a", class_="file")
    assert file.text == "logo.png 8 B"
    original = await http.get(main(page).one("a", says="Original")["href"])
    assert original.headers["content-disposition"].startswith("attachment")
    assert b"steal()" in original.content


async def test_a_mail_becomes_a_ticket_with_what_was_typed_and_two_clicks_make_one(
    mail: Mail, http: httpx.AsyncClient, designed: str
):
    form = main(await look(http, designed)).form(f"{designed}/ticket")
    assert form.one("input", name="title")["value"] == "Pallet labels"
    assert "Support" in form.text
    typed = form.values() | {"title": "Wrong labels", "priority": "high"}
    answers = await asyncio.gather(*[http.post(f"{designed}/ticket", data=typed) for _ in range(3)])
    assert [(a.status_code, a.headers["location"]) for a in answers] == [(303, designed)] * 3
    (wish,) = await mail.said(MailTicketRequested)
    assert (wish.title, wish.priority, wish.requester.email) == ("Wrong labels", "high", "dele@example.com")
    await mail.hear(ticket_created(a_ticket_state(wish.desk_id, id=wish.ticket_id, number="SUP-7")))
    page = main(await look(http, designed))
    assert page.one("a", says="Open the ticket")["href"] == f"/panel/tickets/{wish.ticket_id}"
    assert page.all("form") == []


async def test_a_mail_is_linked_to_a_ticket_that_was_found_by_words(
    mail: Mail, http: httpx.AsyncClient, desk: DeskState, designed: str
):
    theirs = a_ticket_state(desk.id, number="SUP-1", title="Old", requester={"email": "DELE@example.com"})
    others = [a_ticket_state(desk.id, number=f"SUP-{n}", title=f"100% toner {n}") for n in (2, 3)]
    await mail.hear(*[ticket_created(each) for each in (theirs, *others)])
    choices = main(await look(http, designed)).one("fieldset").all("label")
    assert ["SUP-1" in choices[0].text, "SUP-3" in choices[1].text, "SUP-2" in choices[2].text] == [True] * 3
    for typed, found in (("TONER", 2), ("sup-2 100%", 1), ("rita@example", 2), ("%", 2), ("nothing", 0)):
        part = await http.get(f"{designed}/tickets", params={"q": typed}, headers=HTMX)
        assert len(read(part.text).all("input", name="ticket_id")) == found, typed
        page = await http.get(designed, params={"q": typed})
        assert len(main(read(page.text)).all("input", name="ticket_id")) == found, typed
    form = main(await look(http, designed)).form(f"{designed}/link")
    typed = form.values() | {"ticket_id": str(theirs.id)}
    for answer in await asyncio.gather(*[http.post(f"{designed}/link", data=typed) for _ in range(2)]):
        assert (answer.status_code, answer.headers["location"]) == (303, designed)
    (wish,) = await mail.said(MailCommentRequested)
    assert (wish.ticket_id, wish.public, wish.body) == (theirs.id, True, "Wrong labels.")


@pytest.mark.parametrize("whose", ["nobody's", "another desk's"])
async def test_a_ticket_that_one_may_not_see_is_neither_found_nor_linked(
    mail: Mail, agent: httpx.AsyncClient, http: httpx.AsyncClient, designed: str, whose: str
):
    board = await heard_desk(mail, name="Board", member_ids=[uuid7()])
    hidden = a_ticket_state(board.id, title="Secret plan")
    await mail.hear(ticket_created(hidden))
    found = await agent.get(f"{designed}/tickets?q=plan", headers=HTMX)
    assert "Secret" not in found.text
    ticket_id = hidden.id if whose == "another desk's" else uuid7()
    answer = await agent.post(f"{designed}/link", data={"ticket_id": str(ticket_id)})
    assert answer.status_code == 404
    assert "no ticket" in main(read(answer.text)).one("p", class_="err").text
    assert await mail.said(MailCommentRequested) == []


@pytest.mark.parametrize(
    ("form", "typed", "says"),
    [
        ("link", {}, "Choose a ticket first."),
        ("link", {"ticket_id": "x"}, "missing or wrong"),
        ("ticket", {"title": "x" * 201}, "at most 200"),
        ("ticket", {"title": "As typed", "priority": "huge"}, "missing or wrong"),
    ],
)
async def test_a_refused_form_comes_back_open_with_what_was_typed(
    http: httpx.AsyncClient, designed: str, form: str, typed: dict[str, str], says: str
):
    answer = await http.post(f"{designed}/{form}", data=typed)
    assert answer.status_code == 422
    (opened,) = [each for each in main(read(answer.text)).all("details") if "open" in each.attributes]
    assert says in opened.text
    if "title" in typed:
        assert opened.one("input", name="title")["value"] == typed["title"]


async def test_a_mail_that_somebody_else_decided_about_says_so(
    mail: Mail, http: httpx.AsyncClient, designed: str
):
    assert (await http.post(f"{designed}/ticket", data={"title": "x"})).status_code == 303
    for form in ("ticket", "discard", "retry"):
        answer = await http.post(f"{designed}/{form}", data={"title": "y"})
        assert answer.status_code == 409
        assert main(read(answer.text)).one("p", role="alert").text
    assert len(await mail.said(MailTicketRequested)) == 1


async def test_a_mail_is_discarded_and_read_again(mail: Mail, http: httpx.AsyncClient, designed: str):
    answer = await http.post(
        f"{designed}/discard", data=main(await look(http, designed)).form(f"{designed}/discard").values()
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/panel/mail/inbox")
    page = main(await look(http, designed))
    assert page.one("span", class_="pill").text == "Discarded"
    assert page.all("details", class_="decide") == []
    again = page.form(f"{designed}/retry")
    assert (await http.post(again["action"], data=again.values())).headers["location"] == designed
    reading = main(await look(http, designed))
    assert (reading.one("span", class_="pill").text, reading["hx-get"]) == ("Being read", designed)
    await mail.service.web.state.reading.read_due()
    part = await http.get(designed, headers=HTMX)
    assert "<html" not in part.text
    assert "hx-trigger" not in main(read(part.text)).attributes


@pytest.mark.parametrize("form", ["ticket", "link", "discard", "retry"])
async def test_the_address_of_a_refused_form_can_be_loaded_again(
    http: httpx.AsyncClient, designed: str, form: str
):
    answer = await http.get(f"{designed}/{form}")
    assert (answer.status_code, answer.headers["location"]) == (303, designed)


async def test_without_scripts_the_search_leads_to_the_page(http: httpx.AsyncClient, designed: str):
    assert (await http.get(f"{designed}/tickets?q=x")).headers["location"] == designed


async def test_a_ticket_and_a_comment_lead_to_the_mail_they_were(
    mail: Mail, http: httpx.AsyncClient, desk: DeskState, designed: str
):
    ticket = a_ticket_state(desk.id, requester={"email": "dele@example.com"})
    await mail.hear(ticket_created(ticket))
    await http.post(f"{designed}/link", data={"ticket_id": str(ticket.id)})
    (wish,) = await mail.said(MailCommentRequested)
    await taken_in(mail, desk.id, a_mail("Another one"))
    opened = await newest(http)
    await http.post(f"{opened}/ticket")
    (made,) = await mail.said(MailTicketRequested)
    await mail.hear(ticket_created(a_ticket_state(desk.id, id=made.ticket_id, number="SUP-2")))
    for box, page in (
        (f"of-comment/{wish.comment_id}", designed),
        (f"of-ticket/{ticket.id}", designed),
        (f"of-ticket/{made.ticket_id}", opened),
    ):
        for headers in ({}, HTMX):
            shown = await http.get(f"/panel/mail/{box}", headers=headers)
            assert read(shown.text).one("a", says="Original mail")["href"] == page
