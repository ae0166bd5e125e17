"""A ticket's page and its forms, without scripts."""

from uuid import uuid4

import httpx
import pytest

from shared.contracts.notifications import MailCommentRequested
from shared.contracts.parts import Requester
from shared.contracts.tickets import CommentAdded
from shared.contracts.widget import CommentRequested
from tests.service_fixtures import Alone
from tests.tickets.panel.page import Element, kept, read
from tests.tickets.panel.test_lists import HTMX, LIST, SOON

EVIL = "<script>alert(1)</script>"


def here(ticket: dict, action: str = "") -> str:
    return f"{LIST}/{ticket['id']}" + (f"/{action}" if action else "")


async def shown(client: httpx.AsyncClient, ticket: dict, **query: str) -> Element:
    answer = await client.get(here(ticket), params=query)
    assert answer.status_code == 200, answer.text
    return read(answer.text)


async def sent(client: httpx.AsyncClient, ticket: dict, action: str, **data: str) -> Element:
    """Send a form, go where it leads, read that page."""
    answer = await client.post(here(ticket, action), data=data)
    assert answer.status_code == 303, answer.text
    return read((await client.get(answer.headers["location"])).text)


async def test_the_page_says_who_asked_what_and_how_to_reach_them(http, desk, ticket, agent):
    await http.post(
        "/api/tickets",
        json={"desk_id": desk["id"], "title": "Older", "requester": {"email": "RITA@example.com"}},
    )
    page = await shown(agent, ticket)
    assert page.heading() == "Printer on fire"
    assert page.one("span", class_="stub desk--slate").text == "SUP-001"
    assert page.one("article", aria_label="From the requester").one("strong").text == "burns"
    details = page.one("aside", id="details")
    for words in ("Rita Rower", "rita@example.com", "+48 600", "Older"):
        assert words in details.text
    link = details.one("input", aria_label="The requester’s link to this ticket")
    assert link["value"] == ticket["public_url"]


async def test_neighbours_boxes_are_fetched_and_are_links_without_scripts(ticket, agent):
    page = await shown(agent, ticket)
    for address in (f"/panel/tasks/of-ticket/{ticket['id']}", f"/panel/mail/of-ticket/{ticket['id']}"):
        box = page.one("div", hx_get=address)
        assert "retry" in box["hx-trigger"]
        assert box.one("a")["href"] == address


async def test_comments_and_notes_look_different(ticket, agent, tickets: Alone):
    await sent(agent, ticket, "comments", comment="We are **on** it")
    page = await sent(agent, ticket, "notes", note="he is angry")
    public = page.one("article", aria_label="Public reply from the team")
    inside = page.one("article", aria_label="Internal note, team only")
    assert "We are on it" in public.text
    assert public.one("strong").text == "on"
    assert "he is angry" in inside.text
    assert "Internal note" in inside.text
    assert "Note saved for the team" in page.one("div", id="toasts").text
    assert [event.body for event in await tickets.said(CommentAdded)] == ["We are **on** it"]


async def test_each_address_reads_its_own_field_and_no_other(ticket, agent, tickets: Alone):
    both = {"comment": "for Rita", "note": "a secret", "audience": "note"}
    page = read((await agent.post(here(ticket, "comments"), data=both)).text)
    assert "a secret" not in page.one("div", id="conv").text
    await agent.post(here(ticket, "notes"), data=both | {"note": "only a note"})
    page = await shown(agent, ticket)
    assert "only a note" in page.one("div", id="conv").text
    assert len(page.all("article", aria_label="Public reply from the team")) == 1
    for action, only_other in (("comments", {"note": "x"}), ("notes", {"comment": "x"})):
        refused = await agent.post(here(ticket, action), data=only_other)
        assert refused.status_code == 422
        assert "Write something or attach a file" in read(refused.text).text
    said = [event.body for event in await tickets.said(CommentAdded)]
    assert said == ["for Rita"]
    assert not [event for event in await tickets.said() if b"secret" in event.to_wire()]


@pytest.mark.parametrize(("then", "status"), [("", "Open"), ("wait", "Waiting"), ("resolve", "Resolved")])
async def test_a_reply_can_say_what_is_next(ticket, agent, then, status):
    page = await sent(agent, ticket, "comments", comment="Done", then=then)
    assert page.one("span", id="now-status").text == status


async def test_files_go_with_what_is_written(ticket, agent):
    files = [
        ("comment_files", ("plan.txt", b"a plan")),
        ("comment_files", ("two.txt", b"2")),
        ("note_files", ("no.txt", b"no")),
    ]
    answer = await agent.post(here(ticket, "comments"), data={"comment": "see"}, files=files)
    assert kept(read(answer.text), "note_drafts").keys() == {"no.txt"}
    message = (await shown(agent, ticket)).one("article", aria_label="Public reply from the team")
    assert [each.text.split(" ")[1] for each in message.all("a", class_="file")] == ["plan.txt", "two.txt"]
    down = await agent.get(message.all("a", class_="file")[0]["href"])
    assert down.content == b"a plan"


async def test_a_file_that_is_too_large_keeps_the_text(ticket, agent):
    files = {"note_files": ("big.bin", b"x" * (10 * 1024 * 1024 + 1))}
    answer = await agent.post(here(ticket, "notes"), data={"note": "look at this"}, files=files)
    page = read(answer.text)
    assert answer.status_code == 413
    assert page.one("textarea", name="note").text == "look at this"
    assert "10 MB" in page.one("form", aria_label="Answer").text


