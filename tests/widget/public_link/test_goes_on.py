"""A ticket that was over when its customer answered: its page leads them, and nobody else, to the next one."""

from shared.contracts.parts import NextTicket, Status
from shared.contracts.tickets import TicketCreated, TicketPublicChanged
from tests.builders import ANNA, NOW
from tests.widget.identity.conftest import a_birth
from tests.widget.public_link.conftest import Linked


async def follow(linked: Linked, *following: NextTicket) -> None:
    news = {"status": Status.RESOLVED, "version": 2, "followed_by": following}
    await linked.widget.hear(
        TicketPublicChanged(ticket=linked.birth.ticket.model_copy(update=news), actor=ANNA)
    )


def next_one(linked: Linked, title: str = "next") -> TicketCreated:
    return a_birth(linked.widget, linked.birth.ticket.desk_id, title)


async def test_the_old_page_tells_the_new_number_and_link(linked: Linked):
    assert "goes_on_in" not in await linked.shown()
    seen = (await linked.shown())["mark"]
    new = next_one(linked)
    await follow(linked, NextTicket(id=new.ticket.id, number=new.ticket.number))
    shown = await linked.shown()
    assert shown["mark"] != seen
    assert shown["goes_on_in"] == {"number": "T-next"}
    assert (await linked.read()).one("p", id="goes-on").all("a") == []
    await linked.widget.hear(new)
    url = "http://test/helpdesk/ticket/token of next"
    assert (await linked.shown())["goes_on_in"] == {
        "number": "T-next", "public_token": "token of next", "public_url": url,
    }  # fmt: skip
    link = (await linked.read()).one("p", id="goes-on").one("a", says="T-next")
    assert (await linked.visitor.get(link["href"])).status_code == 200


async def test_it_leads_to_the_newest_and_to_a_link_that_holds(linked: Linked):
    one, two = next_one(linked, "one"), next_one(linked, "two")
    await linked.widget.hear(one, two)
    await follow(linked, *[NextTicket(id=each.ticket.id, number=each.ticket.number) for each in (one, two)])
    assert (await linked.shown())["goes_on_in"]["number"] == "T-two"
    renewed = linked.renewed("another").model_copy(update={"ticket": two.ticket})
    await linked.widget.hear(renewed)
    assert (await linked.shown())["goes_on_in"]["public_token"] == "another"
    newer = two.ticket.model_copy(update={"version": 3})
    await linked.widget.hear(linked.renewed("off", active=False).model_copy(update={"ticket": newer}))
    assert (await linked.shown())["goes_on_in"] == {"number": "T-two"}


async def test_whoever_wrote_nothing_is_led_nowhere(linked: Linked):
    # Somebody else's ticket is merged into this one, and they wrote there.
    theirs = next_one(linked, "theirs")
    other = a_birth(linked.widget, linked.birth.ticket.desk_id, "other", name="Olaf")
    merged = {
        "merged_into": linked.birth.ticket.id,
        "merged_at": NOW,
        "status": Status.RESOLVED,
        "version": 2,
    }
    await linked.widget.hear(
        theirs,
        other,
        TicketPublicChanged(ticket=other.ticket.model_copy(update=merged), actor=ANNA),
    )
    await follow(linked, NextTicket(id=theirs.ticket.id, number="T-theirs", through=other.ticket.id))
    assert "goes_on_in" not in await linked.shown()
    answer = await linked.visitor.get("/widget/v1/tickets/token of other")
    assert answer.json()["goes_on_in"]["public_token"] == "token of theirs"
