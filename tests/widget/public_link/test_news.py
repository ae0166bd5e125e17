"""An open page hears of news: by a wait that ends when something else would be shown."""

import asyncio
from uuid import uuid4

import pytest

from services.widget.queries import lookout
from shared.contracts.tickets import CommentAdded
from tests.builders import ANNA, NOW
from tests.widget.public_link.conftest import Linked


@pytest.fixture(autouse=True)
def _looking_often(monkeypatch):
    monkeypatch.setattr(lookout, "LOOK_EVERY", 0.02)


def comment(linked: Linked, version: int, **more) -> CommentAdded:
    ticket = linked.birth.ticket.model_copy(update={"version": version})
    given = {"comment_id": uuid4(), "body": "Which one?", "created_at": NOW}
    return CommentAdded(ticket=ticket, actor=ANNA, **(given | more))


async def test_where_nothing_is_new_the_answer_is_empty(linked: Linked):
    seen = (await linked.shown())["mark"]
    for wait in ({}, {"wait": 0.1}):
        answer = await linked.visitor.get(linked.api, params={"seen": seen, **wait})
        assert (answer.status_code, answer.content) == (204, b"")
        assert answer.headers["cache-control"] == "no-store"


async def test_whatever_would_be_shown_ends_the_wait(linked: Linked):
    async def says(body: str) -> None:
        await linked.visitor.post(f"{linked.api}/comments", json={"body": body})

    news = [
        lambda: linked.widget.hear(comment(linked, 2)),
        lambda: linked.becomes("waiting", 3),
        lambda: says("That one."),
        lambda: linked.visitor.post(f"{linked.api}/solved"),
        # Told late: a newer state of the ticket is known already.
        lambda: linked.widget.hear(comment(linked, 2, body="Hello?")),
    ]
    mark = (await linked.shown())["mark"]
    for happen in news:
        asked = asyncio.create_task(linked.shown(wait=20, seen=mark))
        await asyncio.sleep(0.1)
        assert not asked.done()
        await happen()
        shown = await asyncio.wait_for(asked, 5)
        assert shown["mark"] != mark
        mark = shown["mark"]


@pytest.mark.attack("A7")
async def test_what_customers_may_not_know_is_no_news(linked: Linked):
    """A note makes the ticket's version grow: a mark that followed it would count the team's notes."""
    before = (await linked.shown())["mark"]
    await linked.becomes("open", version=9)
    assert (await linked.shown())["mark"] == before
    assert "version" not in await linked.shown()


async def test_an_old_mark_is_answered_at_once(linked: Linked):
    assert (await asyncio.wait_for(linked.shown(wait=20, seen="of yesterday"), 2))["number"] == "T-1"


async def test_the_page_brings_what_its_script_asks_with(linked: Linked):
    page = await linked.read()
    (box,) = [each for each in page.all("div", class_="pt-s") if "data-mark" in each.attributes]
    assert box["data-news"] == linked.api
    assert box["data-mark"] == (await linked.shown())["mark"]
    assert [page.one(id=name).tag for name in ("heading", "state-icon", "state-acts")] == [
        "div",
        "span",
        "div",
    ]
    assert page.one("span", role="status")["id"] == "state"
    assert [each["id"] for each in page.one(id="messages").all("article")] == ["first"]
    (script,) = page.all("script")
    assert script["src"].startswith("/static/built/public.js?v=")
    assert (await linked.visitor.get(script["src"])).status_code == 200


async def test_older_messages_stay_as_they_are(linked: Linked):
    for place in range(60):
        at = NOW.replace(minute=place)
        await linked.widget.hear(comment(linked, place + 2, created_at=at))
    shown = await linked.shown()
    older = await linked.visitor.get(linked.page, params={"cursor": shown["next_cursor"]})
    assert "data-news" not in older.text
    assert "<script" not in older.text
