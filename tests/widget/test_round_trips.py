"""What the busy ways ask of the database, statement by statement: none of them grows unnoticed."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from shared.contracts.tickets import CommentAdded
from shared.contracts.widget import CommentRequested, TicketRequested
from tests.builders import ANNA, NOW
from tests.service_fixtures import Alone
from tests.widget.test_intake import FORM, created, submitted


@contextmanager
def counted(widget: Alone) -> Iterator[list[str]]:
    """The statements of all connections meanwhile, but for those about limits, which requests share."""
    asked: list[str] = []

    def note(connection, cursor, statement, *_) -> None:
        if "limits" not in statement:
            asked.append(" ".join(statement.split())[:60])

    engines = [each.engine.sync_engine for each in {widget.service.database, widget.service.work}]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield asked
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
async def link(visitor, desk) -> str:
    return (await submitted(visitor, desk))["public_token"]


async def test_an_inquiry_is_one_statement(visitor, desk, link, widget: Alone):
    path = f"/widget/v1/desks/{desk['desk_token']}/tickets"
    with counted(widget) as asked:
        assert (await visitor.post(path, json=FORM, headers={"Idempotency-Key": "k"})).status_code == 202
    # The inquiry with its link and its event. The desk is remembered.
    assert len(asked) == 1, asked


async def test_a_first_look_at_a_desk_is_one_statement(visitor, desk, widget: Alone):
    with counted(widget) as asked:
        assert (await visitor.get(f"/widget/v1/desks/{desk['desk_token']}")).status_code == 200
    assert len(asked) == 1, asked


async def test_a_comment_is_seven_statements_and_one_more_with_a_key(visitor, link, widget: Alone):
    await widget.hear(created((await widget.said(TicketRequested))[0]))
    path = f"/widget/v1/tickets/{link}/comments"
    with counted(widget) as asked:
        assert (await visitor.post(path, json={"body": "and?"})).status_code == 202
    # Four to read the ticket; the clock, the comment, its event.
    assert len(asked) == 7, asked
    with counted(widget) as asked:
        answer = await visitor.post(path, json={"body": "and?"}, headers={"Idempotency-Key": "c"})
    assert (answer.status_code, len(asked)) == (202, 8), asked


async def test_a_ticket_is_shown_by_four_statements_and_waited_for_by_one_more(visitor, link, widget: Alone):
    await widget.hear(created((await widget.said(TicketRequested))[0]))
    path = f"/widget/v1/tickets/{link}"
    with counted(widget) as asked:
        assert (await visitor.get(path)).json()["number"] == "T-1"
    assert len(asked) == 4, asked
    with counted(widget) as asked:
        assert (await visitor.get(f"{path}?wait=5")).json()["number"] == "T-1"
    assert len(asked) == 5, asked


async def test_news_are_kept_by_one_statement_of_each_kind(visitor, link, widget: Alone):
    birth = created((await widget.said(TicketRequested))[0])
    await visitor.post(f"/widget/v1/tickets/{link}/comments", json={"body": "and?"})
    (said,) = await widget.said(CommentRequested)
    news = [
        birth,
        CommentAdded(
            ticket=birth.ticket, actor=ANNA, comment_id=said.comment_id, body="and?", created_at=NOW
        ),
    ]
    async with widget.service.open_uow(widget.service.work) as uow:
        with counted(widget) as asked:
            await widget.service.handlers["widget.project_tickets"].call(news, uow)
    assert len(asked) == 3, asked
