"""A customer's list says which answers of the team nobody looked at; others can neither see nor change that."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from shared.contracts.tickets import CommentAdded
from tests.builders import ANNA, NOW, RITA
from tests.service_fixtures import Alone
from tests.widget.identity.conftest import a_birth, plain, session_of


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


async def says(widget: Alone, birth, minutes: int, actor=ANNA) -> UUID:
    comment = CommentAdded(
        ticket=birth.ticket,
        actor=actor,
        comment_id=uuid4(),
        body="So?",
        created_at=NOW + timedelta(minutes=minutes),
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
