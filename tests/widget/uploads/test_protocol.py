"""Uploads as tus 1.0.0 has them: begun, asked about, gone on with, ended; whole, they are files like any other."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest

from services.widget.intake import resumable
from services.widget.tables.own import upload_pieces, uploads
from shared.contracts.widget import TicketRequested
from shared.tables import files
from tests.service_fixtures import Alone
from tests.widget.test_intake import FORM
from tests.widget.uploads.conftest import MEGABYTE, TUS, Uploader, content_of, rows, some_bytes, stored

CONTENT = some_bytes(3 * MEGABYTE + 12345)


async def test_an_upload_in_parts_becomes_the_same_file_as_one_that_came_whole(
    bring: Uploader, widget: Alone, visitor, desk
):
    begun = await bring.begin(len(CONTENT), 'my "best" ‘plan’.png')
    address = begun.headers["location"]
    assert begun.json()["url"] == address
    assert (begun.headers["upload-offset"], await bring.offset(address)) == ("0", 0)
    for start, end in [(0, 700_000), (700_000, 2_500_000), (2_500_000, len(CONTENT))]:
        answer = await bring.patch(address, start, CONTENT[start:end])
        assert (answer.status_code, answer.headers["upload-offset"]) == (204, str(end))
        assert await bring.offset(address) == end
    file = await bring.described(address)
    assert file == begun.json() | {"offset": len(CONTENT)}
    assert (file["name"], file["size"]) == ('my "best" ‘plan’.png', len(CONTENT))
    assert await content_of(widget, file["id"]) == CONTENT
    path = f"/widget/v1/desks/{desk['desk_token']}/tickets"
    sent = await visitor.post(path, json=FORM | {"attachment_ids": [file["id"]]})
    assert sent.status_code == 202, sent.text
    (wish,) = await widget.said(TicketRequested)
    assert [(str(each.id), each.size) for each in wish.attachments] == [(file["id"], len(CONTENT))]


async def test_of_a_whole_upload_nothing_is_stored_but_its_file(bring: Uploader, widget: Alone, tmp_path):
    address = await bring.begun(len(CONTENT))
    for start in range(0, len(CONTENT), 500_000):
        await bring.patch(address, start, CONTENT[start : start + 500_000])
    there, known = await stored(widget, tmp_path)
    assert len(there) == 1
    assert there == known


async def test_the_type_is_told_by_the_bytes_however_they_were_cut(bring: Uploader, widget: Alone):
    picture = b"\x89PNG\r\n\x1a\n" + CONTENT[:2000]
    address = await bring.begun(len(picture), "said-to-be.html")
    for start in range(0, len(picture), 700):
        await bring.patch(address, start, picture[start : start + 700])
    (row,) = await rows(widget.service.database, files)
    assert row.content_type == "image/png"


@pytest.mark.parametrize("size", [1, MEGABYTE - 1, MEGABYTE, MEGABYTE + 1, 2 * MEGABYTE])
async def test_every_size_comes_whole(bring: Uploader, widget: Alone, size: int):
    address = await bring.begun(size)
    if size:
        assert (await bring.patch(address, 0, CONTENT[:size])).status_code == 204
    file = await bring.described(address)
    assert (file["offset"], await content_of(widget, file["id"])) == (size, CONTENT[:size])


@pytest.mark.parametrize("offset", [0, 99, 101, 10**14])
async def test_nothing_is_taken_at_another_place_than_the_end(bring: Uploader, offset: int):
    address = await bring.begun(1000)
    await bring.patch(address, 0, CONTENT[:100])
    answer = await bring.patch(address, offset, CONTENT[:50])
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_offset")
    assert answer.headers["content-type"] == "application/problem+json"
    assert await bring.offset(address) == 100


async def test_a_finished_upload_takes_nothing_more(bring: Uploader, widget: Alone):
    address = await bring.begun(100)
    await bring.patch(address, 0, CONTENT[:100])
    assert (await bring.patch(address, 100, b"")).status_code == 204
    assert (await bring.patch(address, 100, b"x")).json()["code"] == "file_too_large"
    assert (await bring.patch(address, 0, CONTENT[:100])).json()["code"] == "wrong_offset"
    assert len(await rows(widget.service.database, files)) == 1


async def test_more_than_was_announced_is_refused(bring: Uploader):
    address = await bring.begun(MEGABYTE + 100)
    too_much = CONTENT[: MEGABYTE + 200]
    assert (await bring.patch(address, 0, too_much)).status_code == 413
    assert await bring.offset(address) == 0

    async def unannounced():
        yield too_much

    assert (await bring.patch(address, 0, unannounced())).status_code == 413
    assert await bring.offset(address) == MEGABYTE


async def test_an_ended_upload_is_gone_with_its_bytes(bring: Uploader, widget: Alone, tmp_path):
    address = await bring.begun(len(CONTENT))
    await bring.patch(address, 0, CONTENT[: 2 * MEGABYTE])
    assert len((await stored(widget, tmp_path))[0]) == 2
    assert (await bring.end(address)).status_code == 204
    assert await stored(widget, tmp_path) == (set(), set())
    for answer in (await bring.head(address), await bring.patch(address, 0, b"x"), await bring.end(address)):
        assert answer.status_code == 404


async def test_ending_takes_a_draft_back_but_no_file_that_is_used(
    bring: Uploader, widget: Alone, visitor, desk
):
    used, spare = await bring.begun(10), await bring.begun(10)
    for address in (used, spare):
        await bring.patch(address, 0, CONTENT[:10])
    kept, gone = [(await bring.described(address))["id"] for address in (used, spare)]
    path = f"/widget/v1/desks/{desk['desk_token']}/tickets"
    assert (await visitor.post(path, json=FORM | {"attachment_ids": [kept]})).status_code == 202
    assert [(await bring.end(address)).status_code for address in (used, spare)] == [404, 204]
    late = await visitor.post(path, json=FORM | {"attachment_ids": [gone]})
    assert late.json()["code"] == "unknown_attachment"
    assert await content_of(widget, kept) == CONTENT[:10]


async def test_what_is_not_finished_in_a_day_is_unknown_and_swept_away(
    bring: Uploader, widget: Alone, tmp_path, monkeypatch
):
    answer = await bring.begin(len(CONTENT))
    address = answer.headers["location"]
    await bring.patch(address, 0, CONTENT[: 2 * MEGABYTE])
    left = parsedate_to_datetime(answer.headers["upload-expires"]) - datetime.now(UTC)
    assert timedelta(hours=23, minutes=59) < left <= timedelta(hours=24)
    sweep = widget.service.web.state.reception.resumable.sweep
    assert await sweep() == 0
    monkeypatch.setattr(widget.service.database, "offset", timedelta(hours=24, seconds=1))
    assert (await bring.patch(address, 2 * MEGABYTE, b"x")).json()["code"] == "upload_not_found"
    assert await sweep() == 0
    monkeypatch.setattr(widget.service.database, "offset", timedelta(hours=24, seconds=1) + resumable.GRACE)
    assert await sweep() == 1
    assert await stored(widget, tmp_path) == (set(), set())
    assert await rows(widget.service.database, uploads) == []


async def test_only_so_many_pieces_are_taken(bring: Uploader, widget: Alone, monkeypatch):
    monkeypatch.setattr(resumable, "MOST_PIECES", 3)
    address = await bring.begun(10)
    said = [(await bring.patch(address, place, b"x")).status_code for place in range(4)]
    assert said == [204, 204, 204, 409]
    assert len(await rows(widget.service.database, upload_pieces)) == 3


WRONG = [
    ({"Upload-Length": "-1"}, 422, "invalid"),
    ({"Upload-Length": "1e3"}, 422, "invalid"),
    ({"Upload-Length": ""}, 422, "invalid"),
    ({"Upload-Length": "٣"}, 422, "invalid"),
    ({"Upload-Length": "9" * 40}, 422, "invalid"),
    ({"Upload-Length": "0"}, 422, "file_empty"),
    ({"Upload-Length": str(10 * MEGABYTE + 1)}, 413, "file_too_large"),
    ({"Upload-Metadata": "filename not_base64!"}, 422, "invalid"),
    ({"Upload-Metadata": "filename //79"}, 422, "invalid"),
    ({"Tus-Resumable": "0.2.2"}, 412, "tus_version"),
]


@pytest.mark.parametrize(("given", "status", "code"), WRONG)
async def test_what_cannot_be_begun_is_refused_by_name(bring: Uploader, widget: Alone, given, status, code):
    asked = TUS | {"Upload-Length": "5"} | given
    headers = [(name.encode(), value.encode()) for name, value in asked.items()]
    answer = await bring.client.post(bring.path, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert answer.headers["tus-resumable"] == "1.0.0"
    assert ("tus-version" in answer.headers) == (status == 412)
    assert await rows(widget.service.database, uploads) == []


async def test_bytes_of_another_type_are_not_taken(bring: Uploader):
    address = await bring.begun(10)
    for kind in ("text/plain", "multipart/form-data; boundary=x", "application/octet-stream"):
        answer = await bring.patch(address, 0, b"x", **{"Content-Type": kind})
        assert (answer.status_code, answer.json()["code"]) == (415, "wrong_content_type")
    assert await bring.offset(address) == 0


async def test_who_asks_learns_what_is_spoken(bring: Uploader):
    answer = await bring.client.options(bring.path)
    told = {name: answer.headers[name] for name in ("tus-version", "tus-extension", "tus-max-size")}
    assert answer.status_code == 204
    assert told == {
        "tus-version": "1.0.0",
        "tus-extension": "creation,expiration,termination",
        "tus-max-size": str(10 * MEGABYTE),
    }
