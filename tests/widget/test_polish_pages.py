"""The promised language: what a Polish desk shows its customers is Polish whole."""

from uuid import uuid4

import httpx
import pytest

from shared.contracts.parts import Category, Status
from shared.contracts.tickets import TicketPublicChanged, TicketRequestRefused
from shared.contracts.widget import TicketRequested
from tests.builders import ANNA
from tests.service_fixtures import Alone
from tests.widget.test_intake import created
from tests.widget.test_public_page import ENGLISH, polish, words_of_page


@pytest.fixture
async def polish_contact(widget: Alone, desk) -> str:
    await polish(widget, desk, categories=(Category(id=uuid4(), name="Faktury"),))
    return f"/helpdesk/desks/{desk['desk_token']}/contact"


def check_polish(*pages: httpx.Response) -> None:
    for page in pages:
        assert 'lang="pl"' in page.text
        assert not ENGLISH.findall(words_of_page(page.text)), words_of_page(page.text)


async def test_a_polish_desks_contact_form_is_polish_whole(visitor, polish_contact):
    wrong = {"email": "x", "title": "", "priority": "asap", "category_id": "q", "w": "1"}
    check_polish(
        await visitor.get(polish_contact),
        await visitor.post(polish_contact, data=wrong),
        await visitor.post(polish_contact, data={"email": "x@e.pl", "title": "y" * 301, "name": "z" * 201}),
    )


async def test_a_polish_desks_link_page_is_polish_in_every_state(visitor, polish_contact, widget: Alone):
    sent = await visitor.post(polish_contact, data={"email": "r@e.pl", "title": "Ź", "body": "ć"})
    ticket = sent.headers["location"]
    check_polish(
        await visitor.get(ticket),
        await visitor.post(f"{ticket}/comments", data={"body": " "}),
        await visitor.post(f"{ticket}/comments", data={"body": "y" * 60_000}),
    )
    birth = created((await widget.said(TicketRequested))[0])
    for number, status in enumerate(Status, 2):
        state = birth.ticket.model_copy(update={"status": status, "version": number})
        await widget.hear(birth, TicketPublicChanged(ticket=state, actor=ANNA))
        check_polish(await visitor.get(ticket))


async def test_a_polish_desks_refusals_are_polish(visitor, polish_contact, widget: Alone):
    sent = await visitor.post(polish_contact, data={"email": "r@e.pl", "title": "Ź"})
    wish = (await widget.said(TicketRequested))[0]
    facts = {"request_id": wish.request_id, "ticket_id": wish.ticket_id, "desk_id": wish.desk_id}
    await widget.hear(TicketRequestRefused(**facts, reason="x"))
    check_polish(
        await visitor.get(sent.headers["location"]),
        await visitor.post(f"{sent.headers['location']}/comments", data={"body": "z"}),
        await visitor.get("/helpdesk/ticket/nonsense", headers={"accept-language": "pl-PL,pl;q=0.9"}),
    )
