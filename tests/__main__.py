"""`python -m tests`: every drawer, in two runs side by side; with arguments, just pytest with them.

The first run starts, kills and waits for whole installations, and leaves the processors idle half of the time; the
second one takes them.
"""

import asyncio
import os
import signal
import sys
import tempfile
from collections import deque
from pathlib import Path

HERE = Path(__file__).parent
MOST_RED = 200
"""Lines about red tests that are said again."""

SYSTEMS = ("faults", "journeys", "commands", "local")
"""Drawers whose tests run whole installations."""


def runs() -> dict[str, list[str]]:
    """What each run is given, by the name its lines begin with."""
    systems = [f"tests/{name}" for name in SYSTEMS]
    return {"systems": systems, "services": ["tests", *(f"--ignore={each}" for each in systems)]}


async def run_all() -> int:
    """Run them, and say once more at the end what was red; answers how the worst one ended."""
    red = deque[str](maxlen=MOST_RED)
    with tempfile.TemporaryDirectory(prefix="helpdesk-tests-") as folder:
        each = [_run(name, given, Path(folder) / name, red) for name, given in runs().items()]
        codes = await asyncio.gather(*map(asyncio.create_task, each))
    # What ended first has scrolled away under the other one's lines.
    sys.stdout.writelines(red)
    return max(codes)


async def _run(name: str, given: list[str], folder: Path, red: deque[str]) -> int:
    # A folder of its own: pytest's numbered ones are tidied by whichever run starts next.
    command = [sys.executable, "-m", "pytest", f"--basetemp={folder}", "-p", "no:cacheprovider", *given]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    process = await asyncio.create_subprocess_exec(
        *command,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        cwd=HERE.parent,
        env=environment,
    )
    assert process.stdout
    try:
        async for line in process.stdout:
            told = f"{name:8} | {line.decode('utf-8', 'replace')}"
            sys.stdout.write(told)
            sys.stdout.flush()
            if line.startswith((b"FAILED ", b"ERROR ", b"E   ")):
                red.append(told)
        return await process.wait()
    except asyncio.CancelledError:
        # A terminal's Ctrl-C reaches it too; whoever stops only us wants it to end what it started.
        process.send_signal(signal.SIGINT)
        await process.wait()
        raise


def main() -> int:
    """The exit code of pytest, or of the worse of both runs."""
    given = sys.argv[1:]
    if given:
        os.execv(sys.executable, [sys.executable, "-m", "pytest", *given])
    try:
        return asyncio.run(run_all())
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
