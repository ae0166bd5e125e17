"""Behind the link of a merged ticket: where it leads, and whose words are shown to whom."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from uuid_utils.compat import uuid7

from shared.contracts.parts import Actor, Status
from shared.contracts.tickets import CommentAdded, TicketCreated, TicketPublicChanged
from shared.contracts.widget import CommentRequested, StatusRequested
from tests.builders import ANNA, NOW
from tests.service_fixtures import Alone
from tests.widget.identity.conftest import a_birth


class Customers:
    """Two tickets and their customers; the one of `other` is merged into `target`."""

    def __init__(self, widget: Alone, visitor: httpx.AsyncClient, desk_id: UUID) -> None:
        self.widget, self.visitor, self.desk_id = widget, visitor, desk_id

    async def begin(self, title: str, **who: Any) -> TicketCreated:
        """A ticket; `token of <title>` is behind its link."""
        birth = a_birth(self.widget, self.desk_id, title, **{"verified": True} | who)
        await self.widget.hear(birth)
        return birth

    async def merge(self, other: TicketCreated, target: TicketCreated, version: int = 2) -> None:
        """The team's side tells that they are one."""
        merged = {
            "merged_into": target.ticket.id,
            "merged_at": NOW,
            "status": Status.RESOLVED,
            "version": version,
        }
        await self.widget.hear(TicketPublicChanged(ticket=other.ticket.model_copy(update=merged), actor=ANNA))

    async def say(self, on: TicketCreated, body: str, by: Actor = ANNA, **more: Any) -> None:
        """Somebody's words on a ticket, after the merge."""
        said = {"comment_id": uuid7(), "body": body, "created_at": NOW.replace(year=NOW.year + 1)} | more
        await self.widget.hear(CommentAdded(ticket=on.ticket, actor=by, **said))

    async def shown(self, title: str) -> dict[str, Any]:
        answer = await self.visitor.get(f"/widget/v1/tickets/token of {title}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def messages(self, title: str) -> list[str]:
        return [each["body"] for each in (await self.shown(title))["comments"]]


@pytest.fixture
def customers(widget: Alone, visitor, desk) -> Customers:
    return Customers(widget, visitor, desk["id"])


async def test_one_person_sees_one_conversation_behind_both_links(customers: Customers):
    one, two = (
        await customers.begin("One", external_id="acme"),
        await customers.begin("Two", external_id="acme"),
    )
    await customers.say(one, "before")
    await customers.merge(one, two)
    await customers.say(two, "an answer")
    for title in ("One", "Two"):
        shown = await customers.shown(title)
        assert (shown["number"], shown["title"], shown["status"]) == (two.ticket.number, "Two", "open")
        assert await customers.messages(title) == [one.body, "before", "an answer"]


async def test_another_persons_words_are_shown_to_neither(customers: Customers):
    one, two = (
        await customers.begin("One", external_id="acme"),
        await customers.begin("Two", external_id="bolt"),
    )
    rita, otto = Actor(kind="requester", name="Rita"), Actor(kind="requester", name="Otto")
    await customers.say(one, "one's own words", rita, created_at=NOW)
    await customers.say(two, "an early answer", created_at=NOW)
    await customers.merge(one, two)
    await customers.say(two, "two's secret", otto)
    await customers.say(two, "one asks on", rita, through=one.ticket.id)
    await customers.say(two, "an answer to both")
    shown = await customers.shown("One")
    assert (shown["number"], shown["title"], shown["body"]) == (two.ticket.number, "One", one.body)
    assert sorted(await customers.messages("One")) == ["an answer to both", "one asks on", "one's own words"]
    assert sorted(await customers.messages("Two")) == ["an answer to both", "an early answer", "two's secret"]


async def test_an_address_that_nobody_proved_opens_nobodys_conversation(customers: Customers):
    mine = await customers.begin("Mine", email="rita@example.com")
    claimed = await customers.begin("Claimed", email="rita@example.com", verified=False)
    await customers.say(mine, "for Rita alone", created_at=NOW)
    await customers.merge(claimed, mine)
    assert await customers.messages("Claimed") == []
    assert (await customers.shown("Claimed"))["title"] == "Claimed"


async def test_words_and_wishes_go_out_under_the_ticket_whose_link_it_is(
    customers: Customers, visitor, widget: Alone
):
    one, two = (
        await customers.begin("One", external_id="acme"),
        await customers.begin("Two", external_id="acme"),
    )
    await customers.merge(one, two)
    path = "/widget/v1/tickets/token of One"
    assert (await visitor.post(f"{path}/comments", json={"body": "more"})).status_code == 202
    assert (await visitor.post(f"{path}/solved")).status_code == 202
    assert [wish.ticket_id for wish in await widget.said(CommentRequested, StatusRequested)] == [
        one.ticket.id
    ] * 2
    assert (await customers.messages("One"))[-1] == "more"
    assert (await customers.shown("One"))["status"] == "resolved"


async def test_whoever_waits_hears_of_the_merge_and_of_what_is_said_after_it(customers: Customers):
    one, two = (
        await customers.begin("One", external_id="acme"),
        await customers.begin("Two", external_id="acme"),
    )
    marks = [(await customers.shown("One"))["mark"], (await customers.shown("Two"))["mark"]]
    await customers.merge(one, two)
    after = [(await customers.shown("One"))["mark"], (await customers.shown("Two"))["mark"]]
    assert not set(after) & set(marks)
    await customers.say(two, "an answer")
    assert (await customers.shown("One"))["mark"] not in (*marks, *after)


async def test_a_merge_that_overtook_its_target_shows_the_ticket_itself(customers: Customers, widget: Alone):
    one = await customers.begin("One", external_id="acme")
    two = a_birth(widget, customers.desk_id, "Two", external_id="acme", verified=True)
    await customers.merge(one, two)
    assert (await customers.shown("One"))["title"] == "One"
    await widget.hear(two)
    assert (await customers.shown("One"))["title"] == "Two"


async def test_older_messages_of_both_are_paged(customers: Customers, visitor):
    one, two = (
        await customers.begin("One", external_id="acme"),
        await customers.begin("Two", external_id="acme"),
    )
    await customers.merge(one, two)
    for number in range(60):
        await customers.say([one, two][number % 2], f"n{number:02}")
    shown = await customers.shown("One")
    path = "/widget/v1/tickets/token of One"
    older = (await visitor.get(path, params={"cursor": shown["next_cursor"]})).json()
    found = [each["body"] for each in (*older["comments"], *shown["comments"])]
    assert found == [one.body, *(f"n{number:02}" for number in range(60))]
    assert older["next_cursor"] is None
