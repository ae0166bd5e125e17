"""Files: each judged alone, kept through mistakes and retries, claimed with what uses them."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from shared.contracts.tickets import DeskChanged
from shared.contracts.widget import CommentRequested, TicketRequested
from shared.tables import files
from tests.builders import ANNA
from tests.service_fixtures import Alone
from tests.tickets.panel.page import read
from tests.widget.test_intake import FORM, submitted


@pytest.fixture
async def path(desk, admin) -> str:
    await admin.patch(f"/api/widget/desks/{desk['id']}", json={"max_file_bytes": 1024})
    return f"/widget/v1/desks/{desk['desk_token']}"


async def drafted(visitor, path: str, name: str = "a.txt") -> str:
    answer = await visitor.post(f"{path}/files", files={"file": (name, b"text")})
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def test_a_retry_with_the_same_files_gets_the_first_receipt(visitor, path, widget: Alone):
    key, form = {"Idempotency-Key": str(uuid4())}, FORM | {"attachment_ids": [await drafted(visitor, path)]}
    first = await visitor.post(f"{path}/tickets", json=form, headers=key)
    again = await visitor.post(f"{path}/tickets", json=form, headers=key)
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json() == again.json()
    other = await visitor.post(f"{path}/tickets", json=FORM | {"attachment_ids": [str(uuid4())]}, headers=key)
    assert other.json()["code"] == "idempotency_key_reused"
    assert len(await widget.said(TicketRequested)) == 1


async def test_a_retried_upload_is_the_same_inquiry_and_the_same_comment(visitor, path, desk, widget: Alone):
    key, sent = {"Idempotency-Key": str(uuid4())}, [("files", ("a.txt", b"aaa"))]
    one, two = [await visitor.post(f"{path}/tickets", data=FORM, files=sent, headers=key) for _ in range(2)]
    assert one.json() == two.json()
    other = await visitor.post(f"{path}/tickets", data=FORM, files=[("files", ("a.txt", b"b"))], headers=key)
    assert other.status_code == 422
    comments = f"/widget/v1/tickets/{one.json()['public_token']}/comments"
    said = [await visitor.post(comments, data={"body": "see"}, files=sent, headers=key) for _ in range(2)]
    assert said[0].json() == said[1].json()
    assert [[each.name for each in event.attachments] for event in await widget.said(CommentRequested)] == [
        ["a.txt"]
    ]


async def test_a_refused_form_leaves_its_files_for_the_corrected_one(visitor, path):
    ids = [await drafted(visitor, path)]
    wrong = await visitor.post(f"{path}/tickets", json=FORM | {"attachment_ids": [*ids, str(uuid4())]})
    assert wrong.json()["code"] == "unknown_attachment"
    assert (await visitor.post(f"{path}/tickets", json=FORM | {"attachment_ids": ids})).status_code == 202


async def test_one_bad_file_costs_neither_the_others_nor_the_words(visitor, path, widget: Alone):
    sent = [("files", (f"{n}.txt", b"x" * (5000 if n == 2 else 10))) for n in range(5)]
    answer = await visitor.post(f"{path}/tickets", data=FORM, files=sent)
    assert answer.status_code == 202
    refused = [{"name": "2.txt", "size": 5000, "reason": "At most 1 KB per file"}]
    assert answer.json()["refused_files"] == refused
    (wish,) = await widget.said(TicketRequested)
    assert [file.name for file in wish.attachments] == ["0.txt", "1.txt", "3.txt", "4.txt"]
    assert wish.body == "It burns.\n[2.txt: At most 1 KB per file]"
    comment = f"/widget/v1/tickets/{answer.json()['public_token']}/comments"
    said = await visitor.post(comment, data={"body": "see"}, files=sent)
    assert (said.status_code, said.json()["refused_files"]) == (202, refused)
    alone = await visitor.post(comment, data={"body": ""}, files=[sent[2]])
    assert alone.status_code == 422


@pytest.mark.parametrize(("language", "why"), [("en", "The file is empty"), ("pl", "Plik jest pusty")])
async def test_an_empty_file_is_refused_alone_and_the_words_say_why(
    visitor, path, desk, widget: Alone, language, why
):
    spoken = desk["state"].model_copy(update={"language": language, "version": 2})
    await widget.hear(DeskChanged(desk=spoken, actor=ANNA))
    widget.service.web.state.reception.desks.forget(desk["desk_token"])
    sent = [("files", ("none.txt", b"")), ("files", ("a.txt", b"a"))]
    answer = await visitor.post(f"{path}/tickets", data=FORM, files=sent)
    refused = [{"name": "none.txt", "size": 0, "reason": why}]
    assert (answer.status_code, answer.json()["refused_files"]) == (202, refused)
    (wish,) = await widget.said(TicketRequested)
    assert [file.name for file in wish.attachments] == ["a.txt"]
    assert wish.body == f"It burns.\n[none.txt: {why}]"
    comment = f"/widget/v1/tickets/{answer.json()['public_token']}/comments"
    said = await visitor.post(comment, data={"body": "see"}, files=sent)
    assert (said.status_code, said.json()["refused_files"]) == (202, refused)
    by_page = f"/helpdesk/ticket/{answer.json()['public_token']}/comments"
    assert (await visitor.post(by_page, data={"body": "by page"}, files=sent)).status_code == 303
    bodies = [each.body for each in await widget.said(CommentRequested)]
    assert bodies == [f"see\n[none.txt: {why}]", f"by page\n[none.txt: {why}]"]


async def test_an_empty_file_is_no_draft(visitor, path, widget: Alone):
    answer = await visitor.post(f"{path}/files", files={"file": ("none.txt", b"")})
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["title"]) == (422, "file_empty", "The file is empty")
    async with widget.service.database.session() as session:
        assert (await session.execute(select(files))).all() == []


async def test_an_empty_file_of_a_contact_page_is_named_in_the_inquiry(visitor, path, desk, widget: Alone):
    contact = f"/helpdesk/desks/{desk['desk_token']}/contact"
    sent = [("files", ("none.txt", b"")), ("files", ("a.txt", b"a"))]
    assert (await visitor.post(contact, data=FORM, files=sent)).status_code == 303
    (wish,) = await widget.said(TicketRequested)
    assert [file.name for file in wish.attachments] == ["a.txt"]
    assert wish.body == "It burns.\n[none.txt: The file is empty]"


async def test_too_many_files_are_refused_one_by_one(visitor, path, widget: Alone):
    sent = [("files", (f"{n}.txt", b"x")) for n in range(12)]
    answer = await visitor.post(f"{path}/tickets", data=FORM, files=sent)
    assert [file["name"] for file in answer.json()["refused_files"]] == ["10.txt", "11.txt"]
    assert len((await widget.said(TicketRequested))[0].attachments) == 10


async def test_a_desk_without_files_still_takes_the_words(visitor, path, desk, admin, widget: Alone):
    await admin.patch(f"/api/widget/desks/{desk['id']}", json={"attachments": False})
    answer = await visitor.post(f"{path}/tickets", data=FORM, files=[("files", ("a.txt", b"x"))])
    assert answer.status_code == 202
    assert answer.json()["refused_files"][0]["reason"] == "This desk takes no files"
    assert (await visitor.post(f"{path}/files", files={"file": ("a", b"x")})).status_code == 403


async def test_an_inactive_desk_takes_no_files(visitor, path, desk, widget: Alone):
    receipt = await submitted(visitor, desk)
    off = desk["state"].model_copy(update={"active": False, "version": 2})
    await widget.hear(DeskChanged(desk=off, actor=ANNA))
    widget.service.web.state.reception.desks.forget(desk["desk_token"])
    answer = await visitor.post(f"{path}/files", files={"file": ("a", b"x")})
    assert (answer.status_code, answer.json()["code"]) == (409, "desk_inactive")
    comment = f"/widget/v1/tickets/{receipt['public_token']}/comments"
    said = await visitor.post(comment, data={"body": "and?"}, files=[("files", ("a", b"x"))])
    assert (said.status_code, len(said.json()["refused_files"])) == (202, 1)
    async with widget.service.database.session() as session:
        assert (await session.execute(select(files))).all() == []


@pytest.mark.parametrize("limit", [(1024, "1 KB"), (5000, "5000 bytes"), (10 << 20, "10 MB")])
async def test_a_limit_is_told_in_the_unit_it_was_set_in(visitor, path, desk, admin, limit):
    size, words = limit
    await admin.patch(f"/api/widget/desks/{desk['id']}", json={"max_file_bytes": size})
    assert f"Up to {words} each" in (await visitor.get(f"/helpdesk/desks/{desk['desk_token']}/contact")).text
    large = await visitor.post(f"{path}/files", files={"file": ("a", b"x" * (size + 1))})
    assert (large.status_code, words in large.json()["detail"]) == (413, True)


async def test_a_name_with_quotes_shows_as_given(visitor, path, desk, widget: Alone):
    receipt = await submitted(
        visitor, desk, attachment_ids=[await drafted(visitor, path, 'my "best" ‘file’.txt')]
    )
    shown = (await visitor.get(f"/widget/v1/tickets/{receipt['public_token']}")).json()
    assert shown["attachments"][0]["name"] == 'my "best" ‘file’.txt'


async def test_a_page_that_was_refused_keeps_its_files_too(visitor, path, desk, widget: Alone):
    contact = f"/helpdesk/desks/{desk['desk_token']}/contact"
    sent = [("files", ("plan.txt", b"plan")), ("files", ("big.txt", b"x" * 5000))]
    wrong = await visitor.post(contact, data=FORM | {"title": ""}, files=sent)
    form = read(wrong.text).form(contact)
    kept = read(wrong.text).all("input", name="attachment_ids")
    assert (wrong.status_code, len(kept), "plan.txt" in wrong.text) == (422, 1, True)
    right = await visitor.post(contact, data=form.values() | FORM | {"attachment_ids": kept[0]["value"]})
    assert right.status_code == 303
    reply = f"{right.headers['location']}/comments"
    empty = await visitor.post(reply, data={"body": "x" * 60_000}, files=[sent[0]])
    again = read(empty.text).all("input", name="attachment_ids")
    assert (empty.status_code, len(again)) == (422, 1)
    assert (
        await visitor.post(reply, data={"body": "x", "attachment_ids": again[0]["value"]})
    ).status_code == 303
    (wish,), (said,) = await widget.said(TicketRequested), await widget.said(CommentRequested)
    assert [file.name for file in (*wish.attachments, *said.attachments)] == ["plan.txt", "plan.txt"]


async def test_no_transaction_is_open_while_a_file_is_stored(visitor, path, open_while_stored: list[int]):
    await drafted(visitor, path)
    answer = await visitor.post(f"{path}/tickets", data=FORM, files=[("files", ("a", b"x"))])
    comment = f"/widget/v1/tickets/{answer.json()['public_token']}/comments"
    assert (
        await visitor.post(comment, data={"body": "x"}, files=[("files", ("a", b"x"))])
    ).status_code == 202
    assert open_while_stored == [0, 0, 0]


async def test_however_many_files_come_the_words_are_kept(visitor, path, widget: Alone):
    sent = [("files", (f"{number}.txt", b"text")) for number in range(60)]
    answer = await visitor.post(f"{path}/tickets", data=FORM, files=sent)
    assert answer.status_code == 202, answer.text
    assert len(answer.json()["refused_files"]) == 50
    wish = (await widget.said(TicketRequested))[0]
    assert wish.title == FORM["title"]
    assert len(wish.attachments) == 10


OTHER_FIELDS = [
    (field, (f"{field}.txt", b"x")) for field in ("files", "files[]", "file", "attachment", "upload")
]


async def test_a_file_counts_whatever_its_field_is_called(visitor, path, desk, widget: Alone):
    sent = await visitor.post(f"{path}/tickets", data=FORM, files=OTHER_FIELDS)
    page = f"/helpdesk/ticket/{sent.json()['public_token']}/comments"
    for where in (f"/widget/v1/tickets/{sent.json()['public_token']}/comments", page):
        assert (await visitor.post(where, data={"body": "see"}, files=OTHER_FIELDS)).status_code in {202, 303}
    form = await visitor.post(f"/helpdesk/desks/{desk['desk_token']}/contact", data=FORM, files=OTHER_FIELDS)
    assert form.status_code == 303
    names = [name for _, (name, _) in OTHER_FIELDS]
    for kind in (TicketRequested, CommentRequested):
        told = [[file.name for file in event.attachments] for event in await widget.said(kind)]
        assert told == [names, names]


@pytest.mark.parametrize("second", ["file", "files", "upload"])
async def test_the_door_for_one_file_drops_no_second_one(visitor, path, second):
    sent = [("file", ("a.txt", b"a")), (second, ("b.txt", b"b"))]
    answer = await visitor.post(f"{path}/files", files=sent)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, second)
