"""A customer's file that a scanner has to look at first: closed until then, and said so in their language."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.widget.app import build
from services.widget.settings import WidgetSettings
from shared.contracts.notifications import FileChecked
from shared.contracts.tickets import DeskChanged
from shared.contracts.widget import TicketRequested, WidgetFileStored
from tests.builders import ANNA
from tests.conftest import MakeDatabase
from tests.service_fixtures import Alone, alone
from tests.widget.test_intake import FORM


@pytest.fixture
async def widget(database: MakeDatabase, tmp_path: Path) -> AsyncIterator[Alone]:
    more = {"HELPDESK_CLAMAV_URL": "unix:/run/clamd.sock"}
    async with alone(build, WidgetSettings, await database("widget"), tmp_path, **more) as made:
        yield made


@pytest.fixture
async def sent(visitor, desk) -> str:
    """The public token of an inquiry with a file."""
    path = f"/widget/v1/desks/{desk['desk_token']}/tickets"
    answer = await visitor.post(path, data=FORM, files=[("files", ("a.txt", b"text"))])
    assert answer.status_code == 202, answer.text
    return answer.json()["public_token"]


async def the_file(visitor, token: str) -> dict:
    (file,) = (await visitor.get(f"/widget/v1/tickets/{token}")).json()["attachments"]
    return file


async def judge(widget: Alone, verdict: str, reason: str = "") -> None:
    (told,) = await widget.said(WidgetFileStored)
    await widget.hear(
        FileChecked.model_validate({"object_key": told.object_key, "verdict": verdict, "reason": reason})
    )


async def test_it_opens_when_it_was_found_clean(visitor, sent, widget):
    (wish,) = await widget.said(TicketRequested)
    assert wish.attachments[0].object_key.startswith("held.")
    held = await the_file(visitor, sent)
    assert held["state"] == "being_checked"
    closed = await visitor.get(held["url"])
    assert (closed.status_code, closed.json()["code"]) == (423, "file_being_checked")
    await judge(widget, "clean")
    assert (await the_file(visitor, sent))["state"] == "ready"
    assert (await visitor.get(held["url"])).text == "text"


@pytest.mark.parametrize(
    ("language", "checking", "removed"),
    [
        ("en", "being checked for viruses", "removed: a virus was found in it"),
        ("pl", "sprawdzamy, czy nie ma w nim wirusa", "usunięty: znaleziono w nim wirusa"),
    ],
)
async def test_the_page_says_it_in_the_desk_s_language_and_customers_are_told_no_names(
    visitor, sent, widget, desk, language, checking, removed
):
    changed = desk["state"].model_copy(update={"language": language, "version": 9})
    await widget.hear(DeskChanged(desk=changed, actor=ANNA))
    page = (await visitor.get(f"/helpdesk/ticket/{sent}")).text
    assert checking in page
    assert "download" not in page
    await judge(widget, "infected", "Some.Name")
    page = (await visitor.get(f"/helpdesk/ticket/{sent}")).text
    assert removed in page
    told = await the_file(visitor, sent)
    assert told["state"] == "infected"
    assert "Some.Name" not in page + str(told)
    assert (await visitor.get(told["url"])).status_code == 410


async def test_an_upload_in_parts_is_held_too(visitor, desk, widget):
    path = f"/widget/v1/desks/{desk['desk_token']}/uploads"
    head = {"Tus-Resumable": "1.0.0"}
    made = await visitor.post(
        path, headers=head | {"Upload-Length": "4", "Upload-Metadata": "filename YS50eHQ="}
    )
    body = {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    assert (
        await visitor.patch(made.headers["location"], headers=head | body, content=b"text")
    ).status_code == 204
    (told,) = await widget.said(WidgetFileStored)
    assert told.size == 4
