"""The page of notices and the bell in the rail."""

from collections.abc import AsyncIterator

import httpx
import pytest

from services.notifications.domain.notices import NoticeKind
from services.notifications.panel.notices_page import ICONS
from services.notifications.use_cases import telling
from shared.contracts.parts import DeskState, PersonState, TicketState
from tests.builders import NOW
from tests.notifications.conftest import Mail, heard_person
from tests.notifications.events import a_ticket_state, ticket_created
from tests.notifications.notices.news import CANARY, assigned, note_added, replied
from tests.notifications.panel.test_inbox import HTMX, shown
from tests.tickets.panel.page import Element, read

NOTICES = "/panel/notices"


@pytest.fixture
async def hers(mail: Mail, bea: PersonState) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"origin": "http://test"}
    async with mail.client(bea) as client:
        client.headers.update(headers)
        yield client


@pytest.fixture
async def ticket(mail: Mail, desk: DeskState, bea: PersonState) -> TicketState:
    created = ticket_created(a_ticket_state(desk.id))
    await mail.hear(created, assigned(created.ticket, bea))
    await mail.hear(replied(created.ticket, body="<b>Hot</b>"), note_added(created.ticket))
    return created.ticket


def lines(page: Element) -> list[Element]:
    return [each for each in page.all("a") if each.attributes.get("class", "").startswith("notice")]


def is_unread(line: Element) -> bool:
    return "notice--unread" in line["class"]


async def count(client: httpx.AsyncClient) -> str:
    return (await both_counts(client))[0]


async def both_counts(client: httpx.AsyncClient) -> list[str]:
    """What one answer puts into the bell of the rail, and into the one at the top of a phone."""
    answer = (await client.get(f"{NOTICES}/count", headers=HTMX)).text
    return [read(each).text for each in answer.split('<span id="top-bell" hx-swap-oob="innerHTML">')]


async def test_without_news_the_page_says_so(hers):
    page = await shown(hers, NOTICES)
    assert page.heading() == "Notices"
    assert page.one("h2", says="Nothing to tell you yet")
    assert await count(hers) == ""


async def test_each_notice_says_what_happened_and_leads_to_its_ticket_and_is_read_by_that(
    hers, ticket: TicketState
):
    page = await shown(hers, NOTICES)
    note, answer, _ = lines(page)
    assert all(is_unread(each) for each in lines(page))
    for part in ("Anna wrote an internal note", "(Unread)", "SUP-001", "Printer on fire", CANARY):
        assert part in note.text
    assert "Rita answered" in answer.text
    assert "<b>Hot</b>" in answer.text
    assert await count(hers) == "3 Unread"
    there = await hers.get(note["href"])
    assert (there.status_code, there.headers["location"]) == (303, f"/panel/tickets/{ticket.id}")
    assert await count(hers) == "2 Unread"
    assert [is_unread(each) for each in lines(await shown(hers, NOTICES))] == [False, True, True]
    assert len(lines(await shown(hers, f"{NOTICES}?unread=1"))) == 2


async def test_nobody_reads_or_opens_what_another_was_told(mail: Mail, hers, http, ticket: TicketState):
    note = lines(await shown(hers, NOTICES))[0]
    assert (await http.get(note["href"])).status_code == 404
    assert await count(hers) == "3 Unread"
    assert lines(await shown(http, NOTICES)) == []


async def test_all_are_read_at_once(hers, ticket: TicketState):
    answer = await hers.post(f"{NOTICES}/read")
    assert (answer.status_code, answer.headers["location"]) == (303, NOTICES)
    page = await shown(hers, NOTICES)
    assert not [each for each in lines(page) if is_unread(each)]
    assert page.all("button", says="Mark all read") == []
    assert page.one("p", id="announcer")
    unread = await shown(hers, f"{NOTICES}?unread=1")
    assert unread.one("h2", says="You have read everything")


async def test_what_is_mailed_is_chosen_below(hers, http):
    form = (await shown(hers, NOTICES)).form(f"{NOTICES}/choices")
    boxes = {each["value"]: "checked" in each.attributes for each in form.all("input", name="mail")}
    assert boxes == {
        "assigned": True,
        "customer_replied": True,
        "note_added": True,
        "mentioned": True,
        "woken": False,
        "delivery_failed": True,
    }
    answer = await hers.post(f"{NOTICES}/choices", data={"mail": ["woken", "assigned", "nonsense"]})
    assert answer.status_code == 303
    chosen = (await hers.get("/api/mail/notices/choices")).json()
    assert {kind for kind, each in chosen.items() if each["mail"]} == {"woken", "assigned"}
    theirs = (await shown(http, NOTICES)).form(f"{NOTICES}/choices")
    assert "mailbox_silent" in {each["value"] for each in theirs.all("input", name="mail")}


async def test_a_silent_mailbox_leads_to_its_settings(mail, desk: DeskState, mailbox):
    boss = await heard_person(mail, "Boss", "owner")
    async with mail.service.open_uow(mail.service.work) as uow:
        await telling.tell_of_silent_mailbox(uow, desk.id, "support@example.com", NOW)
    async with mail.client(boss) as client:
        (line,) = lines(await shown(client, NOTICES))
        assert "Nobody can read the mailbox support@example.com" in line.text
        assert (await client.get(line["href"])).headers["location"] == f"/panel/mail/desks/{desk.id}"


async def test_the_rail_has_a_bell_that_asks_for_the_count(hers):
    page = await shown(hers, NOTICES)
    bell = page.one("a", class_="rail-i rail-bell")
    assert (bell["href"], bell["aria-current"]) == (NOTICES, "page")
    counter = bell.one("span", class_="n n--hot")
    assert counter["hx-get"] == f"{NOTICES}/count"
    assert counter["hx-trigger"] == "load, every 60s, sse:news delay:2s"
    assert (await hers.get(f"{NOTICES}/count")).headers["location"] == NOTICES


async def test_one_count_fills_the_bell_of_the_rail_and_the_one_of_phones(hers, ticket: TicketState):
    page = await shown(hers, NOTICES)
    assert page.one("span", class_="n n--hot", id="top-bell").text == ""
    assert await both_counts(hers) == ["3 Unread", "3 Unread"]


async def test_the_list_is_fetched_again_by_itself(hers, ticket: TicketState):
    page = await shown(hers, NOTICES, **HTMX)
    assert page.one("div", id="notices")["hx-get"] == NOTICES
    assert page.all("h1") == []


def test_every_kind_has_a_sign():
    assert set(ICONS) == set(NoticeKind)
