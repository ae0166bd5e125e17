import asyncio

import pytest
from uuid_utils.compat import uuid7

from tests.notifications.events import a_ticket_state, comment_added, ticket_created
from tests.service_fixtures import a_person
from tests.tickets.panel.page import read

HTMX = {"hx-request": "true"}


def place(desk) -> str:
    return f"/panel/mail/desks/{desk.id}"


FORM = {
    "address": "support@example.com", "name": "Kontora", "smtp_host": "127.0.0.1", "smtp_port": "2525",
    "smtp_tls": "none", "smtp_username": "u", "smtp_password": "canary", "version": "0",
}  # fmt: skip


async def test_the_page_says_that_nothing_is_mailed_without_a_mailbox(http, desk):
    page = await http.get(place(desk))
    assert page.status_code == 200
    assert "This desk has no mailbox" in page.text
    for name in ("{{ticket_url}}", "{{comment_content}}"):
        assert name in page.text


async def test_the_mailbox_form_saves_and_never_shows_the_password(http, desk):
    answer = await http.post(f"{place(desk)}/mailbox", data=FORM)
    assert (answer.status_code, answer.headers["location"]) == (303, place(desk))
    page = await http.get(place(desk))
    assert "support@example.com" in page.text
    assert "canary" not in page.text
    assert "has no mailbox" not in page.text
    kept = await http.post(f"{place(desk)}/mailbox", data=FORM | {"smtp_password": "", "version": "1"})
    assert kept.status_code == 303
    shown = (await http.get(f"/api/mail/desks/{desk.id}/mailbox")).json()
    assert shown["smtp"]["has_password"] is True


async def test_two_clicks_save_once_and_say_so_both_times(http, desk):
    page = read((await http.get(place(desk))).text)
    template = f"{place(desk)}/templates/ticket_created"
    for address, typed in ((f"{place(desk)}/mailbox", FORM), (template, {"subject": "a", "body": "b"})):
        form = page.form(address).values() | typed
        answers = await asyncio.gather(*[http.post(address, data=form) for _ in range(3)])
        assert [answer.headers["location"] for answer in answers] == [place(desk)] * 3
    for saved in ("mailbox", "templates/ticket_created"):
        assert (await http.get(f"/api/mail/desks/{desk.id}/{saved}")).json()["version"] == 1


async def test_a_program_that_saves_the_same_again_changes_nothing(http, desk):
    base, key = f"/api/mail/desks/{desk.id}", {"Idempotency-Key": "one"}
    mailbox = {"address": "a@example.com", "smtp": {"host": "127.0.0.1"}}
    for place_of, body in (
        ("mailbox", mailbox),
        ("templates/ticket_created", {"subject": "a", "body": "b"}),
    ):
        first, again = [await http.put(f"{base}/{place_of}", json=body, headers=key) for _ in range(2)]
        assert (again.status_code, again.json()["version"], again.json()) == (200, 1, first.json())


@pytest.mark.parametrize(
    ("wrong", "status", "says"),
    [
        ({"address": "nobody"}, 422, "plain address"),
        ({"smtp_port": "many"}, 422, "integer"),
        ({"version": "9"}, 412, "present version"),
    ],
)
async def test_a_refused_form_comes_back_with_what_was_typed(http, desk, wrong, status, says):
    answer = await http.post(f"{place(desk)}/mailbox", data=FORM | {"name": "As typed"} | wrong)
    assert answer.status_code == status
    assert says in answer.text
    assert "As typed" in answer.text
    assert "canary" not in answer.text


async def test_a_mailbox_can_be_tried_and_removed(http, desk, mailbox):
    assert "The mailbox works" in (await http.post(f"{place(desk)}/mailbox/test")).text
    assert (await http.post(f"{place(desk)}/mailbox/remove")).status_code == 303
    assert "has no mailbox" in (await http.get(place(desk))).text


