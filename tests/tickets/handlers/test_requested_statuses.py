"""A requester calls their ticket solved, or opens it again; what they said later counts, whatever comes first."""

from datetime import timedelta
from itertools import permutations
from uuid import uuid4

import pytest

from shared.contracts.tickets import TicketPublicChanged
from shared.contracts.widget import CommentRequested, StatusRequested
from shared.tables import dead_letters, parked
from tests.builders import NOW
from tests.service_fixtures import Alone
from tests.shared.test_delivery import count
from tests.tickets.handlers.test_requests import a_wish, ticket
from tests.tickets.panel.page import read


@pytest.fixture
async def wish(desk, tickets: Alone):
    made = a_wish(desk)
    await tickets.hear(made)
    return made


def asked(wish, what: str, minute: int = 0) -> StatusRequested:
    at = NOW + timedelta(minutes=minute)
    return StatusRequested(request_id=uuid4(), ticket_id=wish.ticket_id, wish=what, occurred_at=at)  # type: ignore[arg-type]


def wrote(wish, minute: int) -> CommentRequested:
    at = NOW + timedelta(minutes=minute)
    ids = {"request_id": uuid4(), "comment_id": uuid4(), "ticket_id": wish.ticket_id}
    return CommentRequested(**ids, body="and?", occurred_at=at)


async def status(http, wish) -> str:
    return (await ticket(http, wish.ticket_id))["status"]


async def test_solved_and_open_again_as_the_history_says_by_the_requester(http, wish, tickets: Alone):
    await tickets.hear(asked(wish, "solved", 1))
    assert await status(http, wish) == "resolved"
    await tickets.hear(asked(wish, "reopened", 2))
    assert await status(http, wish) == "open"
    entries = (await http.get(f"/api/tickets/{wish.ticket_id}/timeline")).json()["items"]
    moved = [
        (each["old"], each["new"], each["actor"]["kind"]) for each in entries if each.get("field") == "status"
    ]
    assert moved == [("open", "resolved", "requester"), ("resolved", "open", "requester")]
    page = read((await http.get(f"/panel/tickets/{wish.ticket_id}")).text).text
    assert "marked it as solved" in page
    assert "reopened it" in page


async def test_the_same_again_changes_nothing(http, wish, tickets: Alone):
    once = asked(wish, "solved")
    await tickets.hear(once, once, asked(wish, "solved"), asked(wish, "solved", 1))
    (told,) = await tickets.said(TicketPublicChanged)
    assert told.ticket.status == "resolved"


STORIES = {
    "solved, then open again": (["solved", "reopened"], "open"),
    "open again, then solved": (["solved", "reopened", "solved"], "resolved"),
    "words, then solved": (["words", "solved"], "resolved"),
    "solved, then words": (["solved", "words"], "open"),
}


@pytest.mark.parametrize("story", STORIES)
async def test_what_was_said_last_counts_in_whatever_order_it_comes(http, desk, tickets: Alone, story):
    steps, end = STORIES[story]
    for order in permutations(range(len(steps))):
        made = a_wish(desk)
        await tickets.hear(made)
        said = [
            wrote(made, minute) if step == "words" else asked(made, step, minute)
            for minute, step in enumerate(steps)
        ]
        await tickets.hear(*(said[place] for place in order))
        assert await status(http, made) == end, order


async def test_an_agents_word_in_between_is_no_obstacle(http, wish, tickets: Alone):
    await tickets.hear(wrote(wish, 1))
    await http.put(f"/api/tickets/{wish.ticket_id}/status", json={"status": "waiting"})
    await tickets.hear(wrote(wish, 0))
    assert await status(http, wish) == "open"  # older words that nobody has read yet bring it back


async def test_a_wish_before_its_ticket_waits_for_it(desk, tickets: Alone):
    await tickets.hear(asked(a_wish(desk), "solved"))
    assert await count(tickets.service.database, parked) == 1


async def test_a_wish_of_tomorrow_moves_nothing(http, wish, tickets: Alone):
    await tickets.hear(asked(wish, "archived"))
    assert await status(http, wish) == "open"
    assert await count(tickets.service.database, dead_letters) == 0
