"""Customers say that their ticket is solved, and open it again: at once on their page, once to the team."""

import asyncio

import pytest

from shared.contracts.tickets import TicketRequestRefused
from shared.contracts.widget import StatusRequested, TicketRequested
from tests.service_fixtures import Alone
from tests.widget.public_link.conftest import Linked
from tests.widget.test_intake import submitted
from tests.widget.test_public_page import polish


async def wishes(widget: Alone) -> list[str]:
    return [event.wish for event in await widget.said(StatusRequested)]


async def test_what_a_customer_says_is_shown_before_the_team_is_told_back(linked: Linked):
    answer = await linked.visitor.post(f"{linked.api}/solved")
    assert (answer.status_code, answer.json()) == (202, {"status": "resolved"})
    assert (await linked.shown())["status"] == "resolved"
    answer = await linked.visitor.post(f"{linked.api}/reopen")
    assert (answer.status_code, answer.json()) == (202, {"status": "open"})
    assert (await linked.shown())["status"] == "open"
    assert await wishes(linked.widget) == ["solved", "reopened"]


async def test_the_same_again_is_answered_the_same_and_told_once(linked: Linked):
    answers = await asyncio.gather(*[linked.visitor.post(f"{linked.api}/solved") for _ in range(8)])
    answers.append(await linked.visitor.post(f"{linked.api}/solved"))
    assert {(each.status_code, each.json()["status"]) for each in answers} == {(202, "resolved")}
    assert await wishes(linked.widget) == ["solved"]
    await linked.becomes("resolved")
    await linked.visitor.post(f"{linked.api}/solved")
    assert await wishes(linked.widget) == ["solved"]


async def test_news_of_the_team_count_more_than_an_older_wish(linked: Linked):
    await linked.visitor.post(f"{linked.api}/solved")
    await linked.becomes("waiting")
    assert (await linked.shown())["status"] == "waiting"
    await linked.visitor.post(f"{linked.api}/solved")
    assert (await linked.shown())["status"] == "resolved"
    assert await wishes(linked.widget) == ["solved", "solved"]


async def test_what_is_open_is_not_reopened(linked: Linked):
    for status in ("open", "in_progress", "waiting"):
        await linked.becomes(status, version=5)
        assert (await linked.visitor.post(f"{linked.api}/reopen")).status_code == 202
    assert await wishes(linked.widget) == []


async def test_the_page_has_the_button_that_fits(linked: Linked):
    solved, reopen = f"{linked.page}/solved", f"{linked.page}/reopen"
    page = await linked.read()
    assert page.form(solved).text == "It is solved"
    assert not page.all("form", action=reopen)
    answer = await linked.visitor.post(solved, follow_redirects=True)
    assert "Thank you. The ticket is marked as solved." in answer.text
    page = await linked.read()
    assert page.one("span", role="status").text.startswith("Resolved")
    assert page.form(reopen).text == "Open it again"
    assert not page.all("form", action=solved)
    await linked.visitor.post(reopen)
    assert (await linked.read()).form(solved)
    assert await wishes(linked.widget) == ["solved", "reopened"]


async def test_the_buttons_speak_the_desks_language(linked: Linked, desk):
    await polish(linked.widget, desk)
    assert (await linked.read()).form(f"{linked.page}/solved").text == "To już rozwiązane"
    answer = await linked.visitor.post(f"{linked.page}/solved", follow_redirects=True)
    assert "Zgłoszenie oznaczono jako rozwiązane" in answer.text
    assert "Otwórz ponownie" in answer.text


async def test_an_inquiry_without_a_number_may_be_solved_already(visitor, desk, widget: Alone):
    token = (await submitted(visitor, desk))["public_token"]
    for _ in range(2):
        answer = await visitor.post(f"/widget/v1/tickets/{token}/solved")
        assert (answer.status_code, answer.json()) == (202, {"status": "received"})
    assert await wishes(widget) == ["solved"]


async def test_a_refused_inquiry_has_no_status(visitor, desk, widget: Alone):
    token = (await submitted(visitor, desk))["public_token"]
    (wish,) = await widget.said(TicketRequested)
    about = {"request_id": wish.request_id, "ticket_id": wish.ticket_id, "desk_id": wish.desk_id}
    await widget.hear(TicketRequestRefused(**about, reason="desk_inactive"))
    answer = await visitor.post(f"/widget/v1/tickets/{token}/solved")
    assert (answer.status_code, answer.json()["code"]) == (409, "ticket_refused")
    assert (await visitor.post(f"/helpdesk/ticket/{token}/reopen")).status_code == 409
    assert await wishes(widget) == []


@pytest.mark.attack("A13")
@pytest.mark.parametrize("way", ["/widget/v1/tickets/{}/solved", "/helpdesk/ticket/{}/reopen"])
async def test_without_the_link_nothing_is_moved(linked: Linked, way: str):
    for token in (linked.token[:-1], linked.token.swapcase(), str(linked.birth.ticket.id), "x"):
        assert (await linked.visitor.post(way.format(token))).status_code == 404
    assert await wishes(linked.widget) == []


@pytest.mark.attack("A23")
async def test_pages_that_are_not_listed_move_nothing(linked: Linked, admin, desk):
    listed = {"allowed_origins": ["https://shop.example"]}
    assert (await admin.patch(f"/api/widget/desks/{desk['id']}", json=listed)).status_code == 200
    linked.widget.service.web.state.reception.desks._behind.forget(linked.token)
    foreign = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    for way in (f"{linked.api}/solved", f"{linked.page}/solved"):
        assert (await linked.visitor.post(way, headers=foreign)).status_code == 403
    assert await wishes(linked.widget) == []


@pytest.mark.attack("A30")
async def test_clicks_without_end_are_slowed_down(linked: Linked):
    answers = [await linked.visitor.post(f"{linked.api}/{each}") for each in ["solved", "reopen"] * 20]
    assert answers[0].status_code == 202
    assert (answers[-1].status_code, "retry-after" in answers[-1].headers) == (429, True)
    page = await linked.visitor.post(f"{linked.page}/solved")
    assert (page.status_code, "retry-after" in page.headers) == (429, True)
