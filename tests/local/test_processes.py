import asyncio
import os
import signal
import sys
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from services.local import processes
from services.local.data_folder import DataFolder, end_leftovers
from services.local.ports import accepts, free_port, free_ports
from services.local.processes import CannotStart, ChildProcess, eventually

SLEEPER = "import time; print('ready', flush=True); time.sleep(600)"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEPER}"
PARENT = f"""
import asyncio, sys
from pathlib import Path
from types import SimpleNamespace
from services.local.processes import ChildProcess

async def main():
    child = ChildProcess("child", [sys.executable, "-uc", {SLEEPER!r}], log=Path(sys.argv[1]))
    await child.start()
    await child.wait_for_line("ready")
    print("child", child.pid, flush=True)
    await asyncio.sleep(600)

asyncio.run(main())
"""


def a_program(folder: Path, code: str, **options: object) -> ChildProcess:
    return ChildProcess("program", [sys.executable, "-uc", code], log=folder / "log", **options)  # type: ignore[arg-type]


async def test_a_program_is_up_when_it_says_so_and_ends_when_asked(tmp_path: Path) -> None:
    async with a_program(tmp_path, SLEEPER) as program:
        await program.wait_for_line("ready")
        assert program.running
    assert program.exit_code == -signal.SIGTERM


async def test_a_program_that_ends_early_is_reported_with_its_last_words(tmp_path: Path) -> None:
    program = a_program(tmp_path, "print('one'); print('no such file'); raise SystemExit(3)")
    await program.start()
    with pytest.raises(CannotStart, match=r"^program ended at once: no such file \(all of it: .*log\)$"):
        await program.wait_for_line("ready")


async def test_a_program_that_never_answers_is_reported_after_the_deadline(tmp_path: Path) -> None:
    async with a_program(tmp_path, SLEEPER) as program:
        with pytest.raises(CannotStart, match="did not happen within"):
            await program.wait_for_url(f"http://127.0.0.1:{free_port()}/", seconds=0.2)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[dict]:
    """What was warned of."""
    warnings: list[dict] = []
    monkeypatch.setattr(processes, "log", SimpleNamespace(warning=lambda _, **more: warnings.append(more)))
    return warnings


async def a_ready_program(folder: Path, source: str) -> ChildProcess:
    program = a_program(folder, source)
    await program.start()
    await program.wait_for_line("ready")
    return program


async def test_a_program_that_refuses_to_end_is_killed_and_named(tmp_path: Path, told: list[dict]) -> None:
    program = await a_ready_program(tmp_path, STUBBORN)
    await program.stop(seconds=0.1)
    assert program.exit_code == -signal.SIGKILL
    assert [(each["program"], each["pid"]) for each in told] == [(program.name, program.pid)]


async def test_a_program_that_ends_when_asked_is_not_named(tmp_path: Path, told: list[dict]) -> None:
    program = await a_ready_program(tmp_path, SLEEPER)
    await program.stop()
    assert told == []


async def test_it_is_answered_only_with_what_was_printed_since_the_last_start(tmp_path: Path) -> None:
    program = a_program(tmp_path, "import os; print('I am', os.getpid())")
    for _ in range(2):
        await program.start()
        await program.wait()
        assert program.output() == f"I am {program.pid}\n"


async def test_a_killed_supervisor_leaves_no_program_behind(tmp_path: Path) -> None:
    parent = ChildProcess(
        "parent", [sys.executable, "-uc", PARENT, tmp_path / "child"], log=tmp_path / "parent"
    )
    await parent.start()
    await parent.wait_for_line("child")
    child = int(parent.output().split()[1])
    os.kill(parent.pid, signal.SIGKILL)

    async def gone() -> bool:
        return not psutil.pid_exists(child) or psutil.Process(child).status() == psutil.STATUS_ZOMBIE

    await eventually(gone, "The end of the child", seconds=10)


async def test_leftovers_in_a_folder_are_ended_and_others_are_not(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    async with (
        a_program(tmp_path / "a", SLEEPER, cwd=tmp_path / "a") as ours,
        a_program(tmp_path / "b", SLEEPER, cwd=tmp_path / "b") as neighbour,
    ):
        await asyncio.gather(ours.wait_for_line("ready"), neighbour.wait_for_line("ready"))
        await end_leftovers(tmp_path / "a", psutil.Process(ours.pid).name())
        assert not ours.running
        assert neighbour.running


def test_a_data_folder_has_one_user_at_a_time(tmp_path: Path) -> None:
    first, second = DataFolder(tmp_path), DataFolder(tmp_path)
    first.take()
    with pytest.raises(CannotStart, match=r"stop it, or set HELPDESK_DATA_DIR"):
        second.take()
    first.release()
    second.take()
    second.release()


async def test_free_ports_differ_and_nobody_listens_there() -> None:
    ports = free_ports(20)
    assert len(set(ports)) == 20
    assert not [port for port in ports if await accepts(port)]
