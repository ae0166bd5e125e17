"""Who may bring how much: limits of files hold for uploads, what is open is bounded, and each desk knows its own alone."""

import asyncio
from pathlib import Path

import httpx
import pytest

from services.widget.intake.resumable import Resumable
from services.widget.tables.own import uploads
from shared.contracts.tickets import DeskChanged
from tests.builders import ANNA
from tests.service_fixtures import Alone
from tests.widget.abuse.conftest import a_desk
from tests.widget.conftest import Start
from tests.widget.test_intake import FORM
from tests.widget.uploads.conftest import MEGABYTE, TUS, Uploader, rows, some_bytes, stored

CONTENT = some_bytes(MEGABYTE)


@pytest.fixture
async def narrow(process: Start) -> Alone:
    return await process(
        HELPDESK_WIDGET_FILES_PER_ADDRESS="6, 0.001",
        HELPDESK_WIDGET_FILES_PER_DESK="9, 0.001",
        HELPDESK_WIDGET_FILE_PARTS_PER_ADDRESS="4, 0.001",
        HELPDESK_WIDGET_FILE_PARTS_PER_DESK="6, 0.001",
        HELPDESK_WIDGET_FILE_BYTES_PER_ADDRESS="5000, 0.001",
        HELPDESK_WIDGET_OPEN_UPLOAD_BYTES_PER_ADDRESS="2000",
        HELPDESK_WIDGET_OPEN_UPLOAD_BYTES_PER_DESK="3000",
    )


def at(service: Alone, desk: dict, number: int) -> Uploader:
    """Somebody with an address of their own."""
    transport = httpx.ASGITransport(service.service.answers, client=(f"198.51.100.{number}", 4711))
    return Uploader(httpx.AsyncClient(transport=transport, base_url="http://test"), desk)


async def test_what_is_open_is_bounded_by_address_and_desk_until_it_is_whole(narrow: Alone):
    desk, other = await a_desk(narrow), await a_desk(narrow)
    first = await at(narrow, desk, 1).begun(1500)
    full = await at(narrow, desk, 1).begin(501)
    assert (full.status_code, full.json()["code"]) == (429, "too_many_requests")
    assert int(full.headers["retry-after"]) > 0
    assert (await at(narrow, other, 1).begin(501)).status_code == 429
    assert (await at(narrow, desk, 2).begin(1501)).status_code == 429
    assert (await at(narrow, desk, 2).begin(1500)).status_code == 201
    assert (await at(narrow, desk, 3).begin(1)).status_code == 429
    assert (await at(narrow, other, 3).begin(1)).status_code == 201
    await at(narrow, desk, 1).patch(first, 0, CONTENT[:1500])
    assert (await at(narrow, desk, 1).begin(1000)).status_code == 201


async def test_many_at_once_open_no_more_than_one_after_the_other(narrow: Alone, monkeypatch):
    desk, check = await a_desk(narrow), Resumable._check_room

    async def slowly(*given) -> None:
        await check(*given)
        await asyncio.sleep(0.1)

    monkeypatch.setattr(Resumable, "_check_room", slowly)
    answers = await asyncio.gather(*(at(narrow, desk, 1).begin(900) for _ in range(5)))
    assert sorted(each.status_code for each in answers) == [201, 201, 429, 429, 429]


async def test_an_upload_counts_as_a_file(narrow: Alone):
    desk = await a_desk(narrow)
    said = [(await at(narrow, desk, 1).begin(1)).status_code for _ in range(7)]
    assert said == [201] * 6 + [429]
    said = [(await at(narrow, desk, number).begin(1)).status_code for number in range(2, 6)]
    assert said == [201] * 3 + [429]


async def test_parts_and_their_bytes_are_limited_before_they_are_read(narrow: Alone):
    desk = await a_desk(narrow)
    one = at(narrow, desk, 1)
    address = await one.begun(100)
    said = [(await one.patch(address, place, b"x")).status_code for place in range(5)]
    assert said == [204] * 4 + [429]
    assert await one.offset(address) == 4
    said = [(await at(narrow, desk, 2).patch(address, 4 + place, b"x")).status_code for place in range(3)]
    assert said == [204, 204, 429]


@pytest.mark.attack("A30")
async def test_parts_of_many_addresses_are_limited_together(process: Start):
    few = {"HELPDESK_WIDGET_FILE_PARTS_IN_ALL": "4, 0.001"}
    service = await process(**few)
    said = []
    for number in range(6):
        one = at(service, await a_desk(service), number)
        said.append((await one.patch(await one.begun(10), 0, b"x")).status_code)
    assert said == [204] * 4 + [429] * 2


async def test_bytes_count_by_what_is_announced(narrow: Alone):
    desk = await a_desk(narrow)
    one = at(narrow, desk, 1)
    for size, status in [(2000, 204), (2000, 204), (1500, 429)]:
        assert (await one.patch(await one.begun(size), 0, CONTENT[:size])).status_code == status