async def test_a_template_is_previewed_with_and_without_javascript_and_then_saved(http, desk):
    own = {"subject": "About {{ticket_number}}", "body": "<b>{{requester_name}}</b>", "version": "0"}
    address = f"{place(desk)}/templates/ticket_created"
    part = await http.post(f"{address}/preview", data=own, headers=HTMX)
    page = await http.post(f"{address}/preview", data=own)
    for answer in (part, page):
        assert answer.status_code == 200
        assert "About SUP-2026-2431" in answer.text
        assert "&lt;b&gt;Ingrid Halvorsen&lt;/b&gt;" in answer.text
    assert "<html" not in part.text
    assert (await http.get(f"/api/mail/desks/{desk.id}/templates/ticket_created")).json()[
        "is_default"
    ] is True
    assert (await http.post(address, data=own)).status_code == 303
    shown = (await http.get(f"/api/mail/desks/{desk.id}/templates/ticket_created")).json()
    assert (shown["subject"], shown["body"]) == (own["subject"], own["body"])


async def test_an_unknown_variable_is_named_beside_its_field(http, desk):
    own = {"subject": "x", "body": "{{nonsense}}", "version": "0"}
    for suffix in ("", "/preview"):
        answer = await http.post(f"{place(desk)}/templates/ticket_created{suffix}", data=own)
        assert answer.status_code == 422
        assert "Unknown variable {{nonsense}}" in answer.text
    part = await http.post(f"{place(desk)}/templates/ticket_created/preview", data=own, headers=HTMX)
    assert "Unknown variable {{nonsense}}" in part.text


async def test_a_stranger_is_asked_to_sign_in_and_comes_back(mail, desk):
    async with mail.client() as nobody:
        answer = await nobody.get(place(desk))
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/auth/sign-in?next=%2Fpanel%2Fmail%2Fdesks%2F")
    async with mail.client(a_person("agent")) as agent:
        assert (await agent.get(place(desk))).status_code == 403
        assert (await agent.post(f"{place(desk)}/mailbox", data=FORM)).status_code == 403


@pytest.mark.parametrize(
    ("mode", "says"),
    [
        ("", "Sent"),
        ("550", "Not delivered"),
        ("450", "Not sent yet"),
        ("drop after data", "not known whether"),
    ],
)
async def test_boxes_say_what_became_of_mails(mail, http, desk, mailbox, sink, mode, says):
    ticket = a_ticket_state(desk.id)
    comment = comment_added(ticket)
    await mail.hear(ticket_created(ticket), comment)
    boxes = [f"/panel/mail/of-ticket/{ticket.id}", f"/panel/mail/of-comment/{comment.comment_id}"]
    for box in boxes:
        waiting = await http.get(box, headers=HTMX)
        assert "Waiting to be sent" in waiting.text
        assert "hx-get" in waiting.text
    sink.mode = mode
    await mail.send()
    for box in boxes:
        part, page = await http.get(box, headers=HTMX), await http.get(box)
        assert says in part.text
        assert ("<html" in part.text, "<html" in page.text) == (False, True)
        assert "hx-get" not in part.text


async def test_the_ticket_box_says_when_the_desk_mails_nobody(mail, http, desk):
    ticket = a_ticket_state(desk.id)
    await mail.hear(ticket_created(ticket))
    assert "has no mailbox" in (await http.get(f"/panel/mail/of-ticket/{ticket.id}", headers=HTMX)).text
    nothing = await http.get(f"/panel/mail/of-comment/{uuid7()}", headers=HTMX)
    assert (nothing.status_code, "msg-state" in nothing.text) == (200, False)


@pytest.mark.parametrize(
    "form",
    [
        "mailbox",
        "mailbox/test",
        "mailbox/remove",
        "templates/comment_added",
        "templates/ticket_created/preview",
    ],
)
async def test_the_address_of_a_refused_form_can_be_loaded_again(http, desk, form):
    answer = await http.get(f"{place(desk)}/{form}")
    assert (answer.status_code, answer.headers["location"]) == (303, place(desk))
