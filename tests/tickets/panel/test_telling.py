"""What an open page is told, at the two moments that are easily forgotten: much at once, and rights just lost."""

from dataclasses import replace

import pytest

from services.tickets.panel.hub import Listener
from shared.auth import Person
from tests.service_fixtures import Alone
from tests.tickets.panel.test_live import Opened, moved


async def test_a_look_that_finds_as_much_as_it_may_says_that_there_may_be_more(
    tickets: Alone, http, desk, owner
):
    form, the_hub = {"desk_id": desk["id"], "title": "x"}, tickets.service.web.state.live
    page = Listener(owner.id, None)
    the_hub._listeners.add(page)
    for made, missed_some in ((2, False), (5, True), (1, False)):
        for _ in range(made):
            assert (await http.post("/api/tickets", json=form)).status_code == 201
        await the_hub._look_once(4)
        told, missed = page.take()
        assert missed is missed_some
        assert len(told) == (0 if missed_some else made)


async def test_what_waits_to_be_told_is_told_to_nobody_who_lost_their_rights(
    tickets: Alone, http, ticket, anna, monkeypatch: pytest.MonkeyPatch
):
    async with Opened(tickets, anna) as page:
        (listener,) = page.hub._listeners
        await moved(http, ticket)
        await listener.rung.wait()
        asked: list[Person] = []

        async def renewed(person: Person) -> Person:
            """An agent when the page begins to wait, a guest when it is about to be told."""
            asked.append(person)
            return person if len(asked) == 1 else replace(person, role="guest", permissions=frozenset())

        monkeypatch.setattr(tickets.service.web.state.gate, "renewed", renewed)
        with pytest.raises(StopAsyncIteration):
            await page.next(2)
    assert len(asked) == 2
