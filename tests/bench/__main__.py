"""`python -m tests.bench [intake] [gateway] [bus] …`: all works of `WORKS`, or those named."""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import uvloop
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from shared.telemetry import start_logging
from tests.bench import bus, comments, end_to_end, gateway, intake, lists, live, mail, pages, rest, widget
from tests.bench.figures import Figure, console, keep, show
from tests.bench.machine import Machine, machine

WORKS = {
    "intake": intake,
    "gateway": gateway,
    "bus": bus,
    "lists": lists,
    "pages": pages,
    "live": live,
    "end_to_end": end_to_end,
    "comments": comments,
    "mail": mail,
    "widget": widget,
    "rest": rest,
}


async def main(names: list[str]) -> list[Figure]:
    """Measure what is named, one after the other, showing and keeping each figure as it is there."""
    figures: list[Figure] = []
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with (
        tempfile.TemporaryDirectory(prefix="helpdesk-bench-") as folder,
        Progress(*columns, console=console) as progress,
    ):
        async with machine(Path(folder)) as rig:
            for name in names:
                task = progress.add_task(name, total=None)
                async for figure in _figures(name, rig):
                    figures.append(figure)
                    keep(figures)
                    progress.update(
                        task, description=f"{name}: {figure.work} = {figure.figure:,} {figure.unit}"
                    )
                progress.stop_task(task)
    return figures


async def _figures(name: str, rig: Machine) -> AsyncIterator[Figure]:
    """The figures of one work; if it breaks, that is the last of them."""
    try:
        async for figure in WORKS[name].measure(rig):
            yield figure
    except Exception as error:
        yield Figure(
            f"{name} broke off", 0, "", f"{type(error).__name__}: {error}"[:200], "to end", met=False
        )


if __name__ == "__main__":
    unknown = set(sys.argv[1:]) - set(WORKS)
    if unknown:
        raise SystemExit(f"there is no bench {', '.join(unknown)}: choose from {', '.join(WORKS)}")
    start_logging("error", as_json=False)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        show(runner.run(main(sys.argv[1:] or list(WORKS))))
