"""Filled tables of the version before are taken over, and its processes and ours go on side by side."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import httpx
import pytest
from uuid_utils.compat import uuid7

from services.widget.use_cases.setting_up import set_up_desk
from shared.contracts.notifications import MailboxChanged
from shared.contracts.parts import DeskState
from shared.contracts.tickets import CommentAdded, DeskChanged, DeskCreated, TicketRequestRefused
from shared.contracts.widget import CommentRequested, TicketRequested
from shared.schema import migrate
from tests.builders import ANNA, NOW
from tests.service_fixtures import Alone, a_person
from tests.version_before import back_to
from tests.widget.test_intake import created, submitted
from tests.widget.version_before import (
    DESK,
    REVISION,
    Beside,
    Life,
    VersionBefore,
    a_life,
    a_state,
)

SEEN = "SELECT state->>'title' AS title FROM tickets WHERE ticket_id = :id"
COMMENTS = """
    SELECT array_agg(body ORDER BY body), array_agg(confirmed ORDER BY body),
           array_agg(jsonb_array_length(attachments) ORDER BY body) FROM comments WHERE ticket_id = :id
"""


@pytest.fixture
async def widget(beside: Beside) -> AsyncIterator[Alone]:
    """Our service beside the version before, with a desk that the latter made."""
    async with beside.before() as before:
        await before.follow_desk(DESK)
    async with beside.go_on() as widget:
        yield widget


@pytest.fixture
async def visitor(widget: Alone) -> AsyncIterator[httpx.AsyncClient]:
    async with widget.client() as client:
        yield client


async def settings_of(widget: Alone, desk_id: UUID = DESK.id) -> dict:
    async with widget.client(a_person("admin", "Adam")) as admin:
        return (await admin.get(f"/api/widget/desks/{desk_id}")).json()


async def shown(visitor: httpx.AsyncClient, link: str) -> dict:
    return (await visitor.get(f"/widget/v1/tickets/{link}")).json()


@pytest.fixture(params=["before the migration", "beside us"])
async def lived(request: pytest.FixtureRequest, beside: Beside) -> AsyncIterator[tuple[Alone, Life]]:
    """Our service, and what the version before did to its own tables, or after they were migrated."""
    if request.param == "beside us":
        await migrate(beside.url, "widget")
    async with beside.before() as before:
        life = await a_life(before)
    async with beside.go_on() as widget:
        yield widget, life


async def test_desks_of_the_version_before_are_ours(lived):
    widget, _ = lived
    settings = await settings_of(widget)
    told = [settings[name] for name in ("desk_token", "help_content", "version")]
    assert told == ["old-token", "Write to us", 2]
    desk = await widget.service.web.state.reception.desks.by_id(DESK.id)
    assert (desk.state.name, desk.has_mailbox, desk.signer.secrets[0].value) == ("Help", True, "old-secret")


async def test_tickets_of_the_version_before_are_shown(lived):
    widget, _ = lived
    async with widget.client() as visitor:
        links = ("numbered", "refused", "received", "elsewhere")
        seen = {link: await shown(visitor, link) for link in links}
    assert {link: (each["status"], each["title"]) for link, each in seen.items()} == {
        "numbered": ("open", "Numbered"),
        "refused": ("refused", "Refused"),
        "received": ("received", "Received"),
        "elsewhere": ("open", "Elsewhere"),
    }
    said = [
        (each["body"], each["from_team"], len(each["attachments"])) for each in seen["numbered"]["comments"]
    ]
    assert said == [("mine", False, 1), ("answer", True, 0), ("not yet told", False, 0)]


async def test_what_was_sent_and_what_was_told_are_apart(lived, beside: Beside):
    async with beside.before() as before:
        kinds = [
            (await before.one(f"SELECT array_agg(body ORDER BY body) FROM {table}"))[0]
            for table in ("sent_comments", "known_comments")
        ]
    assert kinds == [["mine", "not yet told"], ["answer", "mine"]]


async def test_a_comment_that_the_version_before_took_is_answered_as_then(lived):
    widget, life = lived
    async with widget.client() as visitor:
        again = await visitor.post(
            "/widget/v1/tickets/numbered/comments", json={"body": "mine"}, headers={"Idempotency-Key": "c"}
        )
    assert (again.status_code, again.json()["id"]) == (202, str(life.mine))
    assert await widget.said(CommentRequested) == []


async def test_desks_are_seen_by_the_version_before(beside: Beside, widget: Alone):
    other = DeskState(id=uuid7(), name="Sales", number_pattern="S-{{nr}}", version=1)
    await widget.hear(
        DeskCreated(desk=other, actor=ANNA),
        DeskChanged(desk=DESK.model_copy(update={"name": "Help", "version": 4}), actor=ANNA),
        MailboxChanged(desk_id=DESK.id, has_mailbox=True),
    )
    async with widget.client(a_person("admin", "Adam")) as admin:
        await admin.patch(f"/api/widget/desks/{DESK.id}", json={"help_content": "Write"})
    async with beside.before() as before:
        query = "SELECT state->>'name', has_mailbox, help_content, version FROM desks WHERE desk_id = :id"
        assert tuple(await before.one(query, id=DESK.id)) == ("Help", True, "Write", 2)
        token = (await before.one("SELECT desk_token FROM desks WHERE desk_id = :id", id=other.id)).desk_token
    assert token == (await settings_of(widget, other.id))["desk_token"]


async def test_what_customers_read_is_seen_by_the_version_before(beside: Beside, widget: Alone, visitor):
    link = (await submitted(visitor, {"desk_token": "old-token"}))["public_token"]
    path = f"/widget/v1/tickets/{link}/comments"
    assert (await visitor.post(path, data={"body": "see"}, files=[("f", ("a.txt", b"x"))])).status_code == 202
    (wish,) = await widget.said(TicketRequested)
    birth = created(wish)
    said = CommentAdded(ticket=birth.ticket, actor=ANNA, comment_id=uuid4(), body="Soon.", created_at=NOW)
    elsewhere = created(wish.model_copy(update={"ticket_id": uuid4(), "public_token": "elsewhere-1"}))
    facts = {"request_id": wish.request_id, "ticket_id": wish.ticket_id, "desk_id": DESK.id}
    await widget.hear(birth, said, elsewhere, TicketRequestRefused(**facts, reason="desk_inactive"))
    async with beside.before() as before:
        mine = {"id": wish.ticket_id}
        assert tuple(await before.one(COMMENTS, **mine)) == (["Soon.", "see"], [True, False], [0, 1])
        state = await before.one("SELECT state->>'number' FROM tickets WHERE ticket_id = :id", **mine)
        refused = await before.one("SELECT refused FROM submissions WHERE ticket_id = :id", **mine)
        assert (state[0], refused[0]) == ("T-1", "desk_inactive")
        assert await before.one("SELECT 1 FROM public_links WHERE ticket_id = :id", id=elsewhere.ticket.id)


async def test_one_key_is_one_comment_for_both(beside: Beside, widget: Alone, visitor):
    async with beside.before() as before:
        _, ticket_id = await before.accept(DESK.id, "link", "x")
        first = await before.comment(ticket_id, "first", key="a")
    path = "/widget/v1/tickets/link/comments"

    async def comment(body: str, key: str) -> httpx.Response:
        return await visitor.post(path, json={"body": body}, headers={"Idempotency-Key": key})

    assert (await comment("first", "a")).json()["id"] == str(first)
    assert (await comment("other words", "a")).json()["code"] == "idempotency_key_reused"
    second = (await comment("second", "b")).json()["id"]
    async with beside.before() as before:
        assert await before.comment(ticket_id, "second", key="b") is None
        found = await before.one("SELECT comment_id FROM comments WHERE body = 'second'")
        assert str(found.comment_id) == second
    assert [each["body"] for each in (await shown(visitor, "link"))["comments"]] == ["first", "second"]


async def test_a_desk_has_the_token_that_it_got_first(beside: Beside, widget: Alone):
    other = DeskState(id=uuid7(), name="Sales", number_pattern="S-{{nr}}", version=1)
    async with widget.service.web.state.reception.uow() as uow:
        await set_up_desk(uow, other.id)
    async with beside.before() as before:
        await before.follow_desk(other, "second-token")
        token = (await before.one("SELECT desk_token FROM desks WHERE desk_id = :id", id=other.id)).desk_token
    assert token != "second-token"
    assert (await settings_of(widget, other.id))["desk_token"] == token


async def test_copy_and_settings_that_come_at_the_same_time_are_one_desk(beside: Beside, widget: Alone):
    other = DeskState(id=uuid7(), name="Sales", number_pattern="S-{{nr}}", version=1)
    await asyncio.gather(*[widget.hear(DeskCreated(desk=other, actor=ANNA)) for _ in range(5)])
    async with widget.service.web.state.reception.uow() as first:
        third = DeskState(id=uuid7(), name="Third", number_pattern="D-{{nr}}", version=1)
        await set_up_desk(first, third.id)
        hearing = asyncio.create_task(widget.hear(DeskCreated(desk=third, actor=ANNA)))
        await asyncio.sleep(0.3)
    await hearing
    async with beside.before() as before:
        for each in (other, third):
            assert await before.one("SELECT 1 FROM desks WHERE desk_id = :id", id=each.id), each.name


async def test_its_open_connections_go_on_across_the_migration(beside: Beside):
    """They keep prepared statements that name what is a view now."""
    ticket_id = uuid7()
    async with beside.engine.connect() as connection:
        before = VersionBefore(connection, beside.sealer)
        for version, title in ((1, "Then"), (2, "Now")):
            await before.keep_ticket(ticket_id, DESK.id, a_state(ticket_id, title=title), version)
            await before.keep_comment(ticket_id, title, NOW)
            seen = await before.one(f"{SEEN} FOR UPDATE OF tickets SKIP LOCKED", id=ticket_id)
            assert seen.title == title
            await connection.commit()
            if version == 1:
                await migrate(beside.url, "widget")


async def test_the_way_back_keeps_everything(beside: Beside):
    async with beside.before() as before:
        await before.follow_desk(DESK)
    async with beside.go_on() as widget, widget.client() as visitor:
        link = (await submitted(visitor, {"desk_token": "old-token"}))["public_token"]
        await visitor.post(f"/widget/v1/tickets/{link}/comments", json={"body": "and?"})
        (wish,) = await widget.said(TicketRequested)
        await widget.hear(created(wish))
    async with beside.engine.begin() as connection:
        await connection.run_sync(back_to, REVISION)
    async with beside.before() as before:
        await before.keep_comment(wish.ticket_id, "answer", NOW)
        found = await before.one("SELECT count(*) AS comments FROM comments JOIN tickets USING (ticket_id)")
        assert found.comments == 2
