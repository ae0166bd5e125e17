"""Files on a host of their own: nothing else is there, and no file is anywhere else."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.widget.app import build
from services.widget.settings import WidgetSettings
from shared.files_host import own_host
from tests.conftest import MakeDatabase
from tests.service_fixtures import Alone, alone
from tests.shared.test_previews import a_picture
from tests.widget.test_intake import FORM

HOST = {"host": "files.example"}


@pytest.fixture
async def widget(database: MakeDatabase, tmp_path: Path) -> AsyncIterator[Alone]:
    more = {"HELPDESK_FILES_URL": "https://files.example/"}
    async with alone(build, WidgetSettings, await database("widget"), tmp_path, **more) as made:
        yield made


@pytest.mark.attack("A3")
async def test_files_answer_there_and_nothing_else_does(visitor, desk):
    inquiries = f"/widget/v1/desks/{desk['desk_token']}/tickets"
    sent = [("files", ("a.png", a_picture()))]
    token = (await visitor.post(inquiries, data=FORM, files=sent)).json()["public_token"]
    (file,) = (await visitor.get(f"/widget/v1/tickets/{token}")).json()["attachments"]
    assert file["url"].startswith("https://files.example/files/widget/")
    path = file["url"].removeprefix("https://files.example")
    for address in (path, f"{path}/preview"):
        there = await visitor.get(address, headers=HOST)
        assert there.status_code == 200
        assert "set-cookie" not in there.headers
        assert (await visitor.get(address)).status_code == 404
    page = f"/helpdesk/ticket/{token}"
    for elsewhere in (page, "/health/ready", "/", f"/widget/v1/tickets/{token}"):
        assert (await visitor.get(elsewhere, headers=HOST)).status_code == 404
    assert (await visitor.post(inquiries, json=FORM, headers=HOST)).status_code == 404
    policy = (await visitor.get(page)).headers["content-security-policy"]
    assert "img-src https://files.example 'self'" in policy


@pytest.mark.parametrize(
    ("files", "public", "host"),
    [
        ("https://desk.example", "https://desk.example", ""),
        ("https://DESK.example/", "https://desk.example", ""),
        ("https://files.example:8443", "https://desk.example", "files.example:8443"),
    ],
)
def test_a_host_is_its_own_when_it_is_another(files, public, host):
    assert own_host(files, public) == host
