"""One's own tickets that were merged, or have left the desk."""

from datetime import UTC, datetime

from uuid_utils.compat import uuid7

from shared.contracts.parts import FormerNumber
from shared.contracts.tickets import CommentAdded, TicketPublicChanged
from tests.builders import ANNA, NOW
from tests.service_fixtures import Alone
from tests.widget.identity.conftest import a_birth, plain, session_of


async def listed(visitor, headers: dict, **asked: str) -> list[tuple[str, str]]:
    answer = await visitor.get("/widget/v1/tickets", headers=headers, params=asked)
    assert answer.status_code == 200, answer.text
    return [(row["number"], row["title"]) for row in answer.json()["items"]]


async def test_a_ticket_merged_into_another_of_ones_own_is_found_by_its_number_alone(
    visitor, desk, secret, widget: Alone
):
    one, two = (a_birth(widget, desk["id"], title, external_id="acme") for title in ("One", "Two"))
    two = two.model_copy(update={"ticket": two.ticket.model_copy(update={"number": "T-2"})})
    merged = {"merged_into": two.ticket.id, "merged_at": NOW, "version": 2}
    await widget.hear(one, two, TicketPublicChanged(ticket=one.ticket.model_copy(update=merged), actor=ANNA))
    headers = await session_of(visitor, desk, plain(secret, "acme"))
    assert await listed(visitor, headers) == [("T-2", "Two")]
    assert await listed(visitor, headers, number=one.ticket.number) == [("T-2", "One")]


async def test_a_ticket_merged_into_another_persons_stays_listed(visitor, desk, secret, widget: Alone):
    one = a_birth(widget, desk["id"], "One", external_id="acme")
    two = a_birth(widget, desk["id"], "Two", external_id="bolt")
    merged = {"merged_into": two.ticket.id, "merged_at": NOW, "version": 2}
    await widget.hear(one, two, TicketPublicChanged(ticket=one.ticket.model_copy(update=merged), actor=ANNA))
    headers = await session_of(visitor, desk, plain(secret, "acme"))
    assert [title for _, title in await listed(visitor, headers)] == ["One"]


async def test_a_ticket_that_left_the_desk_is_listed_there_and_found_by_its_old_number(
    visitor, desk, secret, widget: Alone
):
    birth = a_birth(widget, desk["id"], "One", external_id="acme")
    here = FormerNumber(desk_id=desk["id"], number=birth.ticket.number)
    moved = {"desk_id": uuid7(), "number": "S-9", "former_numbers": (here,), "version": 2}
    await widget.hear(birth, TicketPublicChanged(ticket=birth.ticket.model_copy(update=moved), actor=ANNA))
    headers = await session_of(visitor, desk, plain(secret, "acme"))
    assert await listed(visitor, headers) == [("S-9", "One")]
    assert await listed(visitor, headers, number=birth.ticket.number) == [("S-9", "One")]
    stranger = await session_of(visitor, desk, plain(secret, "bolt"))
    assert await listed(visitor, stranger, number=birth.ticket.number) == []


async def test_an_answer_on_another_persons_ticket_that_ones_own_leads_to_is_news(
    visitor, desk, secret, widget: Alone
):
    one = a_birth(widget, desk["id"], "One", external_id="acme")
    two = a_birth(widget, desk["id"], "Two", external_id="bolt")
    merged = {"merged_into": two.ticket.id, "merged_at": NOW, "version": 2}
    await widget.hear(one, two, TicketPublicChanged(ticket=one.ticket.model_copy(update=merged), actor=ANNA))
    said = CommentAdded(
        ticket=two.ticket, actor=ANNA, comment_id=uuid7(), body="Both.", created_at=datetime.now(UTC)
    )
    headers = await session_of(visitor, desk, plain(secret, "acme"))

    async def unread() -> bool:
        (row,) = (await visitor.get("/widget/v1/tickets", headers=headers)).json()["items"]
        return row["unread"]

    assert not await unread()
    await widget.hear(said)
    assert await unread()
    read = {"comment_id": str(said.comment_id)}
    assert (await visitor.post("/widget/v1/tickets/token of One/read", json=read)).status_code == 204
    assert not await unread()
