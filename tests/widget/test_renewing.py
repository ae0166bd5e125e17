"""HTML that earlier rules made is shown by the present ones: what vanished then is there again."""

from uuid import uuid4

import pytest
from sqlalchemy import select, update

from services.widget.renewing import KEPT
from services.widget.tables.copies import known_comments, known_tickets
from services.widget.tables.own import sent_comments
from shared import renewing
from shared.contracts.parts import Channel, Requester
from shared.contracts.tickets import CommentAdded
from shared.contracts.widget import TicketRequested
from shared.markup import VERSION
from shared.renewing import renew_some
from tests.builders import ANNA, NOW
from tests.service_fixtures import Alone
from tests.widget.test_intake import created, submitted

LOST = "[error]: timeout"
OLD = {"body_html": "", "markup_version": 1}


async def renewed(widget: Alone) -> list[int]:
    return [await renew_some(widget.service.work, kept) for kept in KEPT]


async def age(widget: Alone, **ticket) -> None:
    """Make the rows what a version before wrote."""
    async with widget.service.database.session() as session, session.begin():
        await session.execute(update(known_tickets).values(OLD | ticket))
        for words in (known_comments, sent_comments):
            await session.execute(update(words).values(OLD))


async def html_of_ticket(widget: Alone) -> str:
    async with widget.service.database.session() as session:
        return await session.scalar(select(known_tickets.c.body_html)) or ""


async def test_words_that_were_lost_are_on_the_customers_page_after_an_upgrade(visitor, desk, widget: Alone):
    receipt = await submitted(visitor, desk, body=LOST)
    link = receipt["public_token"]
    await visitor.post(f"/widget/v1/tickets/{link}/comments", json={"body": r"\\nas01\_new and 2*3*4"})
    birth = created((await widget.said(TicketRequested))[0])
    said = CommentAdded(
        ticket=birth.ticket, actor=ANNA, comment_id=uuid4(), body="**Try** this\n\n[ref]: x", created_at=NOW
    )
    await widget.hear(birth, said)
    await age(widget, channel=None)
    assert LOST not in (await visitor.get(f"/helpdesk/ticket/{link}")).text
    assert await renewed(widget) == [1, 1, 1]
    page = (await visitor.get(f"/helpdesk/ticket/{link}")).text
    for words in (LOST, r"\\nas01\_new and 2*3*4", "<strong>Try</strong> this", "[ref]: x"):
        assert words in page
    assert await renewed(widget) == [0, 0, 0]


@pytest.mark.parametrize(
    ("channel", "html"),
    [
        (Channel.WIDGET, "**a**"),
        (Channel.PANEL, "<strong>a</strong>"),
        (Channel.API, "<strong>a</strong>"),
        (None, "<strong>a</strong>"),
        (Channel.EMAIL, "<p>its own</p>"),
    ],
)
async def test_first_words_are_read_by_where_they_came_from(desk, widget: Alone, channel, html):
    wish = TicketRequested(
        request_id=uuid4(), ticket_id=uuid4(), public_token="x-1", desk_id=desk["id"], title="t", body="**a**",
        requester=Requester(email="r@example.com"),
    )  # fmt: skip
    birth = created(wish).model_copy(update={"channel": channel or Channel.PANEL})
    await widget.hear(birth)
    old = {"channel": None} if channel is None else {}
    await age(widget, body_html="<p>its own</p>", **old)
    await renewed(widget)
    assert html in await html_of_ticket(widget)


async def test_a_ticket_that_is_not_there_yet_waits_for_its_words(visitor, desk, widget: Alone):
    await submitted(visitor, desk, body=LOST)
    wish = (await widget.said(TicketRequested))[0]
    await widget.hear(created(wish))
    await age(widget, body=None, body_html=None)
    assert await renewed(widget) == [0, 0, 0]
    await widget.hear(created(wish))
    assert await renewed(widget) == [1, 0, 0]
    assert LOST in await html_of_ticket(widget)


async def test_the_worker_renews_by_itself_and_goes_on_after_a_fault(widget: Alone, monkeypatch):
    looks: list[int] = []

    async def look(database, kept) -> int:
        looks.append(len(looks))
        if len(looks) == 1:
            raise OSError("away")
        if len(looks) > 6:
            raise SystemExit
        return len(looks)

    monkeypatch.setattr(renewing, "renew_some", look)
    monkeypatch.setattr(renewing, "PAUSE", 0)
    loop = widget.service.loops[0]
    with pytest.raises(SystemExit):
        await loop()


def test_who_comments_decides_how_it_is_read():
    _, of_told, of_sent = KEPT
    assert [of_told.reads({"from_team": team}) for team in (True, False)] == ["markdown", "plain"]
    assert of_sent.reads({}) == "plain"


@pytest.mark.parametrize(("told", "made_again"), [(0, 1), (VERSION, 0)])
async def test_html_that_a_process_of_before_sent_is_made_again(
    desk, widget: Alone, told: int, made_again: int
):
    wish = TicketRequested(
        request_id=uuid4(), ticket_id=uuid4(), public_token="x-1", desk_id=desk["id"], title="t", body="[ref]: x",
        requester=Requester(email="r@example.com"),
    )  # fmt: skip
    birth = created(wish).model_copy(update={"body_html": "<p></p>", "markup_version": told})
    said = CommentAdded(
        ticket=birth.ticket, actor=ANNA, comment_id=uuid4(), body="[ref]: x", body_html="<p></p>",
        markup_version=told, created_at=NOW,
    )  # fmt: skip
    await widget.hear(birth, said)
    assert (await renewed(widget))[:2] == [made_again, made_again]
    assert ("[ref]: x" in await html_of_ticket(widget)) is bool(made_again)