async def test_another_desk_knows_nothing_of_an_upload(widget: Alone, visitor, desk):
    mine, theirs = Uploader(visitor, desk), Uploader(visitor, await a_desk(widget))
    address = await mine.begun(100)
    elsewhere = address.replace(mine.path, theirs.path)
    answers = [
        await theirs.head(elsewhere),
        await theirs.patch(elsewhere, 0, b"x"),
        await theirs.end(elsewhere),
        await mine.head(f"{mine.path}/guessed"),
    ]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert answers[1].json()["code"] == "upload_not_found"
    await mine.patch(address, 0, CONTENT[:100])
    body = FORM | {"attachment_ids": [(await mine.described(address))["id"]]}
    used = await visitor.post(theirs.path.replace("/uploads", "/tickets"), json=body)
    assert used.json()["code"] == "unknown_attachment"


async def test_a_desk_that_takes_no_files_takes_no_upload_and_no_more_of_one(
    bring, admin, desk, widget: Alone
):
    address = await bring.begun(100)
    settings = f"/api/widget/desks/{desk['id']}"
    await admin.patch(settings, json={"attachments": False})
    for answer in (await bring.begin(100), await bring.patch(address, 0, b"x")):
        assert (answer.status_code, answer.json()["code"]) == (403, "attachments_off")
    await admin.patch(settings, json={"attachments": True, "max_file_bytes": 1024})
    assert (await bring.begin(1025)).json()["code"] == "file_too_large"
    off = desk["state"].model_copy(update={"active": False, "version": 2})
    await widget.hear(DeskChanged(desk=off, actor=ANNA))
    widget.service.web.state.reception.desks.forget(desk["desk_token"])
    for answer in (await bring.begin(100), await bring.patch(address, 0, b"x")):
        assert (answer.status_code, answer.json()["code"]) == (409, "desk_inactive")
    assert await bring.offset(address) == 0


async def test_a_limit_that_was_lowered_holds_for_what_was_begun(bring: Uploader, admin, desk):
    address = await bring.begun(2000)
    await admin.patch(f"/api/widget/desks/{desk['id']}", json={"max_file_bytes": 1024})
    assert (await bring.patch(address, 0, b"x")).json()["code"] == "file_too_large"


METHODS = "GET, HEAD, POST, PATCH, DELETE"
SENT = "Tus-Resumable, Upload-Length, Upload-Metadata, Upload-Offset"
TOLD = "Location, Tus-Extension, Tus-Max-Size, Tus-Resumable, Tus-Version, Upload-Expires, Upload-Length, Upload-Offset"


@pytest.mark.parametrize("method", ["POST", "PATCH", "HEAD", "DELETE"])
async def test_pages_of_websites_are_told_what_they_may(bring: Uploader, desk, method: str):
    address = await bring.begun(100)
    asked = {"Origin": "https://shop.example", "Access-Control-Request-Method": method}
    answer = await bring.client.options(bring.path if method == "POST" else address, headers=asked)
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-allow-methods"] == METHODS
    assert answer.headers["access-control-allow-headers"].endswith(f"traceparent, {SENT}")
    beside = await bring.client.options(bring.path.replace("uploads", "files"), headers=asked)
    assert beside.headers["access-control-allow-methods"] == "GET, POST"
    read = await bring.client.head(address, headers=TUS | {"Origin": "https://shop.example"})
    assert read.headers["access-control-expose-headers"] == f"Retry-After, X-Request-Id, {TOLD}"
    wrong = await bring.client.patch(address, headers={"Origin": "https://shop.example"})
    assert (wrong.status_code, wrong.headers["access-control-allow-origin"]) == (412, "*")


@pytest.mark.attack("A23")
async def test_a_page_that_is_not_listed_brings_nothing(
    bring: Uploader, desk, admin, widget: Alone, tmp_path
):
    address = await bring.begun(100)
    await admin.patch(f"/api/widget/desks/{desk['id']}", json={"allowed_origins": ["https://shop.example"]})
    bring.headers = {"Origin": "https://evil.example"}
    answers = [
        await bring.begin(10),
        await bring.patch(address, 0, b"x"),
        await bring.head(address),
        await bring.end(address),
    ]
    assert [answer.status_code for answer in answers] == [403] * 4
    assert all("access-control-allow-origin" not in answer.headers for answer in answers)
    bring.headers = {"Origin": "https://shop.example"}
    told = await bring.head(address)
    assert (told.status_code, told.headers["upload-offset"]) == (200, "0")
    assert told.headers["access-control-allow-origin"] == "https://shop.example"
    assert len(await rows(widget.service.database, uploads)) == 1
    assert (await stored(widget, tmp_path))[0] == set()


NAMES = [
    "../../etc/passwd",
    "..\\..\\x.exe",
    "a\u202egpj.exe",
    "\x00\x1f",
    "x" * 1000,
    ".",
    "con.html",
    "<script>",
]


@pytest.mark.attack("A5")
async def test_s9_whatever_a_file_is_called_it_lies_in_the_store_under_a_key_of_ours(
    bring: Uploader, widget: Alone, tmp_path: Path
):
    for name in NAMES:
        address = await bring.begun(10, name)
        assert (await bring.patch(address, 0, b"<html>1234")).status_code == 204
        shown = (await bring.described(address))["name"]
        assert not set(shown) & set("/\\\x00\u202e")
        assert 0 < len(shown) <= 200
    there, known = await stored(widget, tmp_path)
    assert there == known
    assert {path.parent for path in tmp_path.rglob("*") if path.is_file()} == {tmp_path / "files"}
