"""`python -m tests.fuzz [--mails N] [--seconds S] [--seed K]`: reads that many mails, or as many as the time allows."""

import argparse
import asyncio
import os
import secrets
from collections.abc import Sequence

import uvloop
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from shared.telemetry import start_logging
from tests.fuzz.kept import keep
from tests.fuzz.run import Run, found_in, table

MAILS, SECONDS = 20_000, 600.0
COLUMNS = (
    TextColumn("mails"),
    BarColumn(),
    MofNCompleteColumn(),
    TimeElapsedColumn(),
    TextColumn("{task.description}"),
)


def main(given: Sequence[str] | None = None) -> int:
    """1 when a mail crashed its reader or kept it too long."""
    asked = _asked(given)
    start_logging("error", as_json=False)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_fuzz(asked.mails, asked.seconds, asked.seed))


def _asked(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--mails", type=int, default=MAILS, help="how many at the most")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="how long at the most")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000), help="the same mails again")
    return parser.parse_args(given)


async def _fuzz(mails: int, seconds: float, seed: int) -> int:
    run = Run(seed, processes=os.cpu_count() or 1)
    with Progress(*COLUMNS, console=Console(stderr=True)) as progress:
        task = progress.add_task(f"seed {seed}", total=mails)
        async for bad in found_in(run, mails, seconds, lambda: progress.advance(task)):
            progress.console.print(keep(bad), soft_wrap=True)
    Console().print(table(run))
    return 1 if run.failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
