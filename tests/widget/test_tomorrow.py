"""States of a newer version of the tickets service: copies keep them, pages and answers show them."""

from shared.contracts.tickets import TicketCreated, TicketPublicChanged
from shared.contracts.widget import TicketRequested
from tests.builders import ANNA
from tests.service_fixtures import Alone
from tests.widget.test_intake import created, submitted
from tests.widget.test_public_page import polish, words_of_page


async def test_a_ticket_in_a_state_of_tomorrow_is_shown(visitor, desk, widget: Alone):
    receipt = await submitted(visitor, desk)
    birth = created((await widget.said(TicketRequested))[0], priority="dire")
    state = birth.ticket.model_copy(update={"version": 2})
    tomorrow = TicketPublicChanged(ticket=state, actor=ANNA).to_wire().replace(b'"open"', b'"on_hold"')
    await widget.hear(
        birth, TicketPublicChanged.from_wire(tomorrow, birth.event_id.__class__(int=7), birth.occurred_at)
    )
    shown = await visitor.get(f"/widget/v1/tickets/{receipt['public_token']}")
    assert (shown.status_code, shown.json()["status"], shown.json()["number"]) == (200, "on_hold", "T-1")
    page = await visitor.get(f"/helpdesk/ticket/{receipt['public_token']}")
    assert page.status_code == 200
    assert "We are working on it" in words_of_page(page.text)
    await polish(widget, desk)
    page = await visitor.get(f"/helpdesk/ticket/{receipt['public_token']}")
    assert "Pracujemy nad tym" in words_of_page(page.text)


async def test_a_channel_of_tomorrow_is_no_reason_to_lose_a_ticket(visitor, desk, widget: Alone):
    receipt = await submitted(visitor, desk)
    birth = created((await widget.said(TicketRequested))[0])
    body = birth.to_wire().replace(b'"widget"', b'"chat"')
    await widget.hear(TicketCreated.from_wire(body, birth.event_id, birth.occurred_at))
    assert (await visitor.get(f"/widget/v1/tickets/{receipt['public_token']}")).json()["number"] == "T-1"
