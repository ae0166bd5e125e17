"""Commands as an operator types them, each in a process of its own."""

import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import psutil

from services.local.ports import free_port
from services.local.processes import ChildProcess

PROJECT = Path(__file__).parents[2]
LONGEST = 90
"""Seconds until a command counts as hanging."""


class Ended(NamedTuple):
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str

    @property
    def line(self) -> str:
        """The only line on standard error."""
        assert self.err.count("\n") == 1, self.err
        return self.err.rstrip("\n")


def clean_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Nothing of the tester's own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HELPDESK_")}
    return kept | {"PYTHONPATH": str(PROJECT)} | dict(environment)


async def command(*words: str, **environment: str) -> Ended:
    """`helpdesk <words>`, to its end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "services",
        *words,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=clean_environment(environment),
    )
    try:
        out, err = await asyncio.wait_for(process.communicate(), LONGEST)
    except TimeoutError:
        process.kill()
        raise
    return Ended(process.returncode or 0, out.decode(), err.decode())


class Running(ChildProcess):
    """`helpdesk run <service> <role>` on a port of its own."""

    url: str = ""


def service_process(service: str, role: str, folder: Path, environment: Mapping[str, str]) -> Running:
    """Not yet started; `async with` starts and ends it."""
    port = free_port()
    child = Running(
        f"{service} {role}",
        [sys.executable, "-m", "services", "run", service, role],
        log=folder / f"{service}-{role}.log",
        env=clean_environment(environment) | {"HELPDESK_HTTP_PORT": str(port)},
    )
    child.url = f"http://127.0.0.1:{port}"
    return child


def family(pid: int) -> list[psutil.Process]:
    """The children of a process, and theirs."""
    return psutil.Process(pid).children(recursive=True)
