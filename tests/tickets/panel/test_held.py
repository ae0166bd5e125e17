"""A reply that waits, as agents see it: sent later, taken back, sent now; without scripts."""

from datetime import datetime, timedelta

import pytest

from shared.contracts.tickets import CommentAdded
from tests.service_fixtures import Alone
from tests.tickets.handlers.test_reopening_window import said
from tests.tickets.panel.page import Element, attached, kept, read
from tests.tickets.panel.test_ticket import here, sent, shown

WAITS = "Reply that waits to be sent"


async def held(agent, ticket: dict, **more) -> Element:
    form = {"comment": "Try water.", "send_at": "tomorrow 9am"} | more
    page = await sent(agent, ticket, "comments", **form)
    return page.one("article", aria_label=WAITS)


def named(message: Element) -> dict[str, str]:
    return message.all("form")[0].values()


async def test_a_reply_waits_for_the_moment_that_was_typed(ticket, agent, tickets: Alone):
    page = await sent(agent, ticket, "comments", comment="Try water.", send_at="tomorrow 9am", then="wait")
    message = page.one("article", aria_label=WAITS)
    assert "Try water." in message.text
    assert "Then waits for the requester" in message.text
    assert page.one("div", id="toasts").all(says="The reply waits to be sent")
    assert await tickets.said(CommentAdded) == []


@pytest.mark.parametrize(("typed", "says"), [("whenever", "no moment"), ("today 00:00", "later than now")])
async def test_a_moment_that_is_none_is_said_and_the_words_kept(ticket, agent, typed: str, says: str):
    answer = await agent.post(here(ticket, "comments"), data={"comment": "Dear Rita", "send_at": typed})
    page = read(answer.text)
    assert answer.status_code == 422
    assert says in page.one("div", class_="cmp-error").text
    assert page.one("textarea", name="comment").text == "Dear Rita"
    assert page.one("input", name="send_at")["value"] == typed


async def test_it_is_sent_now(ticket, agent, tickets: Alone):
    message = await held(agent, ticket)
    page = await sent(agent, ticket, "send-now", **named(message))
    assert "Try water." in page.one("article", aria_label="Public reply from the team").text
    assert page.all("article", aria_label=WAITS) == []
    assert len(await tickets.said(CommentAdded)) == 1
    late = await agent.post(here(ticket, "take-back"), data=named(message))
    assert (late.status_code, "has been sent already" in late.text) == (409, True)


async def test_taken_back_it_stands_in_the_composer_with_its_files(ticket, agent, tickets: Alone):
    form = {"comment": "Try water.", "send_at": "tomorrow"}
    answer = await agent.post(here(ticket, "comments"), data=form, files={"comment_files": ("a.txt", b"a")})
    page = read((await agent.get(answer.headers["location"])).text)
    assert attached(page, WAITS) == ["a.txt"]
    page = await sent(agent, ticket, "take-back", **named(page.one("article", aria_label=WAITS)))
    assert page.one("textarea", name="comment").text == "Try water."
    files = kept(page, "comment_drafts")
    again = await sent(agent, ticket, "comments", comment="Try sand.", comment_drafts=files["a.txt"])
    assert attached(again, "Public reply from the team") == ["a.txt"]
    assert [each.body for each in await tickets.said(CommentAdded)] == ["Try sand."]
    assert "taken back" not in (await shown(agent, ticket)).one("form", aria_label="Answer").text


async def test_a_colleague_sees_it_and_decides_nothing(ticket, agent, admin, browse, bea):
    await held(agent, ticket)
    message = (await shown(browse(bea), ticket)).one("article", aria_label=WAITS)
    assert (message.all("form"), len((await shown(admin, ticket)).one("article", aria_label=WAITS).all("form"))) == (
        [], 2,
    )  # fmt: skip
    page = await sent(
        admin, ticket, "take-back", **named((await shown(agent, ticket)).one("article", aria_label=WAITS))
    )
    assert page.one("textarea", name="comment").text == ""
    assert page.one("div", id="conv").all(says="took back a reply of")


async def test_a_ticket_that_follows_and_the_old_one_lead_to_each_other(http, desk, ticket, agent, tickets):
    await http.patch(f"/api/desks/{desk['id']}", json={"reopen_days": 0})
    old = (await http.put(f"/api/tickets/{ticket['id']}/status", json={"status": "resolved"})).json()
    await tickets.hear(late := said(old, datetime.fromisoformat(old["resolved_at"]) + timedelta(1)))
    new = await shown(agent, {"id": late.comment_id})
    assert new.one("header", id="tk-head").one("a", says="SUP-001")["href"] == here(ticket)
    assert "answered after the reopening window of SUP-001" in new.one("div", id="conv").text
    page = await shown(agent, ticket)
    assert page.one("header", id="tk-head").one("a", says="SUP-002")["href"] == here({"id": late.comment_id})


async def test_a_form_that_names_no_reply_is_refused(ticket, agent):
    for typed, status in (("", 422), ("x", 422)):
        assert (await agent.post(here(ticket, "send-now"), data={"comment_id": typed})).status_code == status
