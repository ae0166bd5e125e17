"""A customer's list says which answers of the team nobody looked at; others can neither see nor change that."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from services.widget.queries.my_tickets import NEW_FOR
from services.widget.tables.own import read_answers
from services.widget.use_cases import reading
from shared.clock import utc_now
from shared.contracts.tickets import CommentAdded
from tests.builders import ANNA, RITA
from tests.service_fixtures import Alone
from tests.widget.identity.conftest import a_birth, plain, session_of

BEGUN = utc_now() - timedelta(hours=1)
A_DAY = 24 * 60


@pytest.fixture
async def birth(desk, widget: Alone):
    birth = a_birth(widget, desk["id"], "By mail", external_id="acme", token="a-link-told-of")
    await widget.hear(birth)
    return birth


@pytest.fixture
def unread(visitor, desk, secret):
    async def look() -> list[bool]:
        headers = await session_of(visitor, desk, plain(secret, "acme"))
        items = (await visitor.get("/widget/v1/tickets", headers=headers)).json()["items"]
        return [each["unread"] for each in items]

    return look


async def says(widget: Alone, birth, minutes: float, actor=ANNA) -> UUID:
    comment = CommentAdded(
        ticket=birth.ticket,
        actor=actor,
        comment_id=uuid4(),
        body="So?",
        created_at=BEGUN + timedelta(minutes=minutes),
    )
    await widget.hear(comment)
    return comment.comment_id


async def read(visitor, comment_id: UUID, token: str = "a-link-told-of") -> int:
    return (
        await visitor.post(f"/widget/v1/tickets/{token}/read", json={"comment_id": str(comment_id)})
    ).status_code


async def test_an_answer_is_unread_until_somebody_looks_or_writes(visitor, birth, widget: Alone, unread):
    assert await unread() == [False]
    first = await says(widget, birth, 1)
    assert await unread() == [True]
    assert await read(visitor, first) == 204
    assert await unread() == [False]
    second = await says(widget, birth, 2)
    assert await read(visitor, first) == 204
    assert await unread() == [True]
    await says(widget, birth, 3, RITA)
    assert await unread() == [False]
    third = await says(widget, birth, 4)
    assert (await read(visitor, third), await read(visitor, second)) == (204, 204)
    assert await unread() == [False]


@pytest.mark.attack("A6")
async def test_only_an_answer_on_this_ticket_is_marked(visitor, birth, desk, widget: Alone, unread):
    await says(widget, birth, 1)
    other = a_birth(widget, desk["id"], "Another", external_id="evil", token="another-link")
    await widget.hear(other)
    foreign = await says(widget, other, 9)
    assert await read(visitor, foreign) == 204
    assert await read(visitor, uuid4()) == 204
    assert await unread() == [True]
    assert await read(visitor, foreign, "nothing") == 404


async def marks(widget: Alone) -> list[UUID]:
    async with widget.service.database.session() as session:
        return list(await session.scalars(select(read_answers.c.ticket_id)))


async def forgotten(widget: Alone) -> int:
    async with widget.service.web.state.reception.uow() as uow:
        return await reading.forget_marks(uow)


async def test_marks_of_answers_that_are_news_no_more_are_dropped_some_at_a_time(
    visitor, birth, desk, widget: Alone, unread, monkeypatch
):
    monkeypatch.setattr(reading, "FORGOTTEN_AT_ONCE", 2)
    long_ago = -NEW_FOR / timedelta(minutes=1)
    for number in range(3):
        other = a_birth(widget, desk["id"], f"Old {number}", external_id="evil", token=f"link-{number}")
        await widget.hear(other)
        assert await read(visitor, await says(widget, other, long_ago), f"link-{number}") == 204
    assert await read(visitor, await says(widget, birth, long_ago + A_DAY)) == 204
    assert [await forgotten(widget) for _ in range(3)] == [2, 1, 0]
    # The one that counts is still there.
    assert await marks(widget) == [birth.ticket.id]
    assert await unread() == [False]


async def test_an_answer_of_long_ago_is_news_no_more(birth, widget: Alone, unread):
    await says(widget, birth, -NEW_FOR / timedelta(minutes=1))
    assert await unread() == [False]
    await says(widget, birth, -NEW_FOR / timedelta(minutes=1) + A_DAY)
    assert await unread() == [True]