async def test_an_empty_file_keeps_the_text_and_the_other_files(ticket, agent):
    files = [("note_files", ("none.txt", b"")), ("note_files", ("a.txt", b"a"))]
    answer = await agent.post(here(ticket, "notes"), data={"note": "look at this"}, files=files)
    page = read(answer.text)
    assert answer.status_code == 422
    assert page.one("textarea", name="note").text == "look at this"
    assert "The file is empty" in page.one("form", aria_label="Answer").text
    assert kept(page, "note_drafts").keys() == {"a.txt"}


async def test_forms_without_a_file_chosen_bring_a_nameless_one(ticket, agent):
    body = (
        b'--b\r\nContent-Disposition: form-data; name="comment"\r\n\r\nhello\r\n'
        b'--b\r\nContent-Disposition: form-data; name="comment_files"; filename=""\r\n'
        b"Content-Type: application/octet-stream\r\n\r\n\r\n--b--\r\n"
    )
    headers = {"content-type": "multipart/form-data; boundary=b"}
    assert (await agent.post(here(ticket, "comments"), content=body, headers=headers)).status_code == 303


async def test_the_requesters_answer_is_theirs(ticket, agent, tickets: Alone):
    wish = CommentRequested(request_id=uuid4(), comment_id=uuid4(), ticket_id=ticket["id"], body="Thanks")
    await tickets.hear(wish)
    conversation = (await shown(agent, ticket)).one("div", id="conv")
    assert [each.text for each in conversation.all("article", aria_label="From the requester", says="Thanks")]


async def test_words_from_outside_ask_for_the_mail_they_may_have_been_and_those_of_the_team_do_not(
    ticket, agent, tickets: Alone
):
    rita = Requester(email="rita@example.com")
    asked = {"request_id": uuid4(), "ticket_id": ticket["id"], "author": rita}
    answer = MailCommentRequested(comment_id=uuid4(), body="Thanks", public=True, **asked)
    forwarded = MailCommentRequested(comment_id=uuid4(), body="For you", public=False, **asked)
    await tickets.hear(answer, forwarded)
    for form in ({"comment": "An answer"}, {"note": "A note"}):
        await sent(agent, ticket, f"{next(iter(form))}s", **form)
    conversation = (await shown(agent, ticket)).one("div", id="conv")
    for mail in (answer, forwarded):
        box = conversation.one("article", says=mail.body).one("div", class_="box")
        assert box["hx-get"] == f"/panel/mail/of-comment/{mail.comment_id}"
        # The conversation selects of its own answers; what it hands down would empty the box.
        assert (conversation["hx-select"], box["hx-select"]) == ("#conv > *", "unset")
    assert len(conversation.all("div", class_="box")) == 2


async def test_the_list_beside_stays_where_it_was(desk, ticket, agent):
    page = await shown(agent, ticket, view="all", desk_id=desk["id"])
    action = page.form(here(ticket, "status"))["action"]
    answer = await agent.post(action, data={"status": "waiting"})
    assert answer.headers["location"] == f"{here(ticket)}?desk_id={desk['id']}&view=all"


async def test_htmx_gets_the_very_conversation_of_the_page(ticket, agent):
    await sent(agent, ticket, "comments", comment="Hello")
    whole = (await agent.get(here(ticket))).text
    for address in (here(ticket), here(ticket, "conversation")):
        part = (await agent.get(address, headers=HTMX)).text
        assert "<html" not in part
        conversation = part.split('<header id="tk-head"')[0].strip()
        assert conversation.startswith('<div class="conv"')
        assert conversation in whole
    plain = await agent.get(here(ticket, "conversation"))
    assert (plain.status_code, plain.headers["location"]) == (303, here(ticket))


async def test_what_people_write_is_shown_and_never_run(http, desk, agent):
    form = {
        "desk_id": desk["id"],
        "title": EVIL,
        "body": EVIL,
        "tags": [EVIL],
        "requester": {"name": EVIL, "email": "e@example.com"},
    }
    made = (await http.post("/api/tickets", json=form)).json()
    await http.put(f"/api/tickets/{made['id']}/snooze", json={"until": SOON, "reason": EVIL})
    await sent(
        agent, made, "comments", comment=f"{EVIL} [x](javascript:alert(1)) <img src=x onerror=alert(1)>"
    )
    await sent(agent, made, "notes", note=EVIL)
    for address in (here(made), f"{LIST}?view=all", f"{LIST}?view=snoozed", f"{LIST}?q=%3Cscript%3Ealert(1)"):
        answer = await agent.get(address)
        assert EVIL not in answer.text, address
        assert "<img" not in answer.text
        assert 'href="javascript' not in answer.text
        assert "script-src" not in answer.headers["content-security-policy"]
        assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert read((await agent.get(here(made))).text).heading() == EVIL


async def test_a_form_of_a_foreign_site_changes_nothing(ticket, agent):
    headers = {"Sec-Fetch-Site": "cross-site"}
    answer = await agent.post(here(ticket, "status"), data={"status": "resolved"}, headers=headers)
    assert answer.status_code == 403


async def test_a_reply_sent_twice_by_two_clicks_is_one_and_said_again_it_is_another(
    ticket, agent, tickets: Alone
):
    key = (await shown(agent, ticket)).one("input", name="form_key")["value"]
    form = {"comment": "Any news?", "form_key": key}
    for _ in range(2):
        assert (await agent.post(here(ticket, "comments"), data=form)).status_code == 303
    assert len(await tickets.said(CommentAdded)) == 1
    # A page keeps its form while it is swapped: what comes back brings a key for the next reply.
    part = await agent.get(here(ticket), headers=HTMX)
    fresh = read(part.text).one("input", name="form_key")
    assert fresh["hx-swap-oob"] == "true"
    assert fresh["value"] != key
    await agent.post(here(ticket, "comments"), data=form | {"form_key": fresh["value"]})
    assert len(await tickets.said(CommentAdded)) == 2
