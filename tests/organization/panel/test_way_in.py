"""The way into the panel and out of it, as people without scripts go it."""

import re
from html import unescape
from uuid import uuid4

import pytest

from shared.panel.entry import safe_next
from tests.organization.conftest import OWNER, Browser
from tests.organization.panel.test_pages import HTMX, Open, words


@pytest.mark.parametrize(
    ("address", "onward"),
    [
        ("/panel/tasks", "/auth/sign-in?next=%2Fpanel%2Ftasks"),
        ("/panel/tasks?q=a%26b", "/auth/sign-in?next=%2Fpanel%2Ftasks%3Fq%3Da%2526b"),
    ],
)
async def test_a_page_sends_strangers_to_sign_in_and_back(browser: Open, address: str, onward: str):
    client = browser()
    answer = await client.get(address)
    assert (answer.status_code, answer.headers["location"]) == (303, onward)
    form = await client.get(onward)
    assert form.status_code == 200
    hidden = re.search(r'name="next" value="([^"]*)"', form.text)
    assert hidden
    fields = OWNER | {"next": unescape(hidden[1])}
    entered = await client.post("/auth/sign-in", data=fields)
    assert (entered.status_code, entered.headers["location"]) == (303, address)
    assert (await client.get(address)).status_code == 200


async def test_a_form_sent_after_the_session_ended_leads_to_sign_in(browser: Open):
    answer = await browser().post("/panel/tasks", data={"title": "x"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/auth/sign-in")


async def test_a_box_of_a_page_whose_session_ended_makes_the_page_leave(browser: Open):
    headers = HTMX | {"HX-Current-URL": "http://helpdesk.test/panel/tickets/7?view=mine"}
    answer = await browser().get(f"/panel/tasks/of-ticket/{uuid4()}", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["hx-redirect"] == "/auth/sign-in?next=%2Fpanel%2Ftickets%2F7%3Fview%3Dmine"


@pytest.mark.parametrize(
    "address",
    ["https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "evil",
     "javascript:alert(1)", "http:evil.example", "///evil.example", " //evil.example", "/ /evil", "//[", ""],
)  # fmt: skip
@pytest.mark.attack("A20")
async def test_a_forged_link_leads_nowhere_else(browser: Open, address: str):
    assert safe_next(address) == "/"
    entered = await browser().post("/auth/sign-in", data=OWNER | {"next": address})
    assert (entered.status_code, entered.headers["location"]) == (303, "/")


async def test_wrong_credentials_say_so_on_the_page_and_keep_what_was_typed(browser: Open):
    fields = {"email": "<b>@x.pl", "password": "wrong horse", "next": "/panel/tasks"}
    answer = await browser().post("/auth/sign-in", data=fields)
    assert answer.status_code == 401
    assert "don’t match" in words(answer.text)
    assert "&lt;b&gt;@x.pl" in answer.text
    assert "wrong horse" not in answer.text
    assert 'value="/panel/tasks"' in answer.text


@pytest.mark.parametrize("fields", [{}, {"email": "a@b.pl"}, {"email": "a\0", "password": "x"}])
async def test_half_a_form_shows_the_page_again(browser: Open, fields: dict):
    answer = await browser().post("/auth/sign-in", data=fields or {"next": "/"})
    assert answer.status_code == 422
    assert "Type your e-mail address" in words(answer.text)


async def test_too_many_attempts_say_when_to_come_back(browser: Open):
    wrong = OWNER | {"password": "wrong horse"}
    answers = [await browser().post("/auth/sign-in", data=wrong) for _ in range(11)]
    assert answers[-1].status_code == 429
    assert "Try again in 15 min" in words(answers[-1].text)
    assert 840 < int(answers[-1].headers["retry-after"]) <= 900


async def test_who_is_signed_in_is_sent_on_and_signs_out_by_a_form(owner: Browser):
    answer = await owner.get("/auth/sign-in?next=/panel/tasks")
    assert (answer.status_code, answer.headers["location"]) == (303, "/panel/tasks")
    form = {"content-type": "application/x-www-form-urlencoded"}
    out = await owner.post("/auth/sign-out", headers=form)
    assert (out.status_code, out.headers["location"]) == (303, "/auth/sign-in")
    assert "You are signed out" in words((await owner.get("/auth/sign-in")).text)
    assert (await owner.get("/panel/tasks")).status_code == 303
