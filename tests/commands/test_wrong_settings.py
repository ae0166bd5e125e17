"""A wrong setting stops every command with one line that names the variable."""

from pathlib import Path

import pytest

from services.commands.environment import DEMO_EMAIL, check, given_or_made, wants_demo
from services.local.processes import CannotStart
from shared.keys import new_keys
from tests.commands.console import command

WRONG = {
    "HELPDESK_DATABASE_URL": "nonsense",
    "HELPDESK_HTTP_PORT": "abc",
    "HELPDESK_ENV": "prod",
    "HELPDESK_ADMIN_EMAIL": "owner@example.org",
    "HELPDESK_ADMIN_PASSWORD": "correct-horse-battery",
    "HELPDESK_RABBITMQ_URL": "http://127.0.0.1",
    "HELPDESK_PUBLIC_URL": "helpdesk.example.com",
    "HELPDESK_LOG_LEVEL": "loud",
    "HELPDESK_NOTIFICATIONS_SENDER_CONCURRENCY": "many",
    "HELPDESK_AUTH_PRIVATE_KEY": "too-short",
}


@pytest.mark.slow
@pytest.mark.parametrize("variable", list(WRONG)[:5])
async def test_up_stops_before_anything_starts(variable: str, tmp_path: Path):
    ended = await command("up", HELPDESK_DATA_DIR=str(tmp_path), **{variable: WRONG[variable]})
    assert (ended.code, ended.out) == (2, "")
    assert variable in ended.line
    assert not (tmp_path / "postgres").exists()


@pytest.mark.slow
async def test_cluster_stops_before_anything_starts(tmp_path: Path):
    ended = await command("cluster", HELPDESK_DATA_DIR=str(tmp_path), HELPDESK_HTTP_PORT="abc")
    assert ended.code == 2
    assert "HELPDESK_HTTP_PORT" in ended.line
    assert not (tmp_path / "postgres").exists()


@pytest.mark.parametrize("variable", WRONG)
def test_every_service_is_asked_before_anything_starts(variable: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as stopped:
        check(new_keys() | {variable: WRONG[variable]})
    assert stopped.value.code == 2
    assert variable in capsys.readouterr().err


def test_a_blank_variable_counts_as_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("HELPDESK_DATA_DIR", str(tmp_path))
    for name in ("HELPDESK_ADMIN_EMAIL", "HELPDESK_ADMIN_PASSWORD", "HELPDESK_FILES_KEY"):
        monkeypatch.setenv(name, "")
    environment = given_or_made()
    assert environment["HELPDESK_ADMIN_EMAIL"] == DEMO_EMAIL
    assert len(environment["HELPDESK_FILES_KEY"]) >= 32


def test_production_gets_no_owner_whose_password_everybody_knows(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setenv("HELPDESK_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("HELPDESK_ENV", "production")
    environment = given_or_made()
    assert not [name for name in environment if "ADMIN" in name or "CATCHER" in name]


@pytest.mark.slow
@pytest.mark.parametrize("words", ["up", "migrate", "run organization"])
async def test_a_database_that_does_not_answer_is_one_line(words: str, tmp_path: Path):
    url = "postgresql://helpdesk:secret-password@127.0.0.1:1"
    given = new_keys() | {"HELPDESK_DATA_DIR": str(tmp_path), "HELPDESK_DATABASE_URL": url}
    ended = await command(*words.split(), **given)
    assert ended.code == 1
    assert "127.0.0.1:1" in ended.line
    assert "HELPDESK_DATABASE_URL" in ended.line
    assert "secret-password" not in ended.line


async def test_a_folder_that_cannot_be_used_is_one_line(tmp_path: Path):
    file = tmp_path / "file"
    file.touch()
    ended = await command("up", HELPDESK_DATA_DIR=str(file / "data"))
    assert ended.code == 1
    assert str(file) in ended.line


@pytest.mark.parametrize("wish", ["maybe", "2", "-"])
def test_a_wish_for_demo_data_is_yes_or_no(wish: str):
    with pytest.raises(CannotStart, match="HELPDESK_DEMO"):
        check(new_keys() | {"HELPDESK_DEMO": wish})


@pytest.mark.parametrize(
    ("wish", "wanted"), [("0", False), ("false", False), ("No", False), ("1", True), ("on", True)]
)
def test_yes_and_no_have_their_usual_spellings(wish: str, wanted: bool):
    assert wants_demo({"HELPDESK_DEMO": wish}) is wanted
