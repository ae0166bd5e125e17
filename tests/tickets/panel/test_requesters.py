"""The page of a requester, as agents use it without scripts."""

from typing import Any

import httpx

from services.tickets.domain.requesters import id_of
from services.tickets.panel.places import LIST
from tests.tickets.api.test_merged_requesters import BOB, RITA, WORK, got, three
from tests.tickets.api.test_tickets import opened
from tests.tickets.panel.page import Element, read

__all__ = ["three"]


def of(email: str, end: str = "") -> str:
    return f"{LIST}/requesters/{id_of(email)}{end}"


async def page(agent: httpx.AsyncClient, path: str, **query: Any) -> Element:
    answer = await agent.get(path, params=query or None)
    assert answer.status_code == 200, answer.text
    return read(answer.text)


async def test_the_ticket_leads_to_the_page_of_its_requester(http, desk, agent, ticket):
    shown = await page(agent, f"{LIST}/{ticket['id']}")
    there = await page(agent, shown.one("a", says="All about this requester")["href"])
    assert there.heading() == "Rita Rower"
    for said in ("rita@example.com", "+48 600", "Address not confirmed"):
        assert there.all(says=said)
    assert there.one("a", says="Printer on fire")["href"] == f"{LIST}/{ticket['id']}"


async def test_their_tickets_come_newest_first_a_page_at_a_time(http, desk, agent):
    titles = [f"ticket {number:03}" for number in range(53)]
    for title in titles:
        await opened(http, desk, title=title, requester={"email": RITA})
    first = await page(agent, of(RITA))
    second = await page(agent, first.one("a", says="Show more")["href"])
    shown = [[each.text for each in one.all("a", says="ticket 0")] for one in (first, second)]
    assert [len(each) for each in shown] == [50, 3]
    assert shown[0] + shown[1] == titles[::-1]
    assert (await agent.get(of(BOB))).status_code == 404
    assert (await agent.get(of(RITA), params={"cursor": "x"})).status_code == 422


async def test_corrections_are_saved_and_a_refused_form_comes_again(http, three, agent):
    form = (await page(agent, of(RITA))).form(of(RITA))
    typed = {"name": "Rita Turtle", "phones": "1\r\n\r\n2", "add": "rita@new.example", "remove": ""}
    saved = await agent.post(form["action"], data=form.values() | typed)
    assert (saved.status_code, saved.headers["location"]) == (303, of(RITA))
    told = await got(http, RITA)
    assert (told["name"], told["phones"]) == ("Rita Turtle", ["1", "2"])
    assert told["emails"] == [RITA, "rita@new.example"]
    late = await agent.post(form["action"], data=form.values() | typed | {"name": "Late"})
    assert late.status_code == 412
    assert "somebody else changed this requester" in read(late.text).text
    now = (await page(agent, of(RITA))).form(of(RITA)).values()
    wrong = await agent.post(of(RITA), data=now | typed | {"name": "Kept", "add": "nobody"})
    assert (wrong.status_code, read(wrong.text).one("input", name="name")["value"]) == (422, "Kept")
    gone = await agent.post(of(RITA), data=now | typed | {"add": "", "remove": "rita@new.example"})
    assert (gone.status_code, (await got(http, RITA))["emails"]) == (303, [RITA])


async def test_two_are_merged_after_a_look_and_taken_apart_again(http, three, agent):
    search = (await page(agent, of(RITA))).one("a", says="Merge")["href"]
    found = await page(agent, search, q="work")
    look = await page(agent, found.one("a", says="R. Turtle")["href"])
    assert "their tickets: 2" in look.text
    form = look.form(of(RITA, "/merge"))
    assert (await agent.post(form["action"], data=form.values())).status_code == 303
    both = await page(agent, of(WORK))
    assert [each.text for each in both.all("a") if each.text in ("home", "work")] == ["work", "home"]
    assert both.all("td", says=f"merged in: {WORK}")
    assert not both.all("td", says="merged this requester into")
    apart = both.form(of(RITA, "/unmerge"))
    assert (await agent.post(apart["action"], data=apart.values())).status_code == 303
    assert not [each for each in (await page(agent, of(RITA))).all("a") if each.text == "work"]
    again = await agent.post(apart["action"], data=apart.values())
    assert again.status_code == 412
    nobody = await agent.post(of(RITA, "/merge"), data={"other": ""})
    assert (nobody.status_code, "Choose somebody" in nobody.text) == (422, True)


async def test_names_are_text_and_nothing_else(http, desk, agent):
    await opened(http, desk, title="<b>x</b>", requester={"email": RITA, "name": "<i>Rita</i>"})
    shown = await page(agent, of(RITA))
    assert shown.heading() == "<i>Rita</i>"
    assert shown.one("a", says="<b>x</b>")
    assert not shown.all("i")
