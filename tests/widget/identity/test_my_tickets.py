"""The list of one's own tickets: public facts, the newest first, each with a link that works."""

from typing import Any

from sqlalchemy import text

from shared.contracts.parts import Status
from shared.contracts.tickets import PublicLinkRenewed, TicketPublicChanged
from shared.contracts.widget import TicketRequested
from tests.builders import ANNA
from tests.service_fixtures import Alone
from tests.widget.identity.conftest import a_birth, plain, session_of, titles
from tests.widget.test_intake import created, submitted

ROW = {"number", "title", "status", "created_at", "unread", "public_token", "public_url"}


async def only_row(visitor, desk, secret) -> dict[str, Any]:
    """What the client `acme` finds in the list: one ticket."""
    headers = await session_of(visitor, desk, plain(secret, "acme"))
    (row,) = (await visitor.get("/widget/v1/tickets", headers=headers)).json()["items"]
    return row


async def has_link(visitor, row: dict[str, Any], token: str) -> None:
    """Its link is that of `token`, and opens."""
    assert row["public_url"] == f"http://test/helpdesk/ticket/{token}"
    assert (await visitor.get(row["public_url"])).status_code == 200


async def test_a_row_has_public_facts_and_a_link_that_opens_the_ticket(visitor, desk, secret, widget: Alone):
    client = {"client_external_id": "acme"}
    receipt = await submitted(visitor, desk, client=client, signature=plain(secret, "acme")["signature"])
    birth = created((await widget.said(TicketRequested))[0])
    waiting = birth.ticket.model_copy(update={"status": Status.WAITING, "version": 2})
    await widget.hear(birth, TicketPublicChanged(ticket=waiting, actor=ANNA))
    headers = await session_of(visitor, desk, plain(secret, "acme"))
    answer = await visitor.get("/widget/v1/tickets", headers=headers)
    (row,) = answer.json()["items"]
    assert set(row) == ROW
    assert (row["number"], row["title"], row["status"]) == ("T-1", "Printer on fire", "waiting")
    assert (row["public_token"], row["public_url"]) == (receipt["public_token"], receipt["public_url"])
    assert (await visitor.get(row["public_url"])).status_code == 200
    assert answer.headers["cache-control"] == "no-store"


async def test_a_ticket_begun_elsewhere_has_its_link_too(visitor, desk, secret, widget: Alone):
    await widget.hear(a_birth(widget, desk["id"], "By mail", external_id="acme", token="a-link-told-of"))
    await has_link(visitor, await only_row(visitor, desk, secret), "a-link-told-of")


async def test_a_link_that_was_replaced_is_shown_as_it_is_now(visitor, desk, secret, widget: Alone):
    birth = a_birth(widget, desk["id"], "Replaced", external_id="acme")
    changed = birth.ticket.model_copy(update={"version": 2})
    await widget.hear(birth, PublicLinkRenewed(ticket=changed, actor=ANNA, public_token="another-link"))
    await has_link(visitor, await only_row(visitor, desk, secret), "another-link")


async def test_a_ticket_whose_link_is_off_is_listed_without_one(visitor, desk, secret, widget: Alone):
    birth = a_birth(widget, desk["id"], "Printer", external_id="acme")
    changed = birth.ticket.model_copy(update={"version": 2})
    sealed = widget.service.web.state.sealer.seal_text("told-to-nobody")
    off = PublicLinkRenewed(ticket=changed, actor=ANNA, public_token=sealed, active=False)
    await widget.hear(birth, off)
    row = await only_row(visitor, desk, secret)
    assert (row["title"], row["public_url"]) == ("Printer", None)


async def test_a_ticket_of_before_links_were_kept_is_listed_until_it_is_told_again(
    visitor, desk, secret, widget: Alone
):
    birth = a_birth(widget, desk["id"], "Old", external_id="acme")
    await widget.hear(birth)
    async with widget.service.database.session() as session, session.begin():
        await session.execute(text("UPDATE known_links SET sealed_token = NULL"))
    headers = await session_of(visitor, desk, plain(secret, "acme"))

    async def link() -> str | None:
        return (await visitor.get("/widget/v1/tickets", headers=headers)).json()["items"][0]["public_url"]

    assert await link() is None
    await widget.hear(birth.model_copy(update={"event_id": birth.ticket.id}))
    assert await link() == "http://test/helpdesk/ticket/token of Old"


async def test_long_lists_are_paged_and_nothing_is_left_out(visitor, desk, secret, widget: Alone):
    names = [f"n{number:02}" for number in range(45)]
    await widget.hear(*[a_birth(widget, desk["id"], each, external_id="acme") for each in names])
    headers = await session_of(visitor, desk, plain(secret, "acme"))
    seen, more = [], ""
    while True:
        page = (await visitor.get(f"/widget/v1/tickets{more}", headers=headers)).json()
        assert len(page["items"]) <= 20
        seen += [each["title"] for each in page["items"]]
        if page["next_cursor"] is None:
            break
        more = f"?cursor={page['next_cursor']}"
    assert seen == list(reversed(names))
    foreign = await session_of(visitor, desk, plain(secret, "other"))
    assert (await visitor.get(f"/widget/v1/tickets{more}", headers=foreign)).status_code == 422


async def test_a_number_finds_ones_own_ticket_and_no_other(visitor, desk, secret, widget: Alone):
    await widget.hear(a_birth(widget, desk["id"], "mine", external_id="acme"))
    await widget.hear(a_birth(widget, desk["id"], "other", external_id="other"))
    headers = await session_of(visitor, desk, plain(secret, "acme"))
    assert await titles(visitor, headers, "?number=T-mine") == ["mine"]
    assert await titles(visitor, headers, "?number=T-other") == []
    assert (await visitor.get("/widget/v1/tickets?number=%00", headers=headers)).status_code == 422


async def test_both_ways_to_find_tickets_have_an_index(widget: Alone):
    """By client or by address a list reads its own rows only, however many the desk has."""
    query = """EXPLAIN SELECT 1 FROM known_tickets t WHERE t.desk_id = gen_random_uuid()
      AND (t.state->'requester'->>'external_id' = 'x' OR lower(t.state->'requester'->>'email') = ANY(ARRAY['y']))"""
    async with widget.service.database.session() as session:
        await session.execute(text("SET LOCAL enable_seqscan = off"))
        plan = "\n".join((await session.scalars(text(query))).all())
    assert "known_tickets_of_client" in plan
    assert "known_tickets_of_address" in plan
