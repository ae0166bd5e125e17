"""`make fuzz`: it says what it read, and keeps what broke a reader."""

import subprocess
import sys
from pathlib import Path

from services.notifications.parsing import child, confined
from tests.fuzz import kept, run
from tests.fuzz.__main__ import main
from tests.notifications.parsing.mutating import bomb, made

DIES = f"{__name__}:dies_of_it"


def dies_of_it(content: bytes) -> bytes:
    """A reader that one mail in seven kills."""
    if len(content) % 7 == 0:
        raise SystemExit(9)
    return child.describe(content)


def test_it_reads_as_many_mails_as_asked_and_ends_well():
    command = [sys.executable, "-m", "tests.fuzz", "--mails", "60", "--seed", "7"]
    ended = subprocess.run(command, capture_output=True, timeout=100, text=True)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "60" in ended.stdout
    assert "seed 7" in ended.stderr


def test_it_ends_with_its_time(capsys):
    assert main(["--seconds", "0.2", "--seed", "7"]) == 0
    assert "20,000" not in capsys.readouterr().out


def test_a_mail_that_kills_its_reader_is_kept_and_named(monkeypatch, tmp_path: Path, capsys):
    monkeypatch.setattr(confined, "DESCRIBE", DIES)
    monkeypatch.chdir(tmp_path)
    assert main(["--mails", "30", "--seed", "7"]) == 1
    said = capsys.readouterr().err
    files = sorted((tmp_path / kept.FOLDER).iterdir())
    assert files
    for file in files:
        number = int(file.stem.removeprefix("7-"))
        assert file.read_bytes() == made(7, number)
        assert f"helpdesk mail parse {kept.FOLDER / file.name}" in said


def test_a_mail_that_keeps_its_reader_too_long_fails_the_run():
    slow = run.Run(seed=1)
    slow.count[run.OVER] = 1
    assert slow.failures == 1


def test_the_same_seed_makes_the_same_mails_and_bombs_are_among_them():
    assert made(3, 1) == made(3, 1) != made(4, 1)
    assert len(made(3, 0)) > 900
    assert bomb.__doc__
