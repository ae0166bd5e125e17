"""Public doors have limits, by address, desk and link; public pages and answers are paged."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import httpx
import pytest

from services.widget.app import build
from services.widget.queries import tickets
from services.widget.settings import WidgetSettings
from services.widget.use_cases.commenting import Said, accept_comment
from shared.contracts.parts import SYSTEM, DeskState
from shared.contracts.tickets import DeskCreated
from shared.contracts.widget import CommentRequested, TicketRequested
from shared.cursor import to_cursor
from tests.service_fixtures import Alone, a_person, settings_for
from tests.waiting import until
from tests.widget.test_intake import FORM, created, submitted

TIGHT = {
    "HELPDESK_WIDGET_INQUIRIES_PER_ADDRESS": "5, 0.001",
    "HELPDESK_WIDGET_INQUIRIES_PER_DESK": "8, 0.001",
    "HELPDESK_WIDGET_COMMENTS_PER_LINK": "3, 0.001",
    "HELPDESK_WIDGET_COMMENTS_PER_ADDRESS": "4, 0.001",
    "HELPDESK_WIDGET_FILES_PER_ADDRESS": "3, 0.001",
    "HELPDESK_WIDGET_FILE_BYTES_PER_ADDRESS": "20000, 0.001",
    "HELPDESK_WIDGET_WAITS_BEGUN_PER_ADDRESS": "4, 0.001",
    "HELPDESK_WIDGET_WAITS_PER_ADDRESS": "2",
}


@pytest.fixture
async def tight(database, tmp_path):
    url = (await database("widget")).url
    service = build(settings_for(WidgetSettings, "widget", url, tmp_path, **TIGHT))
    yield Alone(service)
    await service.close()


@pytest.fixture
async def token(tight: Alone) -> str:
    from uuid_utils.compat import uuid7

    state = DeskState(id=uuid7(), name="Support", number_pattern="T-{{nr}}", version=1)
    await tight.hear(DeskCreated(desk=state, actor=SYSTEM))
    async with tight.client(a_person("admin")) as admin:
        return (await admin.get(f"/api/widget/desks/{state.id}")).json()["desk_token"]


def at(tight: Alone, host: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(tight.service.answers, client=(host, 4711))
    return httpx.AsyncClient(transport=transport, base_url="http://test")


async def statuses(*asked) -> list[int]:
    return [(await each).status_code for each in asked]


def over(answer: httpx.Response) -> bool:
    return answer.status_code == 429 and int(answer.headers["retry-after"]) > 0


@pytest.mark.attack("A30")
async def test_inquiries_are_counted_by_address_and_by_desk_at_every_door(tight: Alone, token):
    json, page = f"/widget/v1/desks/{token}/tickets", f"/helpdesk/desks/{token}/contact"
    async with (
        at(tight, "192.0.2.1") as one,
        at(tight, "::ffff:192.0.2.1") as mapped,
        at(tight, "2001:db8::1") as two,
    ):
        for n in range(5):
            client = mapped if n % 2 else one
            answer = await (client.post(page, data=FORM) if n == 3 else client.post(json, json=FORM))
            assert answer.status_code in (202, 303)
        assert over(await one.post(json, json=FORM))
        form = await mapped.post(page, data=FORM)
        assert over(form)
        assert "Please wait a moment" in form.text
        assert "Printer on fire" in form.text
        assert await statuses(*[two.post(json, json=FORM) for _ in range(4)]) == [202, 202, 202, 429]
    assert len(await tight.said(TicketRequested)) == 8


@pytest.mark.attack("A30")
async def test_a_whole_network_of_ipv6_is_one_address(tight: Alone, token):
    path, found = f"/widget/v1/desks/{token}/tickets", []
    for n in range(7):
        async with at(tight, f"2001:db8:0:1::{n}") as client:
            found.append((await client.post(path, json=FORM)).status_code)
    assert found == [202] * 5 + [429] * 2


async def test_comments_are_counted_by_link_and_by_address(tight: Alone, token):
    async with at(tight, "192.0.2.1") as client:
        one, two = [await submitted(client, {"desk_token": token}) for _ in range(2)]
        path = f"/widget/v1/tickets/{one['public_token']}/comments"
        assert await statuses(*[client.post(path, json={"body": f"{n}"}) for n in range(4)]) == [202] * 3 + [
            429
        ]
        other = f"/helpdesk/ticket/{two['public_token']}/comments"
        assert (await client.post(other, data={"body": "x"})).status_code == 303
        assert over(await client.post(other, data={"body": "y"}))
    assert len(await tight.said(CommentRequested)) == 4


async def test_files_are_counted_and_their_bytes_too(tight: Alone, token):
    path = f"/widget/v1/desks/{token}/files"
    async with at(tight, "192.0.2.1") as client:
        small = [client.post(path, files={"file": ("a", b"x")}) for _ in range(4)]
        assert await statuses(*small) == [201, 201, 201, 429]
    async with at(tight, "192.0.2.2") as client:
        large = [client.post(path, files={"file": ("a", b"x" * 9000)}) for _ in range(3)]
        assert await statuses(*large) == [201, 201, 429]


@pytest.mark.parametrize("page", [False, True])
async def test_files_are_counted_wherever_they_come_with_words(tight: Alone, token, page: bool):
    async with at(tight, "192.0.2.9") as client:
        link = (await submitted(client, {"desk_token": token}))["public_token"]
    inquiries = f"/helpdesk/desks/{token}/contact" if page else f"/widget/v1/desks/{token}/tickets"
    comments = f"/helpdesk/ticket/{link}/comments" if page else f"/widget/v1/tickets/{link}/comments"
    for host, path, words in (("192.0.2.1", inquiries, FORM), ("192.0.2.2", comments, {"body": "see"})):
        async with at(tight, host) as client:
            files = [("files", (f"{place}.txt", b"x")) for place in range(2)]
            assert (await client.post(path, data=words, files=files)).status_code in (202, 303)
            assert over(await client.post(path, data=words, files=files))


async def test_bytes_are_counted_however_they_are_announced(tight: Alone, token):
    head = b'--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n'

    async def parts() -> AsyncIterator[bytes]:
        for part in (head, b"x" * 9000, b"\r\n--b--\r\n"):
            yield part

    kind, path = {"content-type": "multipart/form-data; boundary=b"}, f"/widget/v1/desks/{token}/files"
    async with at(tight, "192.0.2.1") as client:
        large = [client.post(path, content=parts(), headers=kind) for _ in range(3)]
        assert await statuses(*large) == [201, 201, 429]


async def test_only_so_many_of_one_address_wait_at_once(tight: Alone, token):
    async with at(tight, "192.0.2.1") as client:
        receipt = await submitted(client, {"desk_token": token})
        path = f"/widget/v1/tickets/{receipt['public_token']}"
        waiting = [asyncio.create_task(client.get(f"{path}?wait=20")) for _ in range(2)]

        async def both_wait() -> bool:
            return sum(tight.service.web.state.reception.limits._waiting.values()) == 2

        await until(both_wait)
        assert over(await client.get(f"{path}?wait=20"))
        assert (await client.get(path)).status_code == 200
        await tight.hear(created((await tight.said(TicketRequested))[0]))
        assert [(await each).json()["number"] for each in waiting] == ["T-1", "T-1"]


async def test_waits_that_begin_are_counted_for_all_processes(tight: Alone, token):
    async with at(tight, "192.0.2.1") as client, at(tight, "192.0.2.2") as another:
        path = f"/widget/v1/tickets/{(await submitted(client, {'desk_token': token}))['public_token']}"
        await tight.hear(created((await tight.said(TicketRequested))[0]))
        waits = [client.get(f"{path}?wait=5") for _ in range(5)]
        assert await statuses(*waits) == [200, 200, 200, 200, 429]
        assert await statuses(client.get(path), another.get(f"{path}?wait=5")) == [200, 200]


async def test_who_waits_asks_little_and_renders_nothing(visitor, desk, widget, monkeypatch):
    receipt = await submitted(visitor, desk, body="> " * 20_000)
    asked: list[str] = []

    async def counted(session, token, older=None):
        asked.append("whole")
        return await whole(session, token, older)

    whole = tickets.public_ticket
    monkeypatch.setattr(tickets, "public_ticket", counted)
    answer = await visitor.get(f"/widget/v1/tickets/{receipt['public_token']}?wait=1")
    assert (answer.json()["status"], asked) == ("received", ["whole"])


async def test_long_conversations_are_paged(visitor, desk, widget: Alone):
    receipt = await submitted(visitor, desk)
    path = f"/widget/v1/tickets/{receipt['public_token']}"
    await talk_for_long(widget)
    seen, cursor = [], ""
    while True:
        page = (await visitor.get(f"{path}{cursor}")).json()
        assert len(page["comments"]) <= 50
        seen = [said["body"] for said in page["comments"]] + seen
        if page["next_cursor"] is None:
            break
        cursor = f"?cursor={page['next_cursor']}"
    assert seen == [f"said {n:03}" for n in range(120)]
    newest = await visitor.get(f"/helpdesk/ticket/{receipt['public_token']}")
    assert "said 119" in newest.text
    assert "said 069" not in newest.text
    older = await visitor.get(f"/helpdesk/ticket/{receipt['public_token']}{cursor}")
    assert "said 000" in older.text


async def talk_for_long(widget: Alone) -> None:
    """A ticket with 120 comments of its customer."""
    wish = (await widget.said(TicketRequested))[0]
    await widget.hear(created(wish))
    async with widget.service.web.state.reception.uow() as uow:
        for n in range(120):
            await accept_comment(uow, Said(wish.ticket_id, "Rita", f"said {n:03}", f"said {n:03}"))


@pytest.mark.parametrize(
    "at", ["2020-01-01T00:00:00", 5, "1900-01-01T00:00:00Z", "2500-01-01T00:00:00Z", None]
)
async def test_a_foreign_cursor_is_refused(visitor, desk, widget: Alone, at):
    path = f"/widget/v1/tickets/{(await submitted(visitor, desk))['public_token']}"
    of = f"comments {(await widget.said(TicketRequested))[0].ticket_id}"
    other = to_cursor("comments", "2026-01-01T00:00:00Z", str(uuid4()))
    for wrong in ("nonsense", "W10", "WyIyMDI2Il0", other, to_cursor(of, at, str(uuid4()))):
        assert (await visitor.get(f"{path}?cursor={wrong}")).status_code == 422


@pytest.mark.parametrize("wrong", ["600", "a, b", "0, 1", "1, 0", "1, 2, 3", "nan, 1", "inf, 1"])
def test_a_wrong_limit_stops_the_start(tmp_path, wrong, capsys):
    with pytest.raises(SystemExit):
        settings_for(
            WidgetSettings, "widget", "postgresql://x/y", tmp_path, HELPDESK_WIDGET_INQUIRIES_PER_DESK=wrong
        )
    assert "HELPDESK_WIDGET_INQUIRIES_PER_DESK is wrong" in capsys.readouterr().err
