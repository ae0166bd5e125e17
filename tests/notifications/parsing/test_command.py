"""`helpdesk mail parse`: a line for each file, in order, whatever is in it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import uvloop

from services.commands.mail import parse
from services.notifications.parsing import child, confined
from tests.notifications.parsing.bombs import nested
from tests.notifications.parsing.builders import file, mail, mail_of, multipart, text

ENDS_OF_LINES = "a\x0bb\x0cc\x85d\u2028e\u2029f"
DIES = f"{__name__}:dies_of_it"


def dies_of_it(content: bytes) -> bytes:
    """A reader that a mail can kill."""
    if b"die" in content:
        raise SystemExit(9)
    return child.describe(content)


def lines(*files: object) -> list[dict]:
    """What the command prints, and that it ends well."""
    run = subprocess.run(
        [sys.executable, "-m", "services", "mail", "parse", *map(str, files)], capture_output=True, timeout=60
    )
    assert (run.returncode, run.stderr) == (0, b"")
    return [json.loads(line) for line in run.stdout.decode().splitlines()]


@pytest.fixture
def stored(tmp_path: Path):
    def store(name: str, content: bytes) -> Path:
        (tmp_path / name).write_bytes(content)
        return tmp_path / name

    return store


def test_a_line_stays_one_line_whatever_signs_are_in_the_mail(stored):
    (found,) = lines(stored("1.eml", mail_of(text(ENDS_OF_LINES))))
    assert "\u2028e\u2029f" in found["text"]


def test_each_file_is_a_line_in_the_order_given(stored, tmp_path: Path):
    first = stored("1.eml", mail_of(multipart("mixed", text("Żółw"), file(b"a.png"))))
    huge = stored("2.eml", b"x" * (26 * 1024 * 1024))
    deep = stored("3.eml", nested(1000))
    last = stored("ż 4.eml", mail())
    found = lines(first, huge, tmp_path / "none.eml", deep, tmp_path, last)
    assert [each["file"] for each in found] == list(
        map(str, (first, huge, tmp_path / "none.eml", deep, tmp_path, last))
    )
    assert list(found[0])[1:] == [
        "from", "from_doubt", "to", "cc", "subject", "date", "message_id", "in_reply_to", "references", "text", "html",
        "html_version", "reply", "auto_reply", "automatic", "bounce", "delivered_to", "is_forged", "attachments", "cut",
    ]  # fmt: skip
    assert [found[0]["text"], found[0]["attachments"][0]["name"]] == ["Żółw", "a.png"]
    assert [each.get("error", "")[:26] for each in found[1:]] == [
        "it has more than 25 MB", "No such file or directory", "its parts are nested more ", "Is a directory", "",
    ]  # fmt: skip


def test_a_mail_that_kills_its_reader_is_a_line_and_the_next_one_is_read(stored, monkeypatch, capfdbinary):
    monkeypatch.setattr(confined, "DESCRIBE", DIES)
    uvloop.run(parse([str(stored("1.eml", mail(b"die"))), str(stored("2.eml", mail()))]))
    found = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
    assert found[0]["error"] == "its reader failed: SystemExit"
    assert found[1]["subject"] == "Lamp"


def test_a_name_that_is_no_utf_8_is_given_back_as_it_was(tmp_path: Path):
    (found,) = lines(str(tmp_path / "\udcff.eml"))
    assert found["file"] == str(tmp_path / "\udcff.eml")
